//! Policies in words, for logs and errors.

use std::fmt;

use super::{Policy, Rule};

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Rule::AcceptUpstream(policy) => write!(f, "accept_upstream_verified({policy})"),
            Rule::Acr(values) => write!(f, "acr({})", values.join(" ")),
            Rule::All(policies) if policies.is_empty() => f.write_str("authenticated"),
            Rule::Any(policies) if policies.is_empty() => f.write_str("nobody"),
            Rule::All(policies) => join(policies, " & ", f),
            Rule::Any(policies) => join(policies, " | ", f),
            Rule::Client(id) => write!(f, "client({id})"),
            Rule::Custom(name, _) => write!(f, "custom({name})"),
            Rule::Empty(list) => write!(f, "{}()", list.builder()),
            Rule::Group(group) => write!(f, "group({group})"),
            Rule::Machine => f.write_str("machine"),
            Rule::MaxAuthAge(age) => write!(f, "max_auth_age({} s)", age.as_secs()),
            Rule::Scope(scope) => write!(f, "scope({scope})"),
            Rule::User => f.write_str("user"),
        }
    }
}

fn join(policies: &[Policy], sign: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, policy) in policies.iter().enumerate() {
        if index > 0 {
            f.write_str(sign)?;
        }
        match &policy.0 {
            Rule::All(inner) | Rule::Any(inner) if inner.len() > 1 => write!(f, "({policy})")?,
            _ => write!(f, "{policy}")?,
        }
    }
    Ok(())
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Policy({self})")
    }
}
