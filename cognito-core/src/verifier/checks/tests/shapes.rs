//! Every claim in every JSON type.

use super::*;

/// The columns of the tables; the first one is absence.
const SHAPES: [Option<&str>; 13] = [
    None,
    Some("null"),
    Some("true"),
    Some("1"),
    Some("-1"),
    Some("1e300"),
    Some(r#""text""#),
    Some(r#""""#),
    Some("[]"),
    Some(r#"["a"]"#),
    Some("[1]"),
    Some("{}"),
    Some(r#"[{"a":[null]}]"#),
];

fn reason(letter: &str) -> Option<Reason> {
    match letter {
        "." => None,
        "A" => Some(Reason::AudienceMismatch),
        "C" => Some(Reason::BadClaim),
        "E" => Some(Reason::Expired),
        "I" => Some(Reason::UnknownIssuer),
        "M" => Some(Reason::ClientMismatch),
        "T" => Some(Reason::BadTimeClaim),
        "U" => Some(Reason::WrongTokenUse),
        other => panic!("no reason is called {other}"),
    }
}

#[track_caller]
fn assert_row(claims: &Claims, rules: &Rules, name: &str, row: &str) {
    let cells: Vec<_> = row.split_whitespace().collect();
    assert_eq!(cells.len(), SHAPES.len(), "{name}");
    for (shape, cell) in SHAPES.into_iter().zip(cells) {
        let decided = match shape {
            None => claims.clone().without(name).decide(rules),
            Some(value) => decide(&claims.json_with(name, value), rules),
        };
        assert_eq!(decided.err(), reason(cell), "{name}: {shape:?}");
    }
}

/// Claims that no rule looks at, whatever kind of token they are in.
const FREE: &[&str] = &[
    "acr",
    "act",
    "address",
    "amr",
    "at_hash",
    "azp",
    "birthdate",
    "cognito:preferred_role",
    "cognito:roles",
    "custom:tenant",
    "dev:tier",
    "device_key",
    "email",
    "email_verified",
    "family_name",
    "gender",
    "given_name",
    "identities",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "nonce",
    "phone_number",
    "phone_number_verified",
    "picture",
    "preferred_username",
    "profile",
    "unheard of",
    "updated_at",
    "version",
    "website",
    "zoneinfo",
    "",
    "ISS",
    "Exp",
    "sub ",
];

/// Rows that both kinds of token share.
const SHARED: &[(&str, &str)] = &[
    // absent null true 1 -1 1e300 "text" "" [] ["a"] [1] {} nested
    ("iss", "I C C C C C I I C C C C C"),
    ("exp", "T T T E T T T T T T T T T"),
    ("nbf", ". T T . T T T T T T T T T"),
    ("iat", ". T T . T T T T T T T T T"),
    ("auth_time", ". T T . T T T T T T T T T"),
    ("token_use", "U C C C C C U U C C C C C"),
    ("sub", "C C C C C C . C C C C C C"),
    ("cognito:groups", ". C C C C C C C . . C C C"),
    ("scope", ". C C C C C . . C C C C C"),
    ("username", ". C C C C C . . C C C C C"),
    ("cognito:username", ". C C C C C . . C C C C C"),
    ("jti", ". C C C C C . . C C C C C"),
    ("origin_jti", ". C C C C C . . C C C C C"),
    ("event_id", ". C C C C C . . C C C C C"),
];

#[test]
fn of_an_access_token() {
    for (name, row) in SHARED {
        assert_row(&Claims::access(), &rules(), name, row);
    }
    for (name, row) in [
        ("client_id", "M C C C C C M M C C C C C"),
        ("aud", ". C C C C C A A A A C C C"),
    ] {
        assert_row(&Claims::access(), &rules(), name, row);
    }
    for name in FREE {
        assert_row(
            &Claims::access(),
            &rules(),
            name,
            ". . . . . . . . . . . . .",
        );
    }
}

#[test]
fn of_an_id_token() {
    for (name, row) in SHARED {
        assert_row(&Claims::id(), &rules(), name, row);
    }
    assert_row(&Claims::id(), &rules(), "aud", "M C C C C C M M M M C C C");
    for name in FREE.iter().chain(&["client_id"]) {
        assert_row(&Claims::id(), &rules(), name, ". . . . . . . . . . . . .");
    }
}

/// A bound audience still has to be of its type where any will do.
#[test]
fn of_an_audience_under_each_resource_rule() {
    let any = Rules {
        resource: ResourceRule::Any,
        ..rules()
    };
    let named = Rules {
        resource: ResourceRule::Named("text".into()),
        ..rules()
    };
    assert_row(&Claims::access(), &any, "aud", ". C C C C C . . . . C C C");
    assert_row(
        &Claims::access(),
        &named,
        "aud",
        "A C C C C C . A A A C C C",
    );
    // A resource rule says nothing about ID tokens: their `aud` is the app client.
    assert_row(&Claims::id(), &any, "aud", "M C C C C C M M M M C C C");
    assert_row(&Claims::id(), &named, "aud", "M C C C C C M M M M C C C");
}

#[test]
fn a_lone_surrogate_spoils_what_is_read_and_nothing_else() {
    for name in [
        "iss",
        "token_use",
        "client_id",
        "aud",
        "sub",
        "scope",
        "username",
        "cognito:username",
        "jti",
        "origin_jti",
        "event_id",
    ] {
        let json = Claims::access().json_with(name, r#""\udead""#);
        assert_eq!(decide(&json, &rules()).err(), Some(Reason::MalformedToken));
    }
    let json = Claims::access().json_with("cognito:groups", r#"["a","\udead"]"#);
    assert_eq!(decide(&json, &rules()).err(), Some(Reason::MalformedToken));
    for name in FREE {
        let json = Claims::access().json_with(name, r#""\udead""#);
        assert_eq!(decide(&json, &rules()).err(), None, "{name}");
    }
}

#[test]
fn strings_are_compared_unescaped() {
    for (name, value) in [
        ("iss", r#""https:\/\/issuer.example""#),
        ("token_use", r#""acc\u0065ss""#),
        ("client_id", r#""client\u002d1""#),
        ("aud", r#"["client\u002d1"]"#),
    ] {
        let json = Claims::access().json_with(name, value);
        assert_eq!(decide(&json, &rules()).err(), None, "{name}");
    }
    // A name in escapes is the same name.
    let json = Claims::access().json_with(r"\u0065xp", "1");
    assert_eq!(decide(&json, &rules()).err(), Some(Reason::MalformedToken));
}

/// The claims themselves are the first of 64 levels.
#[test]
fn claims_nest_64_levels_deep() {
    for (levels, reason) in [(63, None), (64, Some(Reason::MalformedToken))] {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let nested = format!("{}1{}", open.repeat(levels), close.repeat(levels));
            let json = Claims::access().json_with("x", &nested);
            assert_eq!(decide(&json, &rules()).err(), reason, "{levels}");
        }
    }
}
