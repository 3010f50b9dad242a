//! Reads the members of a request, with the refusals that Cognito has for missing and malformed ones.

use serde_json::Value;

use super::Caller;
use crate::{client::AppClient, error::ApiError, secret_hash, shared::Shared};

/// A JSON object of a request: its members, or one of its maps of parameters.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    object: &'a Value,
    missing: Missing,
    caller: Caller<'a>,
}

/// How Cognito words that something is not there.
#[derive(Clone, Copy)]
enum Missing {
    Member,
    Parameter,
}

impl<'a> Input<'a> {
    pub(super) fn members(body: &'a Value, caller: Caller<'a>) -> Self {
        Self {
            object: body,
            missing: Missing::Member,
            caller,
        }
    }

    pub(super) fn caller(self) -> Caller<'a> {
        self.caller
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
            caller: self.caller,
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

    /// A text that may be missing.
    pub(super) fn optional(self, name: &str) -> Result<Option<&'a str>, ApiError> {
        let value = self.present(name);
        let text = value.map(|value| value.as_str().ok_or_else(|| malformed(name)));
        text.transpose()
    }

    /// A switch that may be missing.
    pub(super) fn flag(self, name: &str) -> Result<Option<bool>, ApiError> {
        let value = self.present(name);
        let flag = value.map(|value| value.as_bool().ok_or_else(|| malformed(name)));
        flag.transpose()
    }

    /// A number from 0 up that may be missing.
    pub(super) fn number(self, name: &str) -> Result<Option<u32>, ApiError> {
        let small = |value: &Value| value.as_u64().and_then(|number| number.try_into().ok());
        let value = self.present(name);
        let number = value.map(|value| small(value).ok_or_else(|| malformed(name)));
        number.transpose()
    }

    /// A list that may be missing, which is then empty.
    pub(super) fn list(self, name: &str) -> Result<&'a [Value], ApiError> {
        let value = self.present(name);
        let list = value.map(|value| value.as_array().ok_or_else(|| malformed(name)));
        Ok(list.transpose()?.map_or(&[], Vec::as_slice))
    }

    /// The members whose names begin with this, which is left out; their values must be texts.
    pub(super) fn with_prefix(self, prefix: &str) -> Result<Vec<(&'a str, &'a str)>, ApiError> {
        let members = self.object.as_object().into_iter().flatten();
        members
            .filter_map(|(name, value)| Some((name.strip_prefix(prefix)?, value)))
            .map(|(name, value)| Ok((name, value.as_str().ok_or_else(|| malformed(name))?)))
            .collect()
    }

    /// Checks that `UserPoolId` names this pool.
    pub(super) fn check_pool(self, pool: &Shared) -> Result<(), ApiError> {
        let given = self.text("UserPoolId")?;
        if given == pool.settings.user_pool_id {
            return Ok(());
        }
        let quoted: String = given.chars().take(55).collect();
        Err(ApiError::not_found(format!(
            "User pool {quoted} does not exist."
        )))
    }

    /// The app client that `ClientId` names, which must be one of the pool's.
    pub(super) fn client(self, pool: &Shared) -> Result<&AppClient, ApiError> {
        let given = self.text("ClientId")?;
        pool.client(given).ok_or_else(|| {
            let quoted: String = given.chars().take(128).collect();
            ApiError::not_found(format!("User pool client {quoted} does not exist."))
        })
    }

    /// The `Username` that a call is about; a confidential client proves itself by `SecretHash`.
    pub(super) fn username(self, pool: &Shared) -> Result<&'a str, ApiError> {
        let client = self.client(pool)?;
        let username = self.text("Username")?;
        secret_hash::check(client, self.optional("SecretHash")?, &[username])?;
        Ok(username)
    }

    /// The app client of a call about a token: a confidential one gives its `ClientSecret`.
    pub(super) fn client_with_secret(self, pool: &Shared) -> Result<&AppClient, ApiError> {
        let client = self.client(pool)?;
        secret_hash::check_secret(client, self.optional("ClientSecret")?)?;
        Ok(client)
    }

    /// Refuses a `Session` in place of an access token: only a pool that demands a second factor gives one to set it up.
    pub(super) fn without_session(self) -> Result<Self, ApiError> {
        match self.present("Session") {
            Some(_) if self.present("AccessToken").is_none() => {
                Err(ApiError::not_authorized("Invalid session for the user."))
            }
            _ => Ok(self),
        }
    }

    /// `UserAttributes`: a list of objects with `Name` and, unless empty, `Value`.
    pub(super) fn attributes(self) -> Result<Vec<(&'a str, &'a str)>, ApiError> {
        let name = "UserAttributes";
        self.list(name)?
            .iter()
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
