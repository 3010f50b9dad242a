use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_tests::bench::{Contestant, Race};
use jwt_simple::prelude::{RS256PublicKey, RSAPublicKeyLike as _, VerificationOptions};
use serde::Deserialize;

use crate::case::Case;

#[cfg(feature = "boring")]
pub(super) const NAME: &str = "jwt-simple-boring";
#[cfg(not(feature = "boring"))]
pub(super) const NAME: &str = "jwt-simple-pure-rust";

/// The claims that it does not read itself.
#[derive(Deserialize)]
#[expect(dead_code, reason = "they are read from the token, and that is all")]
struct Claims {
    auth_time: Option<u64>,
    token_use: String,
    origin_jti: Option<String>,
    event_id: Option<String>,
    scope: Option<String>,
    client_id: Option<String>,
    username: Option<String>,
    #[serde(rename = "cognito:groups", default)]
    groups: Vec<String>,
    email: Option<String>,
    email_verified: Option<bool>,
    #[serde(rename = "cognito:username")]
    cognito_username: Option<String>,
}

pub(super) fn enter(case: &Case<'_>, race: &mut Race) -> Contestant {
    let jwk: serde_json::Value = serde_json::from_str(&case.jwk).unwrap();
    let [n, e] =
        ["n", "e"].map(|name| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap());
    let key = RS256PublicKey::from_components(&n, &e).unwrap();
    let options = VerificationOptions {
        required_key_id: jwk["kid"].as_str().map(str::to_owned),
        allowed_issuers: Some([case.issuer.clone()].into()),
        allowed_audiences: case.is_id().then(|| [case.client.clone()].into()),
        ..VerificationOptions::default()
    };
    let token = case.token.clone();
    // It takes its options by value.
    race.enter(move || {
        key.verify_token::<Claims>(&token, Some(options.clone()))
            .unwrap()
    })
}
