//! Input that is made to hurt: it costs little, and nothing panics.

use std::{
    sync::LazyLock,
    time::{Duration, Instant},
};

use cognito_core::{Reason, TokenUse, UserPool, Verifier, test_util::TestPool};
use proptest::prelude::*;
use tokio::runtime::Runtime;

/// What fits into a token of 32 KiB beside header and signature.
const ROOM: usize = 23_000;

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let clients = (0..1000).map(|n| format!("client{n:020}"));
    let user_pool = UserPool::new(
        POOL.id().clone(),
        clients.chain([POOL.client_id().to_owned()]),
    );
    Verifier::builder()
        .user_pool(user_pool)
        .accept([TokenUse::Access, TokenUse::Id])
        .clock(POOL.clock().clone())
        .fetcher(POOL.clone())
        .build()
        .unwrap()
});

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

fn verify(token: &str) -> Result<cognito_core::CognitoClaims, Reason> {
    let decided = RUNTIME.block_on(VERIFIER.verify(token));
    decided.map_err(|error| error.reason())
}

/// As many repetitions of a text as there is room for.
fn fill(text: &str) -> String {
    text.repeat(ROOM / text.len())
}

fn members(name: impl Fn(usize) -> String) -> String {
    let mut members = String::new();
    for n in 0.. {
        let member = format!(r#""{}":1,"#, name(n));
        if members.len() + member.len() > ROOM {
            break;
        }
        members += &member;
    }
    members
}

/// Payloads by what they are full of. The work on each is linear, or it takes a second.
#[expect(clippy::too_many_lines, reason = "a table")]
fn payloads() -> Vec<(&'static str, String, Option<Reason>)> {
    use Reason::{BadClaim, BadTimeClaim, ClientMismatch, MalformedToken};
    let access = |more: &str| {
        let claims = POOL.access_token().without("scope").claims_json();
        claims.replacen('{', &format!("{{{more}"), 1)
    };
    let with = |name: &str, value: &str| {
        let claims = POOL
            .access_token()
            .without(name)
            .without("scope")
            .claims_json();
        claims.replacen('{', &format!(r#"{{"{name}":{value},"#), 1)
    };
    let audience = |entry: &str| {
        let claims = POOL.id_token().without("aud").claims_json();
        let aud = fill(&format!(r#""{entry}","#));
        claims.replacen('{', &format!(r#"{{"aud":[{aud}"x"],"#), 1)
    };
    let list = |entry: &str| format!(r"[{}{entry}]", fill(&format!("{entry},")));
    let text = |part: &str| format!(r#""{}""#, fill(part));
    let nested = |open: &str, close: &str| {
        let levels = ROOM / (open.len() + close.len());
        format!("{}1{}", open.repeat(levels), close.repeat(levels))
    };
    vec![
        ("members", access(&members(|n| n.to_string())), None),
        (
            "members in reverse",
            access(&members(|n| (90_000 - n).to_string())),
            None,
        ),
        (
            "long members",
            access(&members(|n| format!("{}{n}", "x".repeat(200)))),
            None,
        ),
        (
            "escaped members",
            access(&members(|n| format!(r"\u0061{n}"))),
            None,
        ),
        (
            "one member again and again",
            access(&fill(r#""a":1,"#)),
            Some(MalformedToken),
        ),
        (
            "a late duplicate",
            access(&(members(|n| n.to_string()) + r#""0":1,"#)),
            Some(MalformedToken),
        ),
        ("levels", with("x", &nested("[", "]")), Some(MalformedToken)),
        (
            "levels of objects",
            with("x", &nested(r#"{"a":"#, "}")),
            Some(MalformedToken),
        ),
        ("open brackets", fill("["), Some(MalformedToken)),
        ("open objects", fill(r#"{"a":"#), Some(MalformedToken)),
        ("brackets in a text", with("x", &text("[")), None),
        ("shallow lists", with("x", &list("[[]]")), None),
        ("spaces", format!("{}{}", fill(" "), access("")), None),
        ("groups", with("cognito:groups", &list(r#""g""#)), None),
        (
            "escaped groups",
            with("cognito:groups", &list(r#""\u0067""#)),
            None,
        ),
        (
            "groups, the last of them wrong",
            with(
                "cognito:groups",
                &list(r#""g""#).replace(r#""]"#, r#"",1]"#),
            ),
            Some(BadClaim),
        ),
        ("scopes", with("scope", &text("s ")), None),
        ("escapes", with("sub", &text(r"\u0061")), None),
        ("backslashes", with("x", &text(r"\\")), None),
        ("digits", with("exp", &fill("9")), Some(BadTimeClaim)),
        (
            "decimals",
            with("exp", &format!("9999999999.{}", fill("3"))),
            None,
        ),
        (
            "small decimals",
            with("nbf", &format!("0.{}1", fill("0"))),
            None,
        ),
        (
            "an exponent",
            with("exp", &format!("1e{}", fill("9"))),
            Some(BadTimeClaim),
        ),
        ("audiences", audience("y"), Some(ClientMismatch)),
        (
            "audiences of a client's length",
            audience("client9999999999999999999x"),
            Some(ClientMismatch),
        ),
    ]
}

#[test]
fn a_payload_full_of_one_thing_is_decided_in_no_time() {
    assert!(verify(&POOL.access_token().mint()).is_ok());
    for (name, payload, expected) in payloads() {
        let token = POOL.access_token().mint_payload(&payload);
        assert!(
            (30_000..=32_768).contains(&token.len()),
            "{name}: {}",
            token.len()
        );
        assert_cheap(&token, expected, name);
    }
}

/// Some milliseconds without optimisation; what is quadratic takes a hundred times that. The best of three counts: another
/// process may have the processor in between.
#[track_caller]
fn assert_cheap(token: &str, expected: Option<Reason>, name: &str) {
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let begun = Instant::now();
        let decided = verify(token);
        best = best.min(begun.elapsed());
        assert_eq!(decided.err(), expected, "{name}");
    }
    assert!(best < Duration::from_millis(150), "{name}: {best:?}");
}

#[test]
fn an_envelope_full_of_one_thing_is_refused_in_no_time() {
    for (part, reason) in [
        (".", Reason::MalformedToken),
        ("a.", Reason::MalformedToken),
        ("A", Reason::MalformedToken),
        ("=", Reason::MalformedToken),
        ("é", Reason::MalformedToken),
    ] {
        let token = part.repeat(32_768 / part.len());
        assert_cheap(&token, Some(reason), part);
        let longer = token + "A";
        assert_eq!(verify(&longer).err(), Some(Reason::TokenTooLarge), "{part}");
    }
    let huge = "A.".repeat(5_000_000);
    assert_eq!(verify(&huge).err(), Some(Reason::TokenTooLarge));
}

#[test]
fn a_long_key_name_is_only_a_name() {
    for kid in [
        "x".repeat(22_000),
        "../".repeat(7000),
        "https://evil.example/".repeat(1000),
    ] {
        let token = POOL.access_token().header("kid", &kid).mint();
        assert_eq!(verify(&token).err(), Some(Reason::UnknownKid));
    }
}

/// A text with one place changed to something else.
fn altered(text: &str, at: usize, with: &str, cut: usize) -> String {
    let chars: Vec<_> = text.chars().collect();
    let at = at % (chars.len() + 1);
    let (before, after) = chars.split_at(at);
    let kept = after.iter().skip(cut);
    before
        .iter()
        .copied()
        .chain(with.chars())
        .chain(kept.copied())
        .collect()
}

proptest! {
    #[test]
    fn no_text_panics(token in any::<String>()) {
        prop_assert!(verify(&token).is_err());
    }

    #[test]
    fn no_three_segments_panic(token in "[A-Za-z0-9_-]{1,60}(\\.[A-Za-z0-9_-]{1,60}){1,4}") {
        prop_assert!(verify(&token).is_err());
    }

    /// A signed payload, however strange, is refused or can be read, printed and serialized.
    #[test]
    fn no_signed_payload_panics(
        at in any::<usize>(),
        with in prop_oneof![
            any::<String>(),
            "[\\[\\]{}:,\"0-9e+.\\-\\\\ux]{0,8}",
            Just("null".to_owned()),
            Just(r#""\ud800""#.to_owned()),
        ],
        cut in 0..12_usize,
    ) {
        for token in [POOL.access_token().group("g"), POOL.id_token().group("g")] {
            let payload = altered(&token.claims_json(), at, &with, cut);
            if let Ok(claims) = verify(&token.mint_payload(&payload)) {
                prop_assert!(!claims.subject().is_empty());
                let shown = format!("{claims:?}");
                prop_assert!(shown.contains(POOL.client_id()));
                prop_assert!(serde_json::to_value(&claims).is_ok());
            }
        }
    }

    #[test]
    fn no_signed_header_panics(at in any::<usize>(), with in any::<String>(), cut in 0..12_usize) {
        let token = POOL.access_token();
        let header = altered(&token.header_json(), at, &with, cut);
        let key = POOL.signing_key(TokenUse::Access);
        let decided = verify(&key.sign_with_header(&header, &token.claims_json()));
        let header: Result<serde_json::Value, _> = serde_json::from_str(&header);
        let is_named = |header: &serde_json::Value| header["alg"] == "RS256" && header["kid"] == key.kid();
        prop_assert!(decided.is_err() || header.as_ref().is_ok_and(is_named));
    }
}
