//! Keys and their rotation, checked with the public key set alone.

use std::collections::BTreeSet;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dev_pool::OldKeys;
use serde_json::Value;

use crate::client::{Client, EMAIL, PASSWORD, assert_refused, decoded};

/// Whether the key that the token names is in the set and made the signature.
fn verifies(jwks: &Value, token: &Value) -> bool {
    let (header, _) = decoded(token);
    let keys = jwks["keys"].as_array().unwrap();
    let Some(key) = keys.iter().find(|key| key["kid"] == header["kid"]) else {
        return false;
    };
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let (message, signature) = token.as_str().unwrap().rsplit_once('.').unwrap();
    let key = RsaPublicKeyComponents {
        n: bytes(key["n"].as_str().unwrap()),
        e: bytes(key["e"].as_str().unwrap()),
    };
    let signature = bytes(signature);
    key.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature)
        .is_ok()
}

#[test]
fn the_set_has_the_two_keys_of_cognito() {
    let client = Client::new();
    client.confirmed_user();
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let jwks = client.pool.jwks();
    let keys = jwks["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for key in keys {
        let members: BTreeSet<&str> = key
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            members,
            BTreeSet::from(["alg", "e", "kid", "kty", "n", "use"])
        );
        assert_eq!(key["kid"].as_str().map(str::len), Some(44));
        assert_eq!(key["e"], "AQAB");
    }
    assert!(verifies(&jwks, &tokens["AccessToken"]));
    assert!(verifies(&jwks, &tokens["IdToken"]));
}

#[test]
fn a_rotation_that_keeps_old_keys_harms_no_token() {
    let client = Client::new();
    client.confirmed_user();
    let before = client.sign_in(EMAIL, PASSWORD).unwrap();
    client.pool.rotate_keys(OldKeys::Keep);
    let after = client.sign_in(EMAIL, PASSWORD).unwrap();
    let jwks = client.pool.jwks();
    assert_eq!(jwks["keys"].as_array().unwrap().len(), 4);
    for tokens in [&before, &after] {
        assert!(verifies(&jwks, &tokens["AccessToken"]));
        assert!(verifies(&jwks, &tokens["IdToken"]));
        client.as_bearer("GetUser", tokens).unwrap();
    }
    let kid = |tokens: &Value, token: &str| decoded(&tokens[token]).0["kid"].clone();
    assert_ne!(kid(&before, "AccessToken"), kid(&after, "AccessToken"));
    assert_ne!(kid(&before, "IdToken"), kid(&after, "IdToken"));
}

#[test]
fn a_rotation_that_drops_old_keys_ends_their_tokens_but_no_session() {
    let client = Client::new();
    client.confirmed_user();
    let before = client.sign_in(EMAIL, PASSWORD).unwrap();
    client.pool.rotate_keys(OldKeys::Drop);
    let jwks = client.pool.jwks();
    assert_eq!(jwks["keys"].as_array().unwrap().len(), 2);
    assert!(!verifies(&jwks, &before["AccessToken"]));
    assert_refused(
        client.as_bearer("GetUser", &before),
        ("NotAuthorizedException", "Invalid Access Token"),
    );
    let refreshed = client.refresh(&before).unwrap();
    assert!(verifies(&jwks, &refreshed["AccessToken"]));
    client.as_bearer("GetUser", &refreshed).unwrap();
}

#[test]
fn the_set_stays_small_however_often_keys_rotate() {
    let client = Client::new();
    for _ in 0..6 {
        client.pool.rotate_keys(OldKeys::Keep);
    }
    assert_eq!(client.pool.jwks()["keys"].as_array().unwrap().len(), 10);
}
