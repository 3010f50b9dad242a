//! The claim sets of access and ID tokens, member by member as Cognito issues them after a sign-in by the API or on the login
//! page, and those of machine tokens.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html>

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{
    grant::{Grant, Granted},
    sign_in::SignIn,
};
use crate::{federation::Identity, group::Roles, limit, random, user::User};

/// The claim `version` of access tokens of the OAuth endpoints.
const VERSION: u8 = 2;

/// What both tokens of one answer say.
#[derive(Clone, Serialize)]
pub(crate) struct Common<'a> {
    sub: &'a str,
    iss: &'a str,
    origin_jti: &'a str,
    #[serde(skip)]
    event_id: String,
    auth_time: u64,
    exp: u64,
    iat: u64,
    #[serde(rename = "cognito:groups", skip_serializing_if = "<[_]>::is_empty")]
    groups: &'a [String],
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
        }
    }

    /// The same with another life, in seconds.
    pub(crate) fn valid_for(mut self, life: u64) -> Self {
        self.exp = self.iat.saturating_add(life);
        self
    }
}

/// An access token's claims.
#[derive(Serialize)]
pub(crate) struct AccessClaims<'a> {
    event_id: String,
    #[serde(flatten)]
    common: Common<'a>,
    client_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<&'a str>,
    token_use: &'static str,
    scope: String,
    jti: String,
    username: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u8>,
}

impl<'a> AccessClaims<'a> {
    pub(crate) fn new(common: Common<'a>, user: &'a User, sign_in: &'a SignIn) -> Self {
        let granted = sign_in.grant.granted();
        Self {
            event_id: common.event_id.clone(),
            common,
            client_id: &sign_in.client_id,
            aud: granted.and_then(|granted| granted.resource.as_deref()),
            token_use: "access",
            scope: sign_in.grant.scope(),
            jti: random::uuid(),
            username: &user.username,
            version: granted.map(|_: &Granted| VERSION),
        }
    }
}

/// An ID token's claims, but for `at_hash`.
#[derive(Serialize)]
pub(crate) struct IdClaims<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    event_id: Option<String>,
    #[serde(flatten)]
    common: Common<'a>,
    aud: &'a str,
    token_use: &'static str,
    jti: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(rename = "cognito:username")]
    username: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    identities: Option<[Value; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_number_verified: Option<bool>,
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
        sign_in: &'a SignIn,
        roles: Roles<'a>,
    ) -> Self {
        let grant = &sign_in.grant;
        let mut attributes = user.attributes.claims();
        attributes.retain(|name, _| grant.shows(name));
        let email_verified = user.email_verified();
        Self {
            event_id: matches!(grant, Grant::Api).then(|| common.event_id.clone()),
            common,
            aud: &sign_in.client_id,
            token_use: "id",
            jti: random::uuid(),
            nonce: grant.granted().and_then(|granted| granted.nonce.as_deref()),
            username: &user.username,
            identities: user
                .identity
                .as_ref()
                .map(|identity| [Identity::claim(identity)]),
            email_verified: email_verified.filter(|_| grant.shows("email_verified")),
            phone_number_verified: user
                .phone_number_verified()
                .filter(|_| grant.shows("phone_number_verified")),
            roles: roles.all,
            preferred_role: roles.preferred,
            attributes,
        }
    }
}

/// The claims of an access token that a client got for itself.
#[derive(Serialize)]
pub(crate) struct MachineClaims<'a> {
    sub: &'a str,
    token_use: &'static str,
    scope: &'a str,
    auth_time: u64,
    iss: &'a str,
    exp: u64,
    iat: u64,
    version: u8,
    jti: String,
    client_id: &'a str,
}

impl<'a> MachineClaims<'a> {
    pub(crate) fn new(
        client_id: &'a str,
        issuer: &'a str,
        scope: &'a str,
        now: u64,
        life: u64,
    ) -> Self {
        Self {
            sub: client_id,
            token_use: "access",
            scope,
            auth_time: now,
            iss: issuer,
            exp: now.saturating_add(life),
            iat: now,
            version: VERSION,
            jti: random::uuid(),
            client_id,
        }
    }
}
