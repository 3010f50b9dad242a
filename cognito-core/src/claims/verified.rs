use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap as _};

use super::{Groups, Provenance, Scopes, TokenUse};
use crate::{
    UserPoolId,
    token::{Claim, NumericDate, PayloadText, Text, read_object},
};

/// A payload that passed every check, with the claims that were read on the way.
#[derive(Clone)]
pub(crate) struct Verified {
    pub(crate) payload: PayloadText,
    pub(crate) pool: UserPoolId,
    pub(crate) token_use: TokenUse,
    pub(crate) provenance: Provenance,
    /// What a gateway wrote where it cannot be told which groups it stands for.
    pub(crate) ambiguous_groups: Option<Box<str>>,
    pub(crate) parts: Parts,
}

/// Claims read by the verifier; texts are places in the payload.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) is_machine: bool,
    pub(crate) iss: Text,
    pub(crate) sub: Text,
    pub(crate) client: Text,
    pub(crate) groups: Box<[Text]>,
    pub(crate) scope: Option<Text>,
    pub(crate) username: Option<Text>,
    pub(crate) jti: Option<Text>,
    pub(crate) origin_jti: Option<Text>,
    pub(crate) event_id: Option<Text>,
    pub(crate) exp: NumericDate,
    pub(crate) iat: Option<NumericDate>,
    /// A remembered token's is looked at again.
    #[cfg(feature = "token-cache")]
    pub(crate) nbf: Option<NumericDate>,
    pub(crate) auth_time: Option<NumericDate>,
    /// The claims that no check looks at and that are strings.
    pub(crate) texts: Box<[(Claim, Text)]>,
}

impl Verified {
    pub(super) fn text(&self, text: Text) -> &str {
        self.payload.get(text)
    }

    pub(super) fn optional(&self, text: Option<Text>) -> Option<&str> {
        text.map(|text| self.text(text))
    }

    pub(super) fn groups(&self) -> Groups<'_> {
        Groups::new(&self.payload, &self.parts.groups)
    }

    pub(super) fn scopes(&self) -> Scopes<'_> {
        Scopes::new(self.optional(self.parts.scope).unwrap_or_default())
    }

    /// One of [`Parts::texts`].
    pub(super) fn kept(&self, wanted: Claim) -> Option<&str> {
        let mut texts = self.parts.texts.iter();
        let (_, text) = texts.find(|(claim, _)| *claim == wanted)?;
        Some(self.text(*text))
    }

    /// The JSON text of any claim.
    pub(super) fn json(&self, name: &str) -> Option<&str> {
        let mut found = None;
        self.members(|member, json| {
            if member == name {
                found = Some(json);
            }
        });
        found
    }

    pub(super) fn claim<'a, T: Deserialize<'a>>(&'a self, name: &str) -> Option<T> {
        serde_json::from_str(self.json(name)?).ok()
    }

    /// A claim in one of its forms.
    pub(super) fn read<'a, T>(
        &'a self,
        name: &str,
        form: impl FnOnce(&'a str) -> Option<T>,
    ) -> Option<T> {
        form(self.json(name)?)
    }

    fn members<'a>(&'a self, member: impl FnMut(&str, &'a str)) {
        // The verifier has read this very text before, and applied its depth limit.
        let read = read_object(self.payload.json().as_bytes(), usize::MAX, member);
        debug_assert!(read.is_ok(), "a verified payload is a JSON object");
    }

    /// What may be logged: nothing that says who the user is or what the token holds.
    pub(super) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("user_pool_id", &self.pool.as_str())
            .field("token_use", &self.token_use)
            .field("provenance", &self.provenance)
            .field("client_id", &self.text(self.parts.client))
            .field("expires_at", &self.parts.exp.0.as_secs())
            .field("groups", &self.groups().len())
            .field("scopes", &self.scopes().len())
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "token-cache")]
impl Verified {
    /// The memory of this value and of what it points to, in bytes.
    pub(super) fn heap(&self) -> usize {
        let parts = &self.parts;
        let lists = size_of_val(&*parts.groups) + size_of_val(&*parts.texts);
        size_of::<Self>() + self.payload.heap() + lists
    }
}

pub(super) fn system_time(date: NumericDate) -> SystemTime {
    UNIX_EPOCH
        .checked_add(date.0)
        // Only where the platform's clock ends before the year 9999.
        .unwrap_or(UNIX_EPOCH + Duration::from_secs(i32::MAX as u64))
}

impl Serialize for Verified {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = Vec::new();
        self.members(|name, json| members.push((name.to_owned(), json)));
        let mut map = serializer.serialize_map(Some(members.len()))?;
        for (name, json) in members {
            match serde_json::from_str::<serde_json::Value>(json) {
                Ok(value) => map.serialize_entry(&name, &value)?,
                // JSON that no Rust number or text can hold, as `1e999` in an unknown claim.
                Err(_) => map.serialize_entry(&name, json)?,
            }
        }
        map.end()
    }
}
