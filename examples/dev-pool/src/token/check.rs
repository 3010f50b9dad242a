//! The check of an access token that comes back: form, key, signature, claims. Whether it was revoked is not asked here.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, de::DeserializeOwned};

use super::keys::KeyRing;
use crate::error::ApiError;

/// What the pool needs to know of a valid access token.
#[derive(Deserialize)]
pub(crate) struct Bearer {
    pub(crate) sub: String,
    pub(crate) origin_jti: String,
    iss: String,
    token_use: String,
    exp: u64,
}

/// Reads an access token that this pool signed and that has not expired.
pub(crate) fn access_token(
    keys: &KeyRing,
    issuer: &str,
    token: &str,
    now: u64,
) -> Result<Bearer, ApiError> {
    let bearer = signed(keys, token)
        .filter(|bearer| bearer.token_use == "access" && bearer.iss == issuer)
        .ok_or_else(|| ApiError::not_authorized("Invalid Access Token"))?;
    if bearer.exp <= now {
        return Err(ApiError::not_authorized("Access Token has expired"));
    }
    Ok(bearer)
}

fn signed(keys: &KeyRing, token: &str) -> Option<Bearer> {
    let (message, signature) = token.rsplit_once('.')?;
    let (header, payload) = message.split_once('.')?;
    let header: Header = decode(header)?;
    let key = keys
        .access_key(&header.kid)
        .filter(|_| header.alg == "RS256")?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    RsaPublicKeyComponents {
        n: &key.modulus,
        e: &key.exponent,
    }
    .verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature)
    .ok()?;
    decode(payload)
}

#[derive(Deserialize)]
struct Header {
    kid: String,
    alg: String,
}

fn decode<T: DeserializeOwned>(segment: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segment).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use cognito_core::test_util::SigningKey;
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_FAKEpool1";

    #[test]
    fn only_an_own_live_access_token_is_read() {
        let keys = KeyRing::generate();
        let claims = |token_use: &str, iss: &str| {
            json!({"sub": "u1", "origin_jti": "o1", "iss": iss, "token_use": token_use, "exp": 100})
                .to_string()
        };
        let good = keys.sign_access(&claims("access", ISSUER));
        let kind = |token: &str, now| match access_token(&keys, ISSUER, token, now) {
            Ok(bearer) => bearer.sub,
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
