//! Section 1 of the rules: three segments of canonical base64url, of bounded length.

use cognito_core::{Reason, test_util::TestPool};

use crate::bench::{ACCEPTED, Bench, early};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#[tokio::test]
async fn a_token_has_three_segments_and_none_is_empty() {
    let bench = Bench::new();
    let token = bench.pool.access_token().mint();
    assert_eq!(bench.decide(&token).await, ACCEPTED);
    let [header, payload, signature]: [&str; 3] =
        token.split('.').collect::<Vec<_>>().try_into().unwrap();
    for form in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        header.to_owned(),
        format!("{header}.{payload}"),
        format!("{header}.{payload}."),
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!("{header}.."),
        format!("{token}."),
        format!(".{token}"),
        format!("{header}..{payload}.{signature}"),
        format!("{token}.{signature}"),
        format!("{token}.{token}"),
        format!("{header}.{payload}.{signature}....."),
        format!("{header}{payload}{signature}"),
        format!("{header},{payload},{signature}"),
        format!("{header}\u{ff0e}{payload}\u{ff0e}{signature}"),
    ] {
        let decided = bench.decide(&form).await;
        assert_eq!(decided, early(Reason::MalformedToken), "{form}");
    }
}

/// Of the characters that a last character could be, one is canonical: its unused bits are zero.
#[tokio::test]
async fn each_segment_has_one_form_only() {
    let bench = Bench::new();
    let mut remainders = [[false; 4]; 3];
    for padding in 0..9 {
        let token = bench.pool.access_token();
        let token = token.header("typ", "x".repeat(padding % 3));
        let token = token.claim("x", "x".repeat(padding / 3)).mint();
        assert_eq!(bench.decide(&token).await, ACCEPTED);
        let mut end = 0;
        for (index, segment) in token.split('.').enumerate() {
            end += segment.len() + usize::from(index > 0);
            let remainder = segment.len() % 4;
            remainders[index][remainder] = true;
            let last = token.as_bytes()[end - 1];
            let value = ALPHABET.iter().position(|c| *c == last).unwrap();
            let unused = [0, 0, 0b1111, 0b11][remainder];
            for other in (1..=unused).map(|bits| ALPHABET[value | bits]) {
                let mut altered = token.clone();
                altered.replace_range(end - 1..end, &char::from(other).to_string());
                let decided = bench.decide(&altered).await;
                assert_eq!(decided, early(Reason::MalformedToken), "{altered}");
            }
            // A lone character more stands for no byte.
            let more = if remainder == 0 { "A" } else { "\n" };
            for more in ["=", "==", more] {
                let mut altered = token.clone();
                altered.insert_str(end, more);
                let decided = bench.decide(&altered).await;
                assert_eq!(decided, early(Reason::MalformedToken), "{altered}");
            }
        }
    }
    let all_but_one = [true, false, true, true];
    let of_256_bytes = [false, false, true, false];
    assert_eq!(remainders, [all_but_one, all_but_one, of_256_bytes]);
}

/// A token of exactly this length.
fn of_length(pool: &TestPool, length: usize) -> String {
    let sized = |typ: usize, padding: usize| {
        let token = pool.access_token().header("typ", "x".repeat(typ));
        token.claim("x", "x".repeat(padding)).mint()
    };
    let short = sized(0, 0).len();
    // Three bytes make four characters; not every length can be had by either part alone.
    let about = (length - short) * 3 / 4;
    let candidates = (0..4).flat_map(|typ| (0..6).map(move |less| (typ, about - less)));
    let mut tokens = candidates.map(|(typ, padding)| sized(typ, padding));
    tokens.find(|token| token.len() == length).unwrap()
}

#[tokio::test]
async fn a_token_has_at_most_32_kib() {
    let bench = Bench::new();
    let longest = of_length(bench.pool, 32 * 1024);
    assert_eq!(bench.decide(&longest).await, ACCEPTED);
    let longer = of_length(bench.pool, 32 * 1024 + 1);
    assert_eq!(bench.decide(&longer).await, early(Reason::TokenTooLarge));
}

#[tokio::test]
async fn the_limit_can_be_set() {
    let bench = Bench::new();
    for length in [2_000, 100_000] {
        let token = of_length(bench.pool, length);
        for (limit, expected) in [
            (length - 1, early(Reason::TokenTooLarge)),
            (length, ACCEPTED),
            (length + 1, ACCEPTED),
        ] {
            let verifier = bench.verifier().max_token_len(limit).build().unwrap();
            assert_eq!(bench.decide_by(&verifier, &token).await, expected);
        }
    }
}

/// Bytes are counted, not characters, and whatever they are.
#[tokio::test]
async fn the_length_is_looked_at_first() {
    let bench = Bench::new();
    for part in ["A", ".", "=", "A.", "\0", " ", "\u{e9}", "\u{1f600}"] {
        let longest = part.repeat(32 * 1024 / part.len());
        assert_eq!(longest.len(), 32 * 1024);
        let decided = bench.decide(&longest).await;
        assert_eq!(decided, early(Reason::MalformedToken), "{part:?}");
        let longer = longest + part;
        let decided = bench.decide(&longer).await;
        assert_eq!(decided, early(Reason::TokenTooLarge), "{part:?}");
    }
    let encrypted = format!("{}.A.A.A.A", "A".repeat(32 * 1024));
    assert_eq!(bench.decide(&encrypted).await, early(Reason::TokenTooLarge));
}

#[tokio::test]
async fn five_segments_are_a_refresh_token() {
    let bench = Bench::new();
    let token = bench.pool.access_token().mint();
    for form in [
        "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.a.b.c.d".to_owned(),
        "a..b.c.d".to_owned(),
        "....".to_owned(),
        "-.-._._.A".to_owned(),
        format!("{token}.."),
        format!("..{token}"),
    ] {
        let decided = bench.decide(&form).await;
        assert_eq!(decided, early(Reason::EncryptedToken), "{form}");
    }
    for form in [
        "a.b.c.d",
        "a.b.c.d.e.f",
        ".....",
        "a.b.c.d.e=",
        "a.b.c.d.e ",
        " a.b.c.d.e",
        "a.b.c.d.e\n",
        "a.b.c+.d.e",
        "a.b.c/.d.e",
        "a.b.\u{e9}.d.e",
        "a.b.\0.d.e",
    ] {
        let decided = bench.decide(form).await;
        assert_eq!(decided, early(Reason::MalformedToken), "{form}");
    }
    let hint = Reason::EncryptedToken.hint();
    assert!(hint.contains("this is Cognito's refresh token; send the access token"));
}
