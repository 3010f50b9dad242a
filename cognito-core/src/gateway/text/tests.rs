use proptest::prelude::*;
use serde_json::json;

use super::*;

fn read(convert: fn(Map<String, Value>) -> Map<String, Value>, claims: Value) -> Value {
    let Value::Object(claims) = claims else {
        unreachable!("{claims}");
    };
    Value::Object(convert(claims))
}

/// What becomes of one claim; `null` where it is gone.
fn read_one(
    convert: fn(Map<String, Value>) -> Map<String, Value>,
    name: &str,
    text: &str,
) -> Value {
    read(convert, json!({name: text}))
        .get(name)
        .cloned()
        .unwrap_or_default()
}

/// Claim, text, then what a REST API and an HTTP API mean by it. Left out: the text itself.
type Row = (&'static str, &'static str, Option<Value>, Option<Value>);

fn both(name: &'static str, text: &'static str, value: Value) -> Row {
    (name, text, Some(value.clone()), Some(value))
}

fn neither(name: &'static str, text: &'static str) -> Row {
    (name, text, None, None)
}

fn check(rows: Vec<Row>) {
    for (name, text, rest, http) in rows {
        let or_text = |value: Option<Value>| value.unwrap_or_else(|| text.into());
        assert_eq!(
            read_one(rest_api, name, text),
            or_text(rest),
            "REST: {name}: {text}"
        );
        assert_eq!(
            read_one(http_api, name, text),
            or_text(http.clone()),
            "HTTP: {name}: {text}"
        );
        assert_eq!(
            read_one(http_api_v1, name, text),
            or_text(http),
            "HTTP 1.0: {name}: {text}"
        );
    }
}

#[test]
fn times_are_numbers_or_stay_what_they_are() {
    for name in ["exp", "iat", "nbf", "auth_time"] {
        check(vec![
            both(name, "1763003600", json!(1_763_003_600)),
            both(name, "0", json!(0)),
            both(name, "Thu Nov 13 03:13:20 UTC 2025", json!(1_763_003_600)),
            neither(name, "Fri Nov 13 03:13:20 UTC 2025"),
            neither(name, "Thu Nov 13 03:13:20 CET 2025"),
            neither(name, ""),
            neither(name, "-1"),
            neither(name, "+1763003600"),
            neither(name, "01763003600"),
            neither(name, " 1763003600"),
            neither(name, "1763003600 "),
            neither(name, "1763003600.0"),
            neither(name, "1.7630036E9"),
            neither(name, "1_763_003_600"),
            neither(name, "١٧٦٣٠٠٣٦٠٠"),
            neither(name, "99999999999999999999"),
            neither(name, "null"),
        ]);
    }
}

#[test]
fn other_numbers_and_flags_are_typed_where_they_are_exact() {
    check(vec![
        both("version", "2", json!(2)),
        neither("version", "2.0"),
        neither("version", "02"),
        both("updated_at", "1762000000", json!(1_762_000_000)),
        neither("updated_at", "Sat Nov 01 12:26:40 UTC 2025"),
        neither("updated_at", "yesterday"),
        both("email_verified", "true", json!(true)),
        both("email_verified", "false", json!(false)),
        neither("email_verified", "True"),
        neither("email_verified", ""),
        both("phone_number_verified", "false", json!(false)),
        neither("phone_number_verified", "1"),
    ]);
}

#[test]
fn groups_are_read_where_they_can_be_no_others() {
    let name = "cognito:groups";
    check(vec![
        both(name, "admins", json!(["admins"])),
        (name, "[admins]", None, Some(json!(["admins"]))),
        (
            name,
            "[admins editors]",
            None,
            Some(json!(["admins", "editors"])),
        ),
        (
            name,
            "[a,admins [b]]",
            None,
            Some(json!(["a,admins", "[b]"])),
        ),
        neither(name, "admins,editors"),
        neither(name, "admins editors"),
        neither(name, r#"["admins"]"#),
        neither(name, "[admins, editors]"),
        // Gone, as in the tokens of users without groups.
        both(name, "", Value::Null),
        (name, "[]", None, Some(Value::Null)),
    ]);
}

#[test]
fn other_lists_are_read_as_groups_are() {
    for name in ["amr", "cognito:roles"] {
        check(vec![
            both(name, "pwd", json!(["pwd"])),
            (name, "[pwd mfa]", None, Some(json!(["pwd", "mfa"]))),
            neither(name, "pwd,mfa"),
            both(name, "", json!([])),
            (name, "[]", None, Some(json!([]))),
        ]);
    }
}

#[test]
fn an_audience_is_a_text_or_a_list_in_brackets() {
    check(vec![
        neither("aud", "fakewebclient0000000000001"),
        neither("aud", "https://api.example.com"),
        neither("aud", "a,b"),
        neither("aud", "a b"),
        neither("aud", ""),
        (
            "aud",
            "[a https://b]",
            None,
            Some(json!(["a", "https://b"])),
        ),
        // Still there: an audience that names nobody is not none.
        ("aud", "[]", None, Some(json!([]))),
        neither("aud", r#"["a","b"]"#),
    ]);
}

#[test]
fn objects_are_read_from_their_text() {
    let one = r#"{"userId":"1","providerName":"Google","issuer":null,"primary":"true"}"#;
    let identity =
        json!({"userId": "1", "providerName": "Google", "issuer": null, "primary": "true"});
    check(vec![
        both("identities", one, json!([identity])),
        neither("identities", "Google"),
        both(
            "address",
            r#"{"formatted":"1 Fake Street"}"#,
            json!({"formatted": "1 Fake Street"}),
        ),
        neither("address", "1 Fake Street"),
        neither("address", "{formatted=1 Fake Street}"),
        both(
            "act",
            r#"{"sub":"m","act":{"sub":"n"}}"#,
            json!({"sub": "m", "act": {"sub": "n"}}),
        ),
        neither("act", "m"),
        neither("act", "[{}]"),
    ]);
}

#[test]
fn what_was_text_stays_text() {
    for name in [
        "sub",
        "iss",
        "client_id",
        "token_use",
        "username",
        "cognito:username",
        "scope",
        "jti",
        "acr",
        "nonce",
        "email",
        "birthdate",
        "cognito:preferred_role",
        "custom:seats",
        "custom:exp",
        "dev:tier",
        "limits",
        // Names are whole, and have a case.
        "Exp",
        "groups",
        "cognito:Groups",
    ] {
        check(vec![
            neither(name, "12"),
            neither(name, "true"),
            neither(name, "null"),
            neither(name, ""),
            neither(name, "[a b]"),
            neither(name, "a,b"),
            neither(name, r#"{"a":1}"#),
            neither(name, "Thu Nov 13 03:13:20 UTC 2025"),
        ]);
    }
}

#[test]
fn what_is_no_text_is_kept() {
    let claims = json!({
        "exp": 1_763_003_600, "iat": 1_763_000_000.5, "auth_time": null, "email_verified": false, "version": 2,
        "cognito:groups": ["a,b", "[c]", "d e"], "cognito:roles": [], "aud": ["a"], "address": {"formatted": "x"},
        "identities": [{"userId": "1"}], "custom:n": 1,
    });
    for convert in [rest_api, http_api, http_api_v1, split_groups] {
        assert_eq!(read(convert, claims.clone()), claims);
    }
}

#[test]
fn groups_are_parted_at_commas_for_whoever_asks() {
    for (text, expected) in [
        ("admins,editors", json!(["admins", "editors"])),
        ("admins", json!(["admins"])),
        ("admins,,editors", json!("admins,,editors")),
        ("admins, editors", json!("admins, editors")),
        ("[admins,editors]", json!("[admins,editors]")),
    ] {
        assert_eq!(
            read_one(split_groups, "cognito:groups", text),
            expected,
            "{text}"
        );
        assert_eq!(read_one(split_groups, "cognito:roles", text), json!(text));
    }
    assert_eq!(
        read(split_groups, json!({"sub": "a,b"})),
        json!({"sub": "a,b"})
    );
}

#[test]
fn a_context_of_a_rest_api_is_read_whole() {
    let claims = json!({
        "sub": "f4c81438-0000-7000-8000-fa4e00000001", "cognito:groups": "admins,editors",
        "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_FAKEpool1", "version": "2",
        "client_id": "fakewebclient0000000000001", "token_use": "access", "scope": "openid orders-api/read",
        "auth_time": "1763000000", "exp": "Thu Nov 13 03:13:20 UTC 2025", "iat": "Thu Nov 13 02:13:20 UTC 2025",
        "username": "fake.user",
    });
    let expected = json!({
        "sub": "f4c81438-0000-7000-8000-fa4e00000001", "cognito:groups": "admins,editors",
        "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_FAKEpool1", "version": 2,
        "client_id": "fakewebclient0000000000001", "token_use": "access", "scope": "openid orders-api/read",
        "auth_time": 1_763_000_000, "exp": 1_763_003_600, "iat": 1_763_000_000, "username": "fake.user",
    });
    assert_eq!(read(rest_api, claims), expected);
}

#[test]
fn a_context_of_an_http_api_is_read_whole() {
    let claims = json!({
        "sub": "f4c81438-0000-7000-8000-fa4e00000001", "cognito:groups": "[admins editors]",
        "client_id": "fakewebclient0000000000001", "token_use": "access", "scope": "openid orders-api/read",
        "version": "2", "auth_time": "1763000000", "exp": "1763003600", "iat": "1763000000", "username": "fake.user",
    });
    let expected = json!({
        "sub": "f4c81438-0000-7000-8000-fa4e00000001", "cognito:groups": ["admins", "editors"],
        "client_id": "fakewebclient0000000000001", "token_use": "access", "scope": "openid orders-api/read",
        "version": 2, "auth_time": 1_763_000_000, "exp": 1_763_003_600, "iat": 1_763_000_000, "username": "fake.user",
    });
    assert_eq!(read(http_api, claims), expected);
}

/// The claims that are read, with texts near those that they are read from.
fn claim() -> impl Strategy<Value = (String, String)> {
    let name = prop_oneof![
        "exp|iat|nbf|auth_time|updated_at|version|email_verified",
        "cognito:groups|cognito:roles|amr|aud|identities|address|act|sub",
    ];
    let text = prop_oneof![
        r#"[\[\]{}":, 0-9a-z]{0,16}"#,
        "[0-9]{1,20}",
        "Thu [A-Z][a-z]{2} [0-9]{2} 0[0-9]:[0-9]{2}:[0-9]{2} UTC 20[0-9]{2}",
        ".{0,20}",
    ];
    (name, text)
}

proptest! {
    /// A text is kept, or gives way to something that is none; but for the groups, no claim is lost; and what was read is
    /// not read again.
    #[test]
    fn no_claim_is_lost_or_becomes_another_text((name, text) in claim()) {
        for convert in [rest_api, http_api, http_api_v1] {
            let claims = Map::from_iter([(name.clone(), Value::from(text.clone()))]);
            let read = convert(claims);
            match read.get(&name) {
                Some(Value::String(kept)) => prop_assert_eq!(kept, &text),
                Some(_) => {}
                None => prop_assert!(name == "cognito:groups" && (text.is_empty() || text == "[]")),
            }
            prop_assert_eq!(convert(read.clone()), read);
        }
    }
}
