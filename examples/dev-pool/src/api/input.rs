//! Reads the members of a request, with the refusals that Cognito has for missing and malformed ones.

use serde_json::Value;

use crate::{error::ApiError, shared::Shared};

/// A JSON object of a request: its members, or one of its maps of parameters.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    object: &'a Value,
    missing: Missing,
}

/// How Cognito words that something is not there.
#[derive(Clone, Copy)]
enum Missing {
    Member,
    Parameter,
}

impl<'a> Input<'a> {
    pub(super) fn members(body: &'a Value) -> Self {
        Self {
            object: body,
            missing: Missing::Member,
        }
    }

    /// A map of parameters, such as `AuthParameters`; empty if it is not there.
    pub(super) fn parameters(self, name: &str) -> Result<Self, ApiError> {
        let object = self.present(name).unwrap_or(&Value::Null);
        if !object.is_null() && !object.is_object() {
            return Err(malformed(name));
        }
        Ok(Self {
            object,
            missing: Missing::Parameter,
        })
    }

    /// A text that must be there and not empty.
    pub(super) fn text(self, name: &str) -> Result<&'a str, ApiError> {
        match self.present(name) {
            Some(Value::String(text)) if !text.is_empty() => Ok(text),
            Some(Value::String(_)) | None => Err(self.missing(name)),
            Some(_) => Err(malformed(name)),
        }
    }

    /// The `ClientId`, which must be one of the pool's.
    pub(super) fn client_id(self, pool: &Shared) -> Result<&'a str, ApiError> {
        let given = self.text("ClientId")?;
        if pool.client(given).is_some() {
            return Ok(given);
        }
        let quoted: String = given.chars().take(128).collect();
        Err(ApiError::new(
            "ResourceNotFoundException",
            format!("User pool client {quoted} does not exist."),
        ))
    }

    /// `UserAttributes`: a list of objects with `Name` and, unless empty, `Value`.
    pub(super) fn attributes(self) -> Result<Vec<(&'a str, &'a str)>, ApiError> {
        let name = "UserAttributes";
        let list = match self.present(name) {
            None => return Ok(Vec::new()),
            Some(list) => list.as_array().ok_or_else(|| malformed(name))?,
        };
        list.iter()
            .map(|entry| {
                let value = entry.get("Value").unwrap_or(&Value::Null);
                let value = if value.is_null() {
                    Some("")
                } else {
                    value.as_str()
                };
                let pair = entry.get("Name").and_then(Value::as_str).zip(value);
                pair.ok_or_else(|| malformed(name))
            })
            .collect()
    }

    fn present(self, name: &str) -> Option<&'a Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    fn missing(self, name: &str) -> ApiError {
        ApiError::invalid_parameter(match self.missing {
            Missing::Member => format!(
                "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must not be null",
                lower_camel(name)
            ),
            Missing::Parameter => format!("Missing required parameter {name}"),
        })
    }
}

fn malformed(name: &str) -> ApiError {
    ApiError::new(
        "SerializationException",
        format!("The value of {name} has the wrong type."),
    )
}

fn lower_camel(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .chain(letters)
        .collect()
}
