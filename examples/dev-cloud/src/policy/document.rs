//! Policies read from IAM's documents.

use std::{error::Error, fmt};

use serde_json::{Map, Value};

use super::{Condition, ConditionKey, Effect, Pattern, Policy, Statement};
use crate::limit;

impl Policy {
    /// Reads a policy document.
    ///
    /// # Errors
    /// If the text is no policy document, or says what this reader does not know.
    pub fn from_json(text: &str) -> Result<Self, PolicyError> {
        if text.len() > limit::POLICY {
            return Err(PolicyError::TooLarge);
        }
        let document: Value = serde_json::from_str(text).map_err(|error| PolicyError::NotJson {
            line: error.line(),
            column: error.column(),
        })?;
        let members = document.as_object().ok_or(PolicyError::NoStatement)?;
        known_members(members, &["Version", "Id", "Statement"])?;
        let statements = one_or_many(members.get("Statement").ok_or(PolicyError::NoStatement)?)
            .iter()
            .map(statement)
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { statements })
    }
}

/// Why a text is no [`Policy`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyError {
    /// A member has the wrong type, or an unknown variable.
    Malformed(&'static str),
    /// The document has no `Statement`.
    NoStatement,
    /// The text is not JSON.
    NotJson {
        /// The line of the first fault, from 1.
        line: usize,
        /// Its column, from 1.
        column: usize,
    },
    /// The text is longer than 10,240 bytes, which IAM's bound is.
    TooLarge,
    /// The document says what this reader does not know.
    Unknown(String),
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(member) => write!(
                f,
                "`{member}` of the policy has the wrong form or an unknown variable"
            ),
            Self::NoStatement => f.write_str("the policy has no `Statement`"),
            Self::NotJson { line, column } => {
                write!(f, "the policy is not JSON at line {line}, column {column}")
            }
            Self::TooLarge => f.write_str("the policy is longer than 10,240 bytes"),
            Self::Unknown(what) => write!(f, "the policy has `{what}`, which is not known here"),
        }
    }
}

impl Error for PolicyError {}

fn statement(value: &Value) -> Result<Statement, PolicyError> {
    let members = value
        .as_object()
        .ok_or(PolicyError::Malformed("Statement"))?;
    known_members(
        members,
        &["Sid", "Effect", "Action", "Resource", "Condition"],
    )?;
    let effect = match members.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err(PolicyError::Malformed("Effect")),
    };
    Ok(Statement {
        effect,
        actions: patterns(members.get("Action"), "Action", Pattern::like)?,
        resources: patterns(members.get("Resource"), "Resource", Pattern::like)?,
        conditions: conditions(members.get("Condition"))?,
    })
}

fn conditions(value: Option<&Value>) -> Result<Vec<Condition>, PolicyError> {
    let malformed = || PolicyError::Malformed("Condition");
    let mut conditions = Vec::new();
    let Some(value) = value else {
        return Ok(conditions);
    };
    for (operator, keys) in value.as_object().ok_or_else(malformed)? {
        let pattern = match operator.as_str() {
            "StringEquals" => Pattern::equals,
            "StringLike" => Pattern::like,
            other => return Err(PolicyError::Unknown(other.to_owned())),
        };
        for (key, values) in keys.as_object().ok_or_else(malformed)? {
            let key = match key.to_ascii_lowercase().as_str() {
                "s3:delimiter" => ConditionKey::Delimiter,
                "s3:prefix" => ConditionKey::Prefix,
                _ => return Err(PolicyError::Unknown(key.clone())),
            };
            let patterns = patterns(Some(values), "Condition", pattern)?;
            conditions.push(Condition { key, patterns });
        }
    }
    Ok(conditions)
}

fn patterns(
    value: Option<&Value>,
    member: &'static str,
    pattern: fn(&str) -> Option<Pattern>,
) -> Result<Vec<Pattern>, PolicyError> {
    let malformed = PolicyError::Malformed(member);
    let Some(value) = value else {
        return Err(malformed);
    };
    one_or_many(value)
        .iter()
        .map(|value| value.as_str().and_then(pattern))
        .collect::<Option<Vec<_>>>()
        .filter(|patterns| !patterns.is_empty())
        .ok_or(malformed)
}

/// IAM takes a list of one without its brackets.
fn one_or_many(value: &Value) -> &[Value] {
    value
        .as_array()
        .map_or_else(|| std::slice::from_ref(value), Vec::as_slice)
}

fn known_members(members: &Map<String, Value>, known: &[&str]) -> Result<(), PolicyError> {
    let unknown = members
        .keys()
        .find(|member| !known.contains(&member.as_str()));
    unknown.map_or(Ok(()), |member| Err(PolicyError::Unknown(member.clone())))
}
