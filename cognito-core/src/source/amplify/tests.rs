//! Whose token is taken.

use super::*;
use crate::test_util::TestHead;

const CLIENT: &str = "1example23456789";

type Found = Result<Option<&'static str>, Reason>;

const X: Found = Ok(Some("x"));

/// `LastAuthUser` and the user's access token, with what is in the names of cookies left out.
fn of(cookies: &[(&str, &str)]) -> Found {
    of_use(TokenUse::Access, cookies)
}

fn of_use(token_use: TokenUse, cookies: &[(&str, &str)]) -> Found {
    let cookies: Vec<_> = cookies
        .iter()
        .map(|(name, value)| format!("CognitoIdentityServiceProvider.{CLIENT}.{name}={value}"))
        .collect();
    of_header(token_use, &cookies.join("; "))
}

fn of_header(token_use: TokenUse, cookies: &str) -> Found {
    let head = TestHead::get("/").header("cookie", cookies);
    token(&head, &CLIENT.into(), token_use)
        .map(|token| token.map(|token| &*token.to_owned().leak()))
}

#[test]
fn the_last_users_token_is_taken() {
    for cookies in [
        &[("LastAuthUser", "jo"), ("jo.accessToken", "x")][..],
        &[("jo.accessToken", "x"), ("LastAuthUser", "jo")],
        &[
            ("al.accessToken", "y"),
            ("LastAuthUser", "jo"),
            ("jo.accessToken", "x"),
            ("jo.idToken", "y"),
            ("jo.refreshToken", "y"),
            ("jo.clockDrift", "0"),
        ],
        &[
            ("LastAuthUser", ""),
            ("LastAuthUser", "jo"),
            ("jo.accessToken", "x"),
        ],
        &[
            ("LastAuthUser", "jo"),
            ("LastAuthUser", "jo"),
            ("jo.accessToken", "x"),
        ],
        &[
            ("LastAuthUser", "jo"),
            ("jo.accessToken", "x"),
            ("jo.accessToken", "x"),
        ],
        &[
            ("LastAuthUser", "jo"),
            ("jo.accessToken", ""),
            ("jo.accessToken", "x"),
        ],
    ] {
        assert_eq!(of(cookies), X, "{cookies:?}");
    }
    let both = [
        ("LastAuthUser", "jo"),
        ("jo.accessToken", "y"),
        ("jo.idToken", "x"),
    ];
    assert_eq!(of_use(TokenUse::Id, &both), X);
}

#[test]
fn nobody_elses_is() {
    for cookies in [
        &[][..],
        &[("LastAuthUser", "jo")],
        &[("jo.accessToken", "x")],
        &[("LastAuthUser", ""), ("jo.accessToken", "x")],
        &[("LastAuthUser", ""), (".accessToken", "x")],
        &[("LastAuthUser", "jo"), ("jo.accessToken", "")],
        &[("LastAuthUser", "jo"), ("al.accessToken", "x")],
        &[("LastAuthUser", "jo"), ("Jo.accessToken", "x")],
        &[("LastAuthUser", "jo"), ("jo.idToken", "x")],
        &[("LastAuthUser", "jo"), ("jo.accesstoken", "x")],
        &[("LastAuthUser", "jo"), ("jo.accessToken.x", "x")],
        &[("LastAuthUser", "jo"), ("jo.x.accessToken", "x")],
        &[("LastAuthUser", "jo"), ("x.jo.accessToken", "x")],
        &[("LastAuthUser", "jo"), ("joaccessToken", "x")],
        &[("lastAuthUser", "jo"), ("jo.accessToken", "x")],
        &[("LastAuthUser.", "jo"), ("jo.accessToken", "x")],
    ] {
        assert_eq!(of(cookies), Ok(None), "{cookies:?}");
    }
    for name in [
        "CognitoIdentityServiceProvider.2other",
        "CognitoIdentityServiceProvider.1example2345678",
        "CognitoIdentityServiceProvider.1example234567890",
        "CognitoIdentityServiceProvider.1Example23456789",
        "cognitoidentityserviceprovider.1example23456789",
        "x.CognitoIdentityServiceProvider.1example23456789",
        "CognitoIdentityServiceProvider%2E1example23456789",
        "1example23456789",
    ] {
        let cookies = format!("{name}.LastAuthUser=jo; {name}.jo.accessToken=x");
        assert_eq!(of_header(TokenUse::Access, &cookies), Ok(None), "{name}");
    }
}

/// What `js-cookie` makes of names and values, what servers make of them, and what hostile clients do.
#[test]
fn names_of_users_are_compared_decoded() {
    for (value, name, is_same) in [
        ("jo@example.com", "jo%40example.com", true),
        ("jo%40example.com", "jo%40example.com", true),
        ("jo@example.com", "jo@example.com", true),
        ("jo%40example.com", "jo@example.com", true),
        ("(jo)", "%28jo%29", true),
        ("%C3%A4", "%c3%a4", true),
        ("ä", "%C3%A4", true),
        ("a.b", "a.b", true),
        ("a.accessToken", "a.accessToken", true),
        ("LastAuthUser", "LastAuthUser", true),
        ("a+b", "a%2Bb", true),
        ("a+b", "a%20b", false),
        ("a%2540b", "a%2540b", true),
        // Decoded once, on both sides.
        ("a%2540b", "a%40b", false),
        ("a@b", "a%2540b", false),
        // No escapes: themselves.
        ("100%", "100%25", true),
        ("100%", "100%", true),
        ("%4", "%4", true),
        ("%zz", "%25zz", true),
        ("%%40", "%25@", true),
        ("%+1", "%2B1", false),
        ("a%00b", "a%00b", true),
        ("a%00b", "a", false),
        ("%FF", "%ff", true),
        ("a%3Bb%3Dc", "a%3Bb%3dc", true),
        ("..", "%2E%2e", true),
        ("*", "jo", false),
        ("jo*", "jo", false),
        (".*", "jo", false),
        ("jo", "jo%", false),
    ] {
        let found = of(&[
            ("LastAuthUser", value),
            (&format!("{name}.accessToken"), "x"),
        ]);
        let expected = if is_same { X } else { Ok(None) };
        assert_eq!(found, expected, "{value}, {name}");
    }
}

#[test]
fn two_users_or_two_tokens_are_a_conflict() {
    for cookies in [
        &[
            ("LastAuthUser", "jo"),
            ("LastAuthUser", "al"),
            ("jo.accessToken", "x"),
        ][..],
        &[("LastAuthUser", "jo"), ("LastAuthUser", "al")],
        &[("LastAuthUser", "jo"), ("LastAuthUser", "jo%00")],
        &[
            ("LastAuthUser", "jo"),
            ("jo.accessToken", "x"),
            ("jo.accessToken", "y"),
        ],
        // One cookie's name, written in two ways.
        &[
            ("LastAuthUser", "a@b"),
            ("a%40b.accessToken", "x"),
            ("a@b.accessToken", "y"),
        ],
    ] {
        assert_eq!(of(cookies), Err(Reason::ConflictingTokens), "{cookies:?}");
    }
    let agreeing = [
        ("LastAuthUser", "a@b"),
        ("LastAuthUser", "a%40b"),
        ("a%40b.accessToken", "x"),
        ("a@b.accessToken", "x"),
    ];
    assert_eq!(of(&agreeing), X);
}

#[test]
fn what_no_token_is_is_malformed() {
    for token in ["\"x\"", "x y", "%41", "=", "Bearer x", "ä"] {
        let found = of(&[("LastAuthUser", "jo"), ("jo.accessToken", token)]);
        assert_eq!(found, Err(Reason::MalformedRequest), "{token}");
    }
}

#[test]
fn a_name_is_read_up_to_a_bound() {
    let longest = "%F0%9F%90%99".repeat(128);
    assert_eq!(longest.len(), LONGEST_USER);
    let found = |user: &str| {
        of(&[
            ("LastAuthUser", user),
            (&format!("{user}.accessToken"), "x"),
        ])
    };
    assert_eq!(found(&longest), X);
    assert_eq!(found(&format!("{longest}a")), Err(Reason::MalformedRequest));
    let long = format!("{}{}", "%6A".repeat(512), "o");
    let twice = [("LastAuthUser", "jo"), ("LastAuthUser", &long)];
    assert_eq!(of(&twice), Err(Reason::MalformedRequest));
    // Whoever has a short name is not kept from it by a cookie beside it.
    let others = [
        ("LastAuthUser", "jo"),
        (&format!("{longest}a.accessToken"), "y"),
        ("jo.accessToken", "x"),
    ];
    assert_eq!(of(&others), X);
}
