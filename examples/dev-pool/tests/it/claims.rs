//! The claim sets, member by member.

use std::collections::BTreeSet;

use dev_pool::NewUser;
use serde_json::{Value, json};

use crate::client::{Client, EMAIL, PASSWORD, START, decoded};

const BOTH: [&str; 8] = [
    "sub",
    "iss",
    "origin_jti",
    "event_id",
    "token_use",
    "auth_time",
    "exp",
    "iat",
];

fn names(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn expected<'a>(more: &[&'a str]) -> BTreeSet<&'a str> {
    BOTH.iter().chain(more).copied().collect()
}

#[test]
fn tokens_say_what_cognito_says_and_nothing_else() {
    let client = Client::new();
    let sub = client.confirmed_user();
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let (access_header, access) = decoded(&tokens["AccessToken"]);
    let (id_header, id) = decoded(&tokens["IdToken"]);

    assert_eq!(
        names(&access),
        expected(&["client_id", "scope", "jti", "username"])
    );
    assert_eq!(
        names(&id),
        expected(&["aud", "jti", "cognito:username", "email", "email_verified"])
    );
    for (header, claims, token_use) in
        [(&access_header, &access, "access"), (&id_header, &id, "id")]
    {
        assert_eq!(names(header), BTreeSet::from(["alg", "kid"]));
        assert_eq!(header["alg"], "RS256");
        assert_eq!(claims["token_use"], token_use);
        assert_eq!(claims["sub"], *sub);
        assert_eq!(claims["iss"], client.pool.issuer());
        assert_eq!(claims["iat"], START);
        assert_eq!(claims["auth_time"], START);
        assert_eq!(claims["exp"], START + 3_600);
    }
    assert_ne!(access_header["kid"], id_header["kid"]);
    assert_eq!(access["origin_jti"], id["origin_jti"]);
    assert_eq!(access["event_id"], id["event_id"]);
    assert_ne!(access["jti"], id["jti"]);
    assert_eq!(access["client_id"], client.pool.client_id());
    assert_eq!(access["scope"], "aws.cognito.signin.user.admin");
    assert_eq!(access["username"], *sub);
    assert_eq!(id["aud"], client.pool.client_id());
    assert_eq!(id["cognito:username"], *sub);
    assert_eq!(id["email"], EMAIL);
    assert_eq!(id["email_verified"], true);

    let refresh = tokens["RefreshToken"].as_str().unwrap();
    assert!(refresh.starts_with("eyJjdHkiOiJKV1Qi"));
    assert_eq!(refresh.split('.').count(), 5);
}

#[test]
fn groups_and_attributes_appear_where_cognito_shows_them() {
    let client = Client::new();
    let new = NewUser::new("fake.user", PASSWORD)
        .attribute("email", EMAIL)
        .attribute("address", "1 Fake St")
        .attribute("custom:age", "12")
        .attribute("updated_at", "1763000000")
        .group("admins")
        .group("editors")
        .group("admins");
    let sub = client.pool.add_user(new).unwrap();
    let tokens = client.sign_in("fake.user", PASSWORD).unwrap();
    let (_, access) = decoded(&tokens["AccessToken"]);
    let (_, id) = decoded(&tokens["IdToken"]);
    assert_eq!(
        names(&access),
        expected(&["client_id", "scope", "jti", "username", "cognito:groups"])
    );
    for claims in [&access, &id] {
        assert_eq!(claims["cognito:groups"], json!(["admins", "editors"]));
        assert_eq!(claims["sub"], *sub);
    }
    assert_eq!(access["username"], "fake.user");
    assert_eq!(id["cognito:username"], "fake.user");
    assert_eq!(id["address"], json!({"formatted": "1 Fake St"}));
    assert_eq!(id["custom:age"], "12");
    assert_eq!(id["updated_at"], 1_763_000_000);
}
