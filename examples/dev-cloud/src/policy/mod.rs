//! Who may do what: the part of IAM's policy language that uploads need.

mod document;
mod pattern;

pub use self::document::PolicyError;
use self::pattern::Pattern;

/// What a role may do, read from a policy document of IAM.
///
/// It knows `Effect`, `Action`, `Resource` and, in `Condition`, `StringEquals` and `StringLike` with `s3:prefix` and
/// `s3:delimiter`; the wildcards `*` and `?`; the variables `${cognito-identity.amazonaws.com:sub}` and `:aud`. What it does not
/// know it refuses to read, rather than grant more than IAM would.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
///
/// ```
/// use dev_cloud::Policy;
///
/// let policy = Policy::from_json(r#"{
///     "Version": "2012-10-17",
///     "Statement": [{
///         "Effect": "Allow",
///         "Action": ["s3:GetObject", "s3:PutObject"],
///         "Resource": "arn:aws:s3:::my-bucket/${cognito-identity.amazonaws.com:sub}/*"
///     }]
/// }"#);
/// assert!(policy.is_ok());
/// let unknown = r#"{"Statement": {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}}"#;
/// assert!(Policy::from_json(unknown).is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    statements: Vec<Statement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Statement {
    effect: Effect,
    actions: Vec<Pattern>,
    resources: Vec<Pattern>,
    conditions: Vec<Condition>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Allow,
    Deny,
}

/// One key of a `Condition`: one of the patterns must match.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    key: ConditionKey,
    patterns: Vec<Pattern>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ConditionKey {
    Delimiter,
    Prefix,
}

/// Who asks: what the variables stand for.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    pub(crate) identity_id: &'a str,
    pub(crate) identity_pool_id: &'a str,
}

/// What somebody asks for.
#[derive(Clone, Copy)]
pub(crate) struct Ask<'a> {
    /// As `s3:GetObject`.
    pub(crate) action: &'a str,
    /// As `arn:aws:s3:::bucket/key`.
    pub(crate) resource: &'a str,
    /// `s3:prefix`, if the request names one.
    pub(crate) prefix: Option<&'a str>,
    /// `s3:delimiter`, if the request names one.
    pub(crate) delimiter: Option<&'a str>,
}

impl Policy {
    /// Whether the caller may. A denial outweighs whatever allows it.
    pub(crate) fn allows(&self, caller: Caller<'_>, ask: Ask<'_>) -> bool {
        let mut applying = self
            .statements
            .iter()
            .filter(|statement| statement.applies(caller, ask))
            .map(|statement| statement.effect)
            .peekable();
        applying.peek().is_some() && applying.all(|effect| effect == Effect::Allow)
    }

    /// The resources on which the caller may do this, for whoever was refused.
    pub(crate) fn reach(&self, caller: Caller<'_>, action: &str) -> Vec<String> {
        self.statements
            .iter()
            .filter(|statement| statement.effect == Effect::Allow && statement.names(action))
            .flat_map(|statement| statement.reach(caller))
            .collect()
    }
}

impl Statement {
    fn applies(&self, caller: Caller<'_>, ask: Ask<'_>) -> bool {
        let mut resources = self.resources.iter();
        self.names(ask.action)
            && resources.any(|pattern| pattern.matches(caller, ask.resource))
            && self.conditions.iter().all(|condition| {
                let value = match condition.key {
                    ConditionKey::Delimiter => ask.delimiter,
                    ConditionKey::Prefix => ask.prefix,
                };
                let mut patterns = condition.patterns.iter();
                // What the request does not name fulfils no condition.
                value.is_some_and(|value| patterns.any(|pattern| pattern.matches(caller, value)))
            })
    }

    fn names(&self, action: &str) -> bool {
        let mut actions = self.actions.iter();
        actions.any(|pattern| pattern.matches_any_case(action))
    }

    fn reach(&self, caller: Caller<'_>) -> Vec<String> {
        let mut conditions = self.conditions.iter();
        let prefixes = conditions
            .find(|condition| condition.key == ConditionKey::Prefix)
            .map(|condition| {
                let prefixes = condition.patterns.iter();
                let prefixes: Vec<String> = prefixes
                    .map(|pattern| format!("\"{}\"", pattern.filled_in(caller)))
                    .collect();
                format!(" with the prefix {}", prefixes.join(" or "))
            })
            .unwrap_or_default();
        self.resources
            .iter()
            .map(|pattern| format!("{}{prefixes}", pattern.filled_in(caller)))
            .collect()
    }
}

#[cfg(test)]
mod tests;
