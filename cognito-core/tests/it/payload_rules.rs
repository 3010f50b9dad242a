//! Section 3 of the rules: the payload's form, and how its texts are read.

use cognito_core::{Reason, TokenUse};

use crate::bench::{ACCEPTED, Bench, early, nested, not_one_object, still_one_object, unsigned};

#[tokio::test]
async fn the_payload_is_one_json_object() {
    let bench = Bench::new();
    let (header, claims) = {
        let token = bench.pool.access_token();
        (token.header_json(), token.claims_json())
    };
    for (name, bytes) in not_one_object(&claims) {
        let token = unsigned(header.as_bytes(), &bytes);
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::MalformedToken),
            "{name}"
        );
    }
    for (name, json) in still_one_object(&claims) {
        assert_eq!(
            bench.decide(&bench.with_payload(&json)).await,
            ACCEPTED,
            "{name}"
        );
    }
}

/// What is wrong with the payload's form comes before what the header says.
#[tokio::test]
async fn a_malformed_payload_comes_before_the_algorithm() {
    let bench = Bench::new();
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"RS256","crit":["x"]}"#,
        r#"{"alg":"RS256"}"#,
    ] {
        let (good, bad) = (
            unsigned(header.as_bytes(), b"{}"),
            unsigned(header.as_bytes(), b"[]"),
        );
        assert_ne!(
            bench.decide(&good).await,
            early(Reason::MalformedToken),
            "{header}"
        );
        assert_eq!(
            bench.decide(&bad).await,
            early(Reason::MalformedToken),
            "{header}"
        );
    }
}

#[tokio::test]
async fn no_claim_comes_twice() {
    let bench = Bench::new();
    let good = bench.pool.access_token().claims_json();
    for more in [
        r#""iss":"https://evil.example""#,
        r#""exp":253402300799"#,
        r#""sub":"someone else""#,
        r#""s\u0075b":"someone else""#,
        r#""client_id":"x""#,
        r#""token_use":"access""#,
        r#""custom:x":1,"custom:x":1"#,
        r#""x\/y":1,"x/y":1"#,
    ] {
        for claims in [
            good.replacen('{', &format!("{{{more},"), 1),
            good.replacen('}', &format!(",{more}}}"), 1),
        ] {
            let decided = bench.decide(&bench.with_payload(&claims)).await;
            assert_eq!(decided, early(Reason::MalformedToken), "{claims}");
        }
    }
    // Far apart, among many.
    let many: Vec<_> = (0..500).map(|n| format!(r#""m{n}":{n}"#)).collect();
    let many = many.join(",");
    assert_eq!(bench.decide(&bench.with_more_claims(&many)).await, ACCEPTED);
    for again in ["m0", "m23", "m24", "m250", "m499"] {
        let token = bench.with_more_claims(&format!(r#"{many},"{again}":0"#));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::MalformedToken),
            "{again}"
        );
    }
}

/// The payload itself is the first level.
#[tokio::test]
async fn the_payload_has_64_levels() {
    let bench = Bench::new();
    for (levels, expected) in [(63, ACCEPTED), (64, early(Reason::MalformedToken))] {
        for value in nested(levels) {
            let token = bench.with_more_claims(&format!(r#""x":{value}"#));
            assert_eq!(bench.decide(&token).await, expected, "{levels}: {value}");
        }
    }
    let brackets = "[{".repeat(200);
    for text in [format!(r#""{brackets}""#), format!(r#""\"{brackets}\\""#)] {
        let token =
            bench.with_more_claims(&format!(r#""{brackets}":{text},"y":{}"#, nested(63)[2]));
        assert_eq!(bench.decide(&token).await, ACCEPTED, "{text}");
        let token = bench.with_more_claims(&format!(r#""x":{text},"y":{}"#, nested(64)[2]));
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::MalformedToken),
            "{text}"
        );
    }
}

/// Every character of a text as an escape, or only those that real tokens escape.
fn escaped(text: &str) -> [String; 2] {
    let all = text.encode_utf16().map(|unit| format!("\\u{unit:04X}"));
    [all.collect(), text.replace('/', "\\/")]
}

#[tokio::test]
async fn texts_are_compared_unescaped() {
    let bench = Bench::new();
    let token = bench
        .pool
        .access_token()
        .claim("aud", bench.pool.client_id());
    let good = token.claims_json();
    for name in ["iss", "token_use", "client_id", "aud"] {
        let claims: serde_json::Value = serde_json::from_str(&good).unwrap();
        let value = claims[name].as_str().unwrap();
        for (name, value) in escaped(name).into_iter().zip(escaped(value)) {
            let others = bench
                .pool
                .access_token()
                .claim("aud", bench.pool.client_id());
            let others = others.without(&unescaped(&name)).claims_json();
            let claims = others.replacen('{', &format!(r#"{{"{name}":"{value}","#), 1);
            assert_eq!(
                bench.decide(&bench.with_payload(&claims)).await,
                ACCEPTED,
                "{claims}"
            );
            // Escapes make no other text the same.
            let longer = claims.replace(&value, &format!(r"{value}\u0000"));
            assert_ne!(
                bench.decide(&bench.with_payload(&longer)).await.0,
                None,
                "{longer}"
            );
        }
    }
}

fn unescaped(text: &str) -> String {
    serde_json::from_str(&format!(r#""{text}""#)).unwrap()
}

const LONE: [&str; 5] = [
    r"\ud800",
    r"\udfff",
    r"x\uDBFFy",
    r"\ude00\ud83d",
    r"\ud83d\ud83d\ude00",
];

#[tokio::test]
async fn a_lone_surrogate_is_no_text() {
    let bench = Bench::new();
    let good = bench.pool.access_token();
    for lone in LONE {
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
            let claims = good.clone().without(name).claims_json();
            let claims = claims.replacen('{', &format!(r#"{{"{name}":"{lone}","#), 1);
            let decided = bench.decide(&bench.with_payload(&claims)).await;
            assert_eq!(decided, early(Reason::MalformedToken), "{claims}");
        }
        for (name, others) in [
            ("aud", ""),
            ("aud", r#""a","#),
            ("cognito:groups", ""),
            ("cognito:groups", "1,"),
        ] {
            let token = bench.with_more_claims(&format!(r#""{name}":[{others}"{lone}"]"#));
            assert_eq!(
                bench.decide(&token).await,
                early(Reason::MalformedToken),
                "{name}: [{others}{lone}]"
            );
        }
        // In a name, known or not.
        for name in [
            lone.to_owned(),
            format!("iss{lone}"),
            format!("custom:{lone}"),
        ] {
            let token = bench.with_more_claims(&format!(r#""{name}":1"#));
            assert_eq!(
                bench.decide(&token).await,
                early(Reason::MalformedToken),
                "{name}"
            );
        }
    }
    let pair = bench
        .pool
        .access_token()
        .claims_json()
        .replace("test.user", r"\ud83d\ude00");
    let claims = bench
        .pool
        .verifier()
        .verify_access(&bench.with_payload(&pair))
        .await;
    assert_eq!(claims.unwrap().username(), Some("\u{1f600}"));
}

#[tokio::test]
async fn a_lone_surrogate_passes_where_nobody_reads() {
    let bench = Bench::new();
    for lone in LONE {
        for more in [
            format!(r#""unheard of":"{lone}""#),
            format!(r#""custom:x":"{lone}""#),
            format!(r#""email":"{lone}","name":"{lone}""#),
            format!(r#""x":["{lone}",{{"{lone}":"{lone}"}}]"#),
        ] {
            assert_eq!(
                bench.decide(&bench.with_more_claims(&more)).await,
                ACCEPTED,
                "{more}"
            );
        }
    }
}

/// What was refused is refused again, and no reason to refuse anything else.
#[tokio::test]
async fn no_refusal_leaves_a_trace() {
    let bench = Bench::new();
    let verifier = bench.pool.verifier();
    let good = bench.pool.access_token();
    let mut altered = good.mint();
    altered.push('A');
    let bad = [
        altered,
        good.clone().claim("exp", 1).mint(),
        good.clone().claim("iss", "https://evil.example").mint(),
        bench
            .pool
            .signing_key(TokenUse::Id)
            .sign(&good.claims_json().replace("access", "id")),
        good.clone().claim("aud", "https://another.example").mint(),
        good.clone().claim("sub", "").mint(),
    ];
    for _ in 0..3 {
        for token in &bad {
            assert!(verifier.verify(token).await.is_err(), "{token}");
            assert!(verifier.verify(&good.mint()).await.is_ok());
        }
    }
}
