//! What access and ID claims have in common.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap as _};

use super::{Groups, Scopes, TokenUse};
use crate::{
    UserPoolId,
    token::{Claim, NumericDate, Text, read_object},
};

/// A payload that passed every check, with the claims that were read on the way.
pub(crate) struct Verified {
    pub(crate) payload: Box<str>,
    pub(crate) pool: UserPoolId,
    pub(crate) token_use: TokenUse,
    pub(crate) parts: Parts,
}

/// Claims read by the verifier; texts are places in the payload.
pub(crate) struct Parts {
    pub(crate) is_machine: bool,
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
    pub(crate) auth_time: Option<NumericDate>,
    /// The user's attributes that are strings.
    pub(crate) attributes: Box<[(Claim, Text)]>,
}

impl Verified {
    pub(super) fn text<'a>(&'a self, text: &'a Text) -> &'a str {
        text.get(&self.payload)
    }

    pub(super) fn optional<'a>(&'a self, text: Option<&'a Text>) -> Option<&'a str> {
        text.map(|text| self.text(text))
    }

    pub(super) fn groups(&self) -> Groups<'_> {
        Groups::new(&self.payload, &self.parts.groups)
    }

    pub(super) fn scopes(&self) -> Scopes<'_> {
        Scopes::new(self.optional(self.parts.scope.as_ref()).unwrap_or_default())
    }

    pub(super) fn attribute(&self, wanted: Claim) -> Option<&str> {
        let mut attributes = self.parts.attributes.iter();
        let (_, text) = attributes.find(|(claim, _)| *claim == wanted)?;
        Some(self.text(text))
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

    fn members<'a>(&'a self, member: impl FnMut(&str, &'a str)) {
        // The verifier has read this very text before, and applied its depth limit.
        let read = read_object(self.payload.as_bytes(), usize::MAX, member);
        debug_assert!(read.is_ok(), "a verified payload is a JSON object");
    }

    /// What may be logged: nothing that says who the user is or what the token holds.
    pub(super) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("user_pool_id", &self.pool.as_str())
            .field("token_use", &self.token_use)
            .field("client_id", &self.text(&self.parts.client))
            .field("expires_at", &self.parts.exp.0.as_secs())
            .field("groups", &self.groups().len())
            .field("scopes", &self.scopes().iter().count())
            .finish_non_exhaustive()
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

/// The accessors that all claims have.
macro_rules! accessors {
    ($claims:ident) => {
        impl<C> $claims<C> {
            /// The subject: the user's immutable id in the pool, or the app client's id for a machine.
            ///
            /// Identify users by this and the pool, never by e-mail or username. It is not promised to be a UUID.
            pub fn subject(&self) -> &str {
                let verified = self.verified();
                verified.text(&verified.parts.sub)
            }

            /// The pool that issued the token.
            pub fn user_pool_id(&self) -> &$crate::UserPoolId {
                &self.verified().pool
            }

            /// The app client that the token was issued to: `client_id` of an access token, `aud` of an ID token.
            pub fn client_id(&self) -> &str {
                let verified = self.verified();
                verified.text(&verified.parts.client)
            }

            /// The user's name in the pool, where the token has one: `username` of an access token,
            /// `cognito:username` of an ID token.
            ///
            /// Names can be given anew after a user was deleted: see [`subject`](Self::subject).
            pub fn username(&self) -> Option<&str> {
                let verified = self.verified();
                verified.optional(verified.parts.username.as_ref())
            }

            /// The user's groups; empty where the token names none.
            pub fn groups(&self) -> $crate::Groups<'_> {
                self.verified().groups()
            }

            /// When the token expires, without leeway.
            pub fn expires_at(&self) -> std::time::SystemTime {
                $crate::claims::shared::system_time(self.verified().parts.exp)
            }

            /// When the token was issued.
            pub fn issued_at(&self) -> Option<std::time::SystemTime> {
                self.verified()
                    .parts
                    .iat
                    .map($crate::claims::shared::system_time)
            }

            /// When the user signed in. A refresh does not change it.
            pub fn auth_time(&self) -> Option<std::time::SystemTime> {
                self.verified()
                    .parts
                    .auth_time
                    .map($crate::claims::shared::system_time)
            }

            /// `jti`: this token's id.
            pub fn jwt_id(&self) -> Option<&str> {
                let verified = self.verified();
                verified.optional(verified.parts.jti.as_ref())
            }

            /// `origin_jti`: what all tokens of one sign-in share, and what revocation acts on.
            pub fn origin_jwt_id(&self) -> Option<&str> {
                let verified = self.verified();
                verified.optional(verified.parts.origin_jti.as_ref())
            }

            /// `event_id`: the sign-in's id in the pool's logs.
            pub fn event_id(&self) -> Option<&str> {
                let verified = self.verified();
                verified.optional(verified.parts.event_id.as_ref())
            }

            /// Any claim by its token name; `None` where it is absent or of another type.
            ///
            /// Ask for a `String` where the text may hold anything: a `&str` is a place in the token, and is `None` for
            /// a text that the token writes with escapes, as `https:\/\/`.
            pub fn claim<'a, T: serde::Deserialize<'a>>(&'a self, name: &str) -> Option<T> {
                self.verified().claim(name)
            }
        }
    };
}

pub(super) use accessors;
