//! What is offered, and what of it is the token.

use super::{super::header::MOST_HEADERS, *};
use crate::test_util::TestHead;

fn of(offers: &[&[u8]]) -> Result<Option<String>, Reason> {
    let start = TestHead::get("/").header("authorization", "Bearer y");
    let head = offers
        .iter()
        .fold(start, |head, offer| head.header(HEADER, *offer));
    token(&head, "bearer").map(|token| token.map(str::to_owned))
}

#[test]
fn the_token_is_found_among_other_offers() {
    for offers in [
        &[&b"bearer.x"[..]][..],
        &[b"orders.v1, bearer.x"],
        &[b"bearer.x,orders.v1"],
        &[b"orders.v1 \t,\t bearer.x \t"],
        &[b",, ,bearer.x,"],
        &[b"orders.v1", b"bearer.x"],
        &[b"", b"bearer.x"],
        &[b"bearer, bearer.x"],
        &[b"Bearer.y, bearer.x"],
        &[b"my.bearer.y, bearers.y, bearer-y, bearer.x"],
        &[b"\xff, bearer.x"],
        &[b"bearer.x, bearer.x"],
        &[b"bearer.x", b"bearer.x"],
    ] {
        assert_eq!(of(offers), Ok(Some("x".to_owned())), "{offers:?}");
    }
    assert_eq!(of(&[b"bearer.a.b-c.d_e"]), Ok(Some("a.b-c.d_e".to_owned())));
}

#[test]
fn what_only_looks_like_it_is_another_offer() {
    for offers in [
        &[][..],
        &[&b""[..]],
        &[b"orders.v1"],
        &[b"bearer"],
        &[b"BEARER.x"],
        &[b"bearer x"],
        &[b"bearer .x"],
        &[b"bearer=x"],
        &[b"\"bearer.x\""],
        &[b"x.bearer.x"],
        &[b"\x0cbearer.x"],
        &[b"\xc2\xa0bearer.x"],
        &[b"orders.v1; bearer.x"],
    ] {
        assert_eq!(of(offers), Ok(None), "{offers:?}");
    }
}

#[test]
fn an_offer_that_no_token_is_in_is_malformed() {
    for offers in [
        &[&b"bearer."[..]][..],
        &[b"orders.v1, bearer."],
        &[b"bearer.=, orders.v1"],
        &[b"bearer. x"],
        &[b"bearer.x y"],
        &[b"bearer.x\"y"],
        &[b"bearer.a=b"],
        &[b"bearer.%41"],
        &[b"bearer.\xff"],
        &[b"bearer.x\0"],
    ] {
        assert_eq!(of(offers), Err(Reason::MalformedRequest), "{offers:?}");
    }
}

#[test]
fn two_tokens_are_a_conflict() {
    for offers in [
        &[&b"bearer.x, bearer.y"[..]][..],
        &[b"bearer.x", b"bearer.y"],
        &[b"bearer.x, orders.v1, bearer.X"],
        &[b"bearer.x, bearer."],
        &[b"bearer., bearer.x"],
    ] {
        assert_eq!(of(offers), Err(Reason::ConflictingTokens), "{offers:?}");
    }
}

#[test]
fn headers_are_read_up_to_a_bound() {
    let mut offers = vec![&b"orders.v1"[..]; MOST_HEADERS - 1];
    offers.push(b"bearer.x");
    assert_eq!(of(&offers), Ok(Some("x".to_owned())));
    offers.push(b"orders.v2");
    assert_eq!(of(&offers), Err(Reason::MalformedRequest));
}

#[test]
fn a_prefix_is_what_a_subprotocol_begins_with() {
    for prefix in ["bearer", "base64url.bearer.example.com", "x", "a+b"] {
        assert!(check(prefix).is_ok(), "{prefix}");
    }
    for prefix in [
        "", ".", "bearer.", "be arer", "a,b", "\"a\"", "ä", "a/b", "a\n",
    ] {
        assert!(check(prefix).is_err(), "{prefix}");
    }
}
