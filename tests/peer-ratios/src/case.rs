use cognito_core::TokenUse;
use cognito_tests::bench::{Shape, Site};
use serde::Deserialize;
use tokio::runtime::Runtime;

/// One kind of token, and all that a peer needs to verify it.
pub(crate) struct Case<'c> {
    pub(crate) runtime: &'c Runtime,
    pub(crate) site: &'c Site,
    pub(crate) jwks_url: &'c str,
    pub(crate) token: String,
    pub(crate) issuer: String,
    /// The app client; in the token as `aud` if it is an ID token.
    pub(crate) client: String,
    pub(crate) token_use: TokenUse,
    /// The key that signed the token, as JSON.
    pub(crate) jwk: String,
}

impl<'c> Case<'c> {
    pub(crate) fn new(
        runtime: &'c Runtime,
        site: &'c Site,
        jwks_url: &'c str,
        shape: Shape,
    ) -> Self {
        let token_use = match shape {
            Shape::Access | Shape::Groups20 => TokenUse::Access,
            Shape::Id => TokenUse::Id,
        };
        Self {
            runtime,
            site,
            jwks_url,
            token: site.token(shape),
            issuer: site.pool.issuer(),
            client: site.pool.client_id().to_owned(),
            token_use,
            jwk: site.signing_key(token_use).jwk(),
        }
    }

    pub(crate) fn is_id(&self) -> bool {
        self.token_use == TokenUse::Id
    }
}

/// What an application would read: the claims that Cognito writes.
#[derive(Clone, Deserialize)]
#[expect(dead_code, reason = "they are read from the token, and that is all")]
pub(crate) struct Claims {
    sub: String,
    iss: String,
    exp: u64,
    iat: u64,
    auth_time: Option<u64>,
    token_use: String,
    jti: String,
    origin_jti: Option<String>,
    event_id: Option<String>,
    scope: Option<String>,
    client_id: Option<String>,
    username: Option<String>,
    #[serde(rename = "cognito:groups", default)]
    groups: Vec<String>,
    aud: Option<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    #[serde(rename = "cognito:username")]
    cognito_username: Option<String>,
}
