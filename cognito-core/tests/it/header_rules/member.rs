//! What other members do: `crit` and `b64` refuse, the rest nothing.

use cognito_core::Reason;

use crate::bench::{ACCEPTED, Bench, early};

#[tokio::test]
async fn crit_is_refused_in_any_form() {
    let bench = Bench::new();
    for crit in [
        "null",
        "true",
        "false",
        "0",
        r#""""#,
        r#""b64""#,
        "[]",
        r#"["b64"]"#,
        r#"["exp"]"#,
        r#"["x","x"]"#,
        "[[]]",
        "{}",
        r#""\ud800""#,
    ] {
        let token = bench.with_more_header(&format!(r#""crit":{crit}"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::CritNotUnderstood),
            "{crit}"
        );
        let token = bench.with_more_header(&format!(r#""\u0063rit":{crit},"b64":true,"exp":1"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::CritNotUnderstood),
            "{crit}"
        );
        // It comes after the algorithm and before the key.
        let token = bench.with_header(&format!(r#"{{"alg":"RS256","crit":{crit}}}"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::CritNotUnderstood),
            "{crit}"
        );
        let token = bench.with_header(&format!(r#"{{"alg":"HS256","crit":{crit}}}"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::AlgNotAllowed),
            "{crit}"
        );
    }
    for near in ["Crit", "CRIT", "crit ", "critical"] {
        let token = bench.with_more_header(&format!(r#""{near}":["exp"]"#));
        assert_eq!(bench.decide(&token).await, ACCEPTED, "{near}");
    }
}

#[tokio::test]
async fn b64_is_true_or_absent() {
    let bench = Bench::new();
    for b64 in ["true", " true", "\ntrue "] {
        let token = bench.with_more_header(&format!(r#""b64":{b64}"#));
        assert_eq!(bench.decide(&token).await, ACCEPTED, "{b64}");
    }
    for b64 in [
        "false",
        "null",
        r#""true""#,
        r#""false""#,
        "1",
        "0",
        "[]",
        "[true]",
        "{}",
    ] {
        let token = bench.with_more_header(&format!(r#""b64":{b64}"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::MalformedToken),
            "{b64}"
        );
        // A form that is wrong comes before the algorithm.
        let token = bench.with_header(&format!(r#"{{"alg":"none","crit":["b64"],"b64":{b64}}}"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::MalformedToken),
            "{b64}"
        );
    }
}

#[tokio::test]
async fn other_members_have_no_effect() {
    let bench = Bench::new();
    for name in [
        "typ",
        "cty",
        "jku",
        "x5u",
        "x5c",
        "x5t",
        "x5t#S256",
        "jwk",
        "zip",
        "enc",
        "epk",
        "p2c",
        "iss",
        "aud",
        "exp",
        "unheard of",
        "ALG",
        "Kid",
    ] {
        for value in [
            "null",
            "true",
            "1",
            r#""DEF""#,
            r#""none""#,
            r#""https://evil.example""#,
            "[]",
            r#"["x"]"#,
            "{}",
        ] {
            let token = bench.with_more_header(&format!(r#""{name}":{value}"#));
            assert_eq!(bench.decide(&token).await, ACCEPTED, "{name}: {value}");
        }
    }
}
