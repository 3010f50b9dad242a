//! A verified ID token, as it is shown to the identity pool, and what it is remembered by.

use std::{collections::BTreeMap, fmt, sync::Arc, time::SystemTime};

use aws_lc_rs::digest::{Context, SHA256};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use cognito_core::IdClaims;
use serde_json::{Map, Value};

use crate::{IdentityError, Reason};

/// What differs from token to token of a user whose standing is the same. All other claims may decide about the role: by
/// `cognito:preferred_role`, by a rule of the identity pool over any claim, or by principal tags that are made of claims.
const VOLATILE: [&str; 9] = [
    "at_hash",
    "auth_time",
    "event_id",
    "exp",
    "iat",
    "jti",
    "nbf",
    "nonce",
    "origin_jti",
];

/// Whose identity it is: one user of one provider.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(crate) struct UserKey([u8; 32]);

/// What credentials are kept by: the user, and all that may decide about the user's role.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(crate) struct StandingKey([u8; 32]);

#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) provider: Arc<str>,
    pub(crate) token: Arc<str>,
    pub(crate) role: Option<Arc<str>>,
    pub(crate) roles: Arc<[String]>,
    pub(crate) expires_at: SystemTime,
    pub(crate) user: UserKey,
    pub(crate) standing: StandingKey,
    claims: [u8; 32],
}

impl Login {
    /// Makes sure that the claims are those of this very token: else one user's credentials might be kept for another.
    pub(crate) fn new<C>(
        claims: &IdClaims<C>,
        token: &str,
        provider: Arc<str>,
    ) -> Result<Self, IdentityError> {
        let payload = payload(token).ok_or(Reason::TokenMismatch)?;
        match serde_json::to_value(claims) {
            Ok(Value::Object(verified)) if verified == payload => {}
            _ => return Err(Reason::TokenMismatch.into()),
        }
        let digest = lasting(&provider, &payload);
        Ok(Self {
            token: token.into(),
            role: None,
            roles: claims.roles().into(),
            expires_at: claims.expires_at(),
            user: UserKey::of(&provider, claims.subject()),
            standing: StandingKey::of(&digest, None),
            claims: digest,
            provider,
        })
    }

    /// The same login, for one of the roles that the token names.
    pub(crate) fn with_role(&self, role: &str) -> Result<Self, IdentityError> {
        if !self.roles.iter().any(|granted| granted == role) {
            return Err(Reason::RoleNotGranted.into());
        }
        Ok(Self {
            role: Some(role.into()),
            standing: StandingKey::of(&self.claims, Some(role)),
            ..self.clone()
        })
    }

    pub(crate) fn has_expired(&self, now: SystemTime) -> bool {
        self.expires_at <= now
    }
}

impl UserKey {
    pub(crate) fn of(provider: &str, subject: &str) -> Self {
        Self(digest(&[provider.as_bytes(), subject.as_bytes()]))
    }
}

impl StandingKey {
    fn of(claims: &[u8; 32], role: Option<&str>) -> Self {
        let (is_custom, role) = (u8::from(role.is_some()), role.unwrap_or_default());
        Self(digest(&[claims, &[is_custom], role.as_bytes()]))
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("provider", &self.provider)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// The claims of a token that somebody else has verified.
fn payload(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let (_header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// A digest of the claims that are not [`VOLATILE`]: memory holds no personal data then.
fn lasting(provider: &str, payload: &Map<String, Value>) -> [u8; 32] {
    let lasting: BTreeMap<_, _> = payload
        .iter()
        .filter(|(name, _)| !VOLATILE.contains(&name.as_str()))
        .collect();
    // A map of texts and JSON values can always be written.
    let claims = serde_json::to_vec(&lasting).unwrap_or_default();
    digest(&[provider.as_bytes(), &claims])
}

/// With its length in front, no part runs over into the next.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&part.len().to_be_bytes());
        context.update(part);
    }
    let digest = context.finish();
    digest.as_ref().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
pub(crate) mod tests;
