//! Documents that are wrong in whole or in part.

use cognito_tests::fault_server::Reply;

use super::good;
use crate::{
    keys::{document, entry, renamed_entry},
    row::{Plays, Row},
};

const NO_KEY: &str = "`{\"keys\":[]}`, no usable key";
const ONE_BAD: &str = "unknown `kty`, one bad among good, bad base64, RSA-1024";
const DUPLICATES: &str = "duplicate kids";
const HUGE: &str = "huge body / endless chunked / compression bomb";

/// The largest document that is read.
const CAP: usize = 256 * 1024;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, body) in [
        ("no entry", document([])),
        (
            "only a symmetric key",
            document([r#"{"kty":"oct","kid":"k","k":"c2VjcmV0"}"#]),
        ),
        ("no object", "[]".to_owned()),
        ("no array", r#"{"keys":{}}"#.to_owned()),
        ("an error in JSON", r#"{"message":"Forbidden"}"#.to_owned()),
        ("101 entries", document(vec![entry(0).as_str(); 101])),
    ] {
        rows.push(Row::answered(NO_KEY, name, "bad_document", Reply::ok(body)));
    }
    let short = entry_of("1024 bits", "xc".repeat(86).get(..171).unwrap_or_default());
    for (name, bad) in [
        (
            "an unknown `kty`",
            r#"{"kty":"AKP","kid":"k","pub":"AA"}"#.to_owned(),
        ),
        (
            "a numeric `kid`",
            entry(2).replace(r#""kid":""#, r#""kid":7,"was":""#),
        ),
        (
            "a text for `key_ops`",
            entry(2).replace('{', r#"{"key_ops":"verify","#),
        ),
        ("bad base64", entry_of("bad", "!!!")),
        ("RSA-1024", short),
        ("no object", "null".to_owned()),
        ("a private key", entry(2).replace('{', r#"{"d":"AQAB","#)),
        (
            "for encryption",
            entry(2).replace(r#""use":"sig""#, r#""use":"enc""#),
        ),
        (
            "deeply nested",
            entry(2)
                .replace(
                    '{',
                    &format!(r#"{{"x5c":{}1{},"#, "[".repeat(2000), "]".repeat(2000)),
                )
                .replace("AQAB", "!"),
        ),
    ] {
        let reply = Reply::ok(document([&*entry(0), &*bad, &*entry(1)]));
        rows.push(Row::served(ONE_BAD, name, reply).skipping(1));
    }
    let twice = document([&*entry(0), &*entry(1), &*entry(0)]);
    rows.push(Row::served(DUPLICATES, "the same key", Reply::ok(twice)));
    let [one, two] = [2, 3].map(|number| renamed_entry(number, "two"));
    let ambiguous = document([&*entry(0), &*one, &*two, &*entry(1)]);
    let mut row = Row::served(DUPLICATES, "two keys of one name", Reply::ok(ambiguous)).skipping(2);
    if let Plays::Serves(offer) = &mut row.plays {
        offer.ambiguous = 1;
    }
    rows.push(row);

    for (name, bytes) in [("one byte less than the cap", CAP - 1), ("the cap", CAP)] {
        rows.push(Row::served(HUGE, name, Reply::padded(&good(), bytes)));
    }
    for (name, reply) in [
        (
            "one byte more than the cap",
            Reply::padded(&good(), CAP + 1),
        ),
        ("1 MiB", Reply::padded(&good(), 1024 * 1024)),
        ("chunks without end", Reply::ok("").endless()),
    ] {
        rows.push(Row::answered(HUGE, name, "too_large", reply));
    }
    let bomb = Reply::gzip_bomb(16);
    rows.push(Row::answered(
        HUGE,
        "a bomb of 16 MiB",
        "bad_document",
        bomb,
    ));
    rows
}

fn entry_of(kid: &str, modulus: &str) -> String {
    format!(r#"{{"kty":"RSA","alg":"RS256","use":"sig","kid":"{kid}","e":"AQAB","n":"{modulus}"}}"#)
}
