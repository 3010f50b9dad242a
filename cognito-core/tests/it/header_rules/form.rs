//! What form a header has.

use cognito_core::Reason;

use crate::bench::{ACCEPTED, Bench, early, nested, not_one_object, still_one_object, unsigned};

#[tokio::test]
async fn the_header_is_one_json_object() {
    let bench = Bench::new();
    let (header, claims) = {
        let token = bench.pool.access_token();
        (token.header_json(), token.claims_json())
    };
    for (name, bytes) in not_one_object(&header) {
        let token = unsigned(&bytes, claims.as_bytes());
        assert_eq!(
            bench.decide(&token).await,
            early(Reason::MalformedToken),
            "{name}"
        );
    }
    for (name, json) in still_one_object(&header) {
        assert_eq!(
            bench.decide(&bench.with_header(&json)).await,
            ACCEPTED,
            "{name}"
        );
    }
}

/// Members that mean something, twice: with one value or two, here and there.
#[tokio::test]
async fn no_member_comes_twice() {
    let bench = Bench::new();
    let good = bench.pool.access_token().header_json();
    for more in [
        r#""alg":"RS256""#,
        r#""alg":"none""#,
        r#""al\u0067":"RS256""#,
        r#""kid":"x""#,
        r#""typ":"a","typ":"a""#,
        r#""crit":[],"crit":[]"#,
        r#""b64":true,"b64":true"#,
        r#""x":1,"y":1,"x":2"#,
    ] {
        for header in [
            good.replacen('{', &format!("{{{more},"), 1),
            good.replacen('}', &format!(",{more}}}"), 1),
        ] {
            let decided = bench.decide(&bench.with_header(&header)).await;
            assert_eq!(decided, early(Reason::MalformedToken), "{header}");
        }
    }
}

/// The header itself is the first level.
#[tokio::test]
async fn the_header_has_16_levels() {
    let bench = Bench::new();
    for (levels, expected) in [(15, ACCEPTED), (16, early(Reason::MalformedToken))] {
        for value in nested(levels) {
            let token = bench.with_more_header(&format!(r#""x":{value}"#));
            assert_eq!(bench.decide(&token).await, expected, "{levels}: {value}");
        }
    }
    for value in [
        r#""[[[[[[[[[[[[[[[[[[[[{{{{""#,
        r#""\"[[[[[[[[[[[[[[[[[[[[""#,
        "1",
    ] {
        let token = bench.with_more_header(&format!(r#""x":{value},"y":{}"#, nested(15)[1]));
        assert_eq!(bench.decide(&token).await, ACCEPTED, "{value}");
    }
    // Levels are not added up.
    let [a, b, c] = nested(15);
    let token = bench.with_more_header(&format!(r#""a":{a},"b":{b},"c":{c},"d":{a}"#));
    assert_eq!(bench.decide(&token).await, ACCEPTED);
}
