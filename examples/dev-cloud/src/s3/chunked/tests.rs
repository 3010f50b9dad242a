//! The examples of S3's documentation, with its example keys, and what breaks them.

use proptest::prelude::*;

use super::*;
use crate::sigv4::key::{Scope, SigningKey};

/// The seed of the example without trailers.
const SIGNED: &str = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
/// The seed of the example with a trailer.
const WITH_TRAILER: &str = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";

fn seed(signature: &str) -> Seed {
    let scope = Scope {
        date: "20130524".to_owned(),
        region: "us-east-1".to_owned(),
        service: "s3".to_owned(),
    };
    Seed {
        key: SigningKey::derive("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", &scope),
        timestamp: "20130524T000000Z".to_owned(),
        scope: scope.to_string(),
        signature: signature.to_owned(),
    }
}

/// The example's 66,560 letters in two chunks, with these signatures.
fn chunks([first, second, last]: [&str; 3]) -> String {
    format!(
        "10000;chunk-signature={first}\r\n{}\r\n400;chunk-signature={second}\r\n{}\r\n0;chunk-signature={last}\r\n",
        "a".repeat(65_536),
        "a".repeat(1_024)
    )
}

fn documented() -> String {
    chunks([
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ]) + "\r\n"
}

fn documented_with_trailer() -> String {
    chunks([
        "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
        "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
        "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
    ]) + "x-amz-checksum-crc32c:sOO8/Q==\r\n\
          x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"
}

fn code(body: &str, seed: Option<&Seed>, trailers: Trailers) -> &'static str {
    decode(body.as_bytes(), seed, trailers).map_or_else(|error| error.code(), |_| "")
}

#[test]
fn the_documented_chunks_verify() {
    let decoded = decode(
        documented().as_bytes(),
        Some(&seed(SIGNED)),
        Trailers::Absent,
    )
    .unwrap();
    assert_eq!(decoded.payload, "a".repeat(66_560).into_bytes());
    assert!(decoded.trailers.is_empty());
}

#[test]
fn the_documented_trailer_verifies() {
    let body = documented_with_trailer();
    let seed = seed(WITH_TRAILER);
    let decoded = decode(body.as_bytes(), Some(&seed), Trailers::Announced).unwrap();
    assert_eq!(decoded.payload.len(), 66_560);
    let trailer = ("x-amz-checksum-crc32c".to_owned(), "sOO8/Q==".to_owned());
    assert_eq!(decoded.trailers, [trailer]);
    for (old, new) in [
        ("sOO8/Q==", "sOO8/R=="),
        ("crc32c:", "crc32:"),
        ("d81f82fc", "d81f82fd"),
        ("x-amz-trailer-signature", "x-amz-another"),
    ] {
        let changed = body.replace(old, new);
        let outcome = code(&changed, Some(&seed), Trailers::Announced);
        assert_eq!(outcome, "SignatureDoesNotMatch", "{new}");
    }
}

#[test]
fn no_chunk_can_be_changed_moved_or_dropped() {
    let seed = seed(SIGNED);
    let body = documented();
    let (first, rest) = body.split_at(body.find("\r\n400;").unwrap() + 2);
    let (second, last) = rest.split_at(rest.find("\r\n0;").unwrap() + 2);
    let mismatch = "SignatureDoesNotMatch";
    for (changed, expected) in [
        (body.replacen('a', "b", 60_000), mismatch),
        ([second, first, last].concat(), mismatch),
        ([first, last].concat(), mismatch),
        (last.to_owned(), mismatch),
        (body.replace(";chunk-signature=b6", ";x=b6"), mismatch),
        (body.replace("b6c6", "b6c7"), mismatch),
        ([first, second].concat(), "IncompleteBody"),
        (body.clone() + "x", "IncompleteBody"),
    ] {
        let outcome = code(&changed, Some(&seed), Trailers::Absent);
        assert_eq!(outcome, expected);
    }
    let other = self::seed(WITH_TRAILER);
    assert_eq!(code(&body, Some(&other), Trailers::Absent), mismatch);
}

#[test]
fn unsigned_chunks_need_their_form_alone() {
    let unsigned = |body: &str| {
        decode(body.as_bytes(), None, Trailers::Announced).map_err(|error| error.code())
    };
    let decoded =
        unsigned("3\r\nabc\r\n02\r\nde\r\n0\r\nX-Amz-Checksum-CRC32: x \r\n\r\n").unwrap();
    assert_eq!(decoded.payload, b"abcde");
    let trailer = ("x-amz-checksum-crc32".to_owned(), "x".to_owned());
    assert_eq!(decoded.trailers, [trailer]);
    assert_eq!(unsigned("0\r\n\r\n").unwrap(), Decoded::default());
    for body in [
        "",
        "3",
        "3\r\nab",
        "3\r\nabc",
        "3\r\nabcd\r\n0\r\n\r\n",
        "3\r\nabc\r\n",
        "g\r\n",
        "-1\r\na\r\n",
        "+1\r\na\r\n0\r\n\r\n",
        "\r\n",
        "fffffffff\r\n",
        "ffffffff\r\na",
        "1;é\na",
    ] {
        assert_eq!(unsigned(body), Err("IncompleteBody"), "{body:?}");
    }
    let many = format!("0\r\n{}", "a:b\r\n".repeat(limit::TRAILERS + 1));
    assert_eq!(unsigned(&many), Err("MalformedTrailerError"));
    assert_eq!(
        unsigned("0\r\nno colon\r\n\r\n"),
        Err("MalformedTrailerError")
    );
}

#[test]
fn size_and_number_of_chunks_are_bounded() {
    let chunk = format!("100000\r\n{}\r\n", "a".repeat(0x10_0000));
    let unsigned = |body: &str| code(body, None, Trailers::Announced);
    assert_eq!(unsigned(&(chunk.repeat(10) + "0\r\n\r\n")), "");
    assert_eq!(
        unsigned(&(chunk.repeat(10) + "1\r\na\r\n0\r\n\r\n")),
        "EntityTooLarge"
    );
    let small = "1\r\na\r\n".repeat(limit::CHUNKS);
    assert_eq!(unsigned(&(small + "0\r\n\r\n")), "IncompleteBody");
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..50), 0..8)) {
        let mut body = Vec::new();
        for part in &parts {
            body.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
            body.extend_from_slice(part);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"0\r\n\r\n");
        let decoded = decode(&body, None, Trailers::Absent).unwrap();
        prop_assert_eq!(decoded.payload, parts.concat());
    }

    #[test]
    fn decoding_never_panics(body in prop::collection::vec(any::<u8>(), 0..200)) {
        for trailers in [Trailers::Absent, Trailers::Announced] {
            drop(decode(&body, None, trailers));
            drop(decode(&body, Some(&seed(SIGNED)), trailers));
        }
    }

    #[test]
    fn nearly_chunked_bodies_never_panic(body in "([0-9a-f]{0,9}(;chunk-signature=[0-9a-f]{0,4})?\r?\n?[a-zé:]{0,9}\r?\n?){0,6}") {
        for trailers in [Trailers::Absent, Trailers::Announced] {
            drop(decode(body.as_bytes(), None, trailers));
            drop(decode(body.as_bytes(), Some(&seed(SIGNED)), trailers));
        }
    }
}
