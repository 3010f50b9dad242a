//! The check of a token that comes back: by the verifier that the sites use. Whether it was revoked is not asked here.

use std::{
    future::{Future, pending},
    pin::pin,
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use cognito_core::{
    AccessClaims, AuthError, IdClaims, Reason, TokenUse, UserPool, UserPoolId, Verifier,
    clock::Clock,
    future::BoxFuture,
    jwks::{KeyStore, StaticKeys},
};

use super::keys::KeyRing;
use crate::{error::ApiError, shared::Settings};

/// Reads an access token that this pool signed and that has not expired.
pub(crate) fn access_token(
    keys: &KeyRing,
    settings: &Settings,
    token: &str,
    now: u64,
) -> Result<AccessClaims, ApiError> {
    let invalid = || ApiError::not_authorized("Invalid Access Token");
    let verifier =
        verifier(&keys.access_jwks(), TokenUse::Access, settings, now).ok_or_else(invalid)?;
    at_once(verifier.verify_access(token))
        .ok_or_else(invalid)?
        .map_err(|error: AuthError| match error.reason() {
            Reason::Expired => ApiError::not_authorized("Access Token has expired"),
            _ => invalid(),
        })
}

/// Reads an ID token that this pool signed and that has not expired.
pub(crate) fn id_token(
    keys: &KeyRing,
    settings: &Settings,
    token: &str,
    now: u64,
) -> Result<IdClaims, AuthError> {
    // With all keys, so that an access token is told from one that somebody else signed.
    verifier(&keys.jwks().to_string(), TokenUse::Id, settings, now)
        .and_then(|verifier| at_once(async move { verifier.verify_id(token).await }))
        .unwrap_or_else(|| Err(Reason::KeysUnavailable.into()))
}

/// A verifier with the keys of this moment; the pool's settings are known to be good.
fn verifier(jwks: &str, token_use: TokenUse, settings: &Settings, now: u64) -> Option<Verifier> {
    let id = UserPoolId::emulator(&settings.user_pool_id).ok()?;
    let pool = UserPool::new(id, settings.clients.iter().map(|client| &*client.id))
        .issuer(&*settings.issuer)
        .jwks_uri("http://127.0.0.1/never-asked");
    let keys = StaticKeys::from_json(jwks).ok()?;
    let keys = KeyStore::builder(&pool).pinned_keys(keys).build().ok()?;
    Verifier::builder()
        .user_pool_with_keys(pool, keys)
        // The pool's own endpoints take a token whatever API it was asked for.
        .any_resource()
        .accept([token_use])
        .leeway(Duration::ZERO)
        .clock(StandingStill(now))
        .build()
        .ok()
}

/// The output of a future that waits for nothing: with pinned keys a verifier decides at its first poll.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut cx = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut cx) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

/// A moment of the pool's own clock, in seconds since 1970.
#[derive(Debug)]
struct StandingStill(u64);

impl Clock for StandingStill {
    fn wall(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.0)
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(pending())
    }
}

#[cfg(test)]
mod tests {
    use cognito_core::test_util::SigningKey;
    use serde_json::json;

    use super::*;
    use crate::client::AppClient;

    const ISSUER: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_FAKEpool1";

    fn settings() -> Settings {
        Settings {
            region: "us-east-1".to_owned(),
            pool_name: "FAKEpool1".to_owned(),
            user_pool_id: "us-east-1_FAKEpool1".to_owned(),
            issuer: ISSUER.to_owned(),
            clients: vec![AppClient::new("c1")],
            mount: "/cognito".to_owned(),
            providers: Vec::new(),
        }
    }

    #[test]
    fn only_an_own_live_access_token_is_read() {
        let keys = KeyRing::generate();
        let claims = |token_use: &str, iss: &str| {
            json!({"sub": "u1", "origin_jti": "o1", "iss": iss, "token_use": token_use, "exp": 100, "client_id": "c1"})
                .to_string()
        };
        let good = keys.sign_access(&claims("access", ISSUER));
        let settings = settings();
        let kind = |token: &str, now| match access_token(&keys, &settings, token, now) {
            Ok(bearer) => bearer.subject().to_owned(),
            Err(error) => error.message().to_owned(),
        };
        assert_eq!(kind(&good, 99), "u1");
        assert_eq!(kind(&good, 100), "Access Token has expired");

        let invalid = "Invalid Access Token";
        let (head, signature) = good.rsplit_once('.').unwrap();
        let swapped = if signature.starts_with('A') { "B" } else { "A" };
        let mut bad = vec![
            format!("{head}.{swapped}{}", &signature[1..]),
            format!("{head}."),
            head.to_owned(),
            String::new(),
            "...".to_owned(),
            "é.é.é".to_owned(),
            keys.sign_id(&claims("id", ISSUER)),
            keys.sign_id(&claims("access", ISSUER)),
            keys.sign_access(&claims("id", ISSUER)),
            keys.sign_access(&claims(
                "access",
                "https://cognito-idp.us-east-1.amazonaws.com/other",
            )),
            keys.sign_access("{}"),
            SigningKey::generate().sign(&claims("access", ISSUER)),
        ];
        let header = serde_json::to_string(&json!({
            "alg": "none",
            "kid": keys.jwks()["keys"][0]["kid"],
        }));
        bad.push(
            SigningKey::generate().sign_with_header(&header.unwrap(), &claims("access", ISSUER)),
        );
        for token in bad {
            assert_eq!(kind(&token, 99), invalid, "{token}");
        }
    }
}
