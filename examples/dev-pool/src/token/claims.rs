//! The claim sets of access and ID tokens, member by member as Cognito issues them after an API sign-in.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html>

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::sign_in::SignIn;
use crate::{group::Roles, limit, random, user::User};

/// What both tokens of one answer say.
#[derive(Clone, Serialize)]
pub(crate) struct Common<'a> {
    sub: &'a str,
    iss: &'a str,
    origin_jti: &'a str,
    event_id: String,
    auth_time: u64,
    exp: u64,
    iat: u64,
    #[serde(rename = "cognito:groups", skip_serializing_if = "<[_]>::is_empty")]
    groups: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u8>,
}

impl<'a> Common<'a> {
    pub(crate) fn new(user: &'a User, issuer: &'a str, sign_in: &'a SignIn, now: u64) -> Self {
        Self {
            sub: &user.sub,
            iss: issuer,
            origin_jti: &sign_in.origin_jti,
            event_id: random::uuid(),
            auth_time: sign_in.auth_time,
            exp: now.saturating_add(limit::TOKEN_LIFE),
            iat: now,
            groups: &user.groups,
            nonce: sign_in.grant.nonce(),
            version: sign_in.grant.version(),
        }
    }
}

/// An access token's claims.
#[derive(Serialize)]
pub(crate) struct AccessClaims<'a> {
    #[serde(flatten)]
    common: Common<'a>,
    client_id: &'a str,
    token_use: &'static str,
    scope: String,
    jti: String,
    username: &'a str,
}

impl<'a> AccessClaims<'a> {
    pub(crate) fn new(
        common: Common<'a>,
        user: &'a User,
        client_id: &'a str,
        scope: String,
    ) -> Self {
        Self {
            common,
            client_id,
            token_use: "access",
            scope,
            jti: random::uuid(),
            username: &user.username,
        }
    }
}

/// An ID token's claims.
#[derive(Serialize)]
pub(crate) struct IdClaims<'a> {
    #[serde(flatten)]
    common: Common<'a>,
    aud: &'a str,
    token_use: &'static str,
    jti: String,
    #[serde(rename = "cognito:username")]
    username: &'a str,
    email_verified: bool,
    #[serde(rename = "cognito:roles", skip_serializing_if = "Vec::is_empty")]
    roles: Vec<&'a str>,
    #[serde(
        rename = "cognito:preferred_role",
        skip_serializing_if = "Option::is_none"
    )]
    preferred_role: Option<&'a str>,
    #[serde(flatten)]
    attributes: BTreeMap<&'a str, Value>,
}

impl<'a> IdClaims<'a> {
    pub(crate) fn new(
        common: Common<'a>,
        user: &'a User,
        client_id: &'a str,
        roles: Roles<'a>,
    ) -> Self {
        Self {
            common,
            aud: client_id,
            token_use: "id",
            jti: random::uuid(),
            username: &user.username,
            email_verified: user.email_verified,
            roles: roles.all,
            preferred_role: roles.preferred,
            attributes: user.attributes.claims(),
        }
    }
}
