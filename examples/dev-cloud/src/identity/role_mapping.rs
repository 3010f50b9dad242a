//! Which role a login gets.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html>

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// How the role of a signed-in user is chosen.
///
/// ```
/// use dev_cloud::{Ambiguous, MatchType, RoleMapping, Rule};
///
/// let staff = Rule::new("email", MatchType::Contains, "@example.com", "arn:aws:iam::000000000000:role/dev-editor");
/// let mapping = RoleMapping::by_rules([staff]).ambiguous(Ambiguous::Deny);
/// assert_ne!(mapping, RoleMapping::by_token());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RoleMapping {
    choice: Choice,
    ambiguous: Ambiguous,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    Rules(Vec<Rule>),
    Token,
}

/// What happens if neither token nor rules name a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ambiguous {
    /// The user gets the role of all that are signed in.
    AuthenticatedRole,
    /// The user gets no credentials.
    Deny,
}

/// A rule: who has a claim like this gets a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    claim: String,
    match_type: MatchType,
    value: String,
    role_arn: String,
}

/// How a claim is compared with a rule's value. A list matches if one of its members does; `NotEqual`, if none is equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchType {
    /// The value is somewhere in the claim.
    Contains,
    /// The claim is the value.
    Equals,
    /// The claim is there, and is not the value.
    NotEqual,
    /// The claim begins with the value.
    StartsWith,
}

impl RoleMapping {
    /// By the claims `cognito:preferred_role` and `cognito:roles`, which come from the user's groups.
    pub fn by_token() -> Self {
        Self {
            choice: Choice::Token,
            ambiguous: Ambiguous::AuthenticatedRole,
        }
    }

    /// By the first of these rules that matches; at most 25.
    pub fn by_rules(rules: impl IntoIterator<Item = Rule>) -> Self {
        Self {
            choice: Choice::Rules(rules.into_iter().collect()),
            ambiguous: Ambiguous::AuthenticatedRole,
        }
    }

    /// What happens if no role is named. Default: [`Ambiguous::AuthenticatedRole`].
    pub fn ambiguous(mut self, ambiguous: Ambiguous) -> Self {
        self.ambiguous = ambiguous;
        self
    }

    pub(crate) fn rules(&self) -> &[Rule] {
        match &self.choice {
            Choice::Rules(rules) => rules,
            Choice::Token => &[],
        }
    }

    /// The ARN of the role for these claims. A role that is asked for (`CustomRoleArn`) must be one of those that token or
    /// rules name.
    pub(crate) fn choose(
        &self,
        claims: &Map<String, Value>,
        custom: Option<&str>,
        authenticated: &str,
    ) -> Result<String, Refusal> {
        let named: Vec<&str> = match &self.choice {
            Choice::Rules(rules) => rules
                .iter()
                .filter(|rule| rule.matches(claims))
                .map(|rule| &*rule.role_arn)
                .collect(),
            Choice::Token => texts(claims.get("cognito:roles")),
        };
        if let Some(custom) = custom {
            return if named.contains(&custom) {
                Ok(custom.to_owned())
            } else {
                Err(self.custom_refused(&named))
            };
        }
        let chosen = match &self.choice {
            Choice::Rules(_) => named.first().copied(),
            Choice::Token => claims.get("cognito:preferred_role").and_then(Value::as_str),
        };
        match (chosen, self.ambiguous) {
            (Some(role), _) => Ok(role.to_owned()),
            (None, Ambiguous::AuthenticatedRole) => Ok(authenticated.to_owned()),
            (None, Ambiguous::Deny) => Err(Refusal::not_authorized(
                "Access to this identity is denied by the role mapping.",
            )
            .hint("no single role fits, and AmbiguousRoleResolution is Deny")),
        }
    }

    fn custom_refused(&self, named: &[&str]) -> Refusal {
        let source = match self.choice {
            Choice::Rules(_) => "the rules that match name",
            Choice::Token => "the token's cognito:roles has",
        };
        let roles = match named {
            [] => "none".to_owned(),
            named => named.join(", "),
        };
        Refusal::not_authorized("The custom role is not allowed for this identity.")
            .hint(format_args!("{source} {roles}"))
    }
}

impl Rule {
    /// Who has a claim like this gets this role. Never map claims that users can edit.
    pub fn new(
        claim: impl Into<String>,
        match_type: MatchType,
        value: impl Into<String>,
        role_arn: impl Into<String>,
    ) -> Self {
        Self {
            claim: claim.into(),
            match_type,
            value: value.into(),
            role_arn: role_arn.into(),
        }
    }

    fn matches(&self, claims: &Map<String, Value>) -> bool {
        let texts = texts(claims.get(&self.claim));
        let mut each = texts.iter();
        let value = &*self.value;
        match self.match_type {
            MatchType::Contains => each.any(|text| text.contains(value)),
            MatchType::Equals => each.any(|text| *text == value),
            MatchType::NotEqual => !texts.is_empty() && each.all(|text| *text != value),
            MatchType::StartsWith => each.any(|text| text.starts_with(value)),
        }
    }
}

/// A claim as texts: itself, or its members.
fn texts(claim: Option<&Value>) -> Vec<&str> {
    match claim {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(members)) => members.iter().filter_map(Value::as_str).collect(),
        Some(Value::Bool(true)) => vec!["true"],
        Some(Value::Bool(false)) => vec!["false"],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn choose(
        mapping: &RoleMapping,
        claims: &Value,
        custom: Option<&str>,
    ) -> Result<String, String> {
        mapping
            .choose(claims.as_object().unwrap(), custom, "default")
            .map_err(|refusal| refusal.kind().to_owned())
    }

    const REFUSED: &str = "NotAuthorizedException";

    #[test]
    fn a_token_names_its_roles() {
        let mapping = RoleMapping::by_token();
        let deny = RoleMapping::by_token().ambiguous(Ambiguous::Deny);
        let both = json!({"cognito:roles": ["a", "b"], "cognito:preferred_role": "a"});
        let tied = json!({"cognito:roles": ["a", "b"]});
        let none = json!({});
        for (mapping, claims, custom, expected) in [
            (&mapping, &both, None, Ok("a")),
            (&mapping, &both, Some("b"), Ok("b")),
            (&mapping, &both, Some("c"), Err(REFUSED)),
            (&mapping, &tied, None, Ok("default")),
            (&mapping, &tied, Some("b"), Ok("b")),
            (&mapping, &none, None, Ok("default")),
            (&mapping, &none, Some("default"), Err(REFUSED)),
            (&deny, &both, None, Ok("a")),
            (&deny, &tied, None, Err(REFUSED)),
        ] {
            let outcome = choose(mapping, claims, custom);
            let outcome = outcome.as_deref().map_err(|kind| &**kind);
            assert_eq!(outcome, expected, "{claims} {custom:?}");
        }
    }

    #[test]
    fn the_first_rule_that_matches_wins() {
        let rule = |claim, match_type, value, role| Rule::new(claim, match_type, value, role);
        let mapping = RoleMapping::by_rules([
            rule("cognito:groups", MatchType::Contains, "dmin", "a"),
            rule("email", MatchType::StartsWith, "b@", "b"),
            rule("email_verified", MatchType::Equals, "true", "c"),
            rule("custom:team", MatchType::NotEqual, "x", "d"),
        ]);
        for (claims, custom, expected) in [
            (
                json!({"cognito:groups": ["users", "admins"], "email": "b@c"}),
                None,
                Ok("a"),
            ),
            (
                json!({"cognito:groups": ["admins"], "email": "b@c"}),
                Some("b"),
                Ok("b"),
            ),
            (
                json!({"cognito:groups": ["admins"]}),
                Some("b"),
                Err(REFUSED),
            ),
            (
                json!({"email": "ab@c", "email_verified": true}),
                None,
                Ok("c"),
            ),
            (
                json!({"email_verified": false, "custom:team": "y"}),
                None,
                Ok("d"),
            ),
            (json!({"custom:team": "x"}), None, Ok("default")),
            (json!({}), None, Ok("default")),
        ] {
            let outcome = choose(&mapping, &claims, custom);
            let outcome = outcome.as_deref().map_err(|kind| &**kind);
            assert_eq!(outcome, expected, "{claims}");
        }
    }
}
