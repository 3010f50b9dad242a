//! Which cookie is the one, and what it may hold.

use super::{super::header::MOST_HEADERS, *};
use crate::test_util::TestHead;

fn head(cookies: &[&[u8]]) -> TestHead {
    let start = TestHead::get("/").header("x-token", "x");
    cookies
        .iter()
        .fold(start, |head, cookie| head.header("cookie", *cookie))
}

fn of(cookies: &[&[u8]]) -> Result<Option<String>, Reason> {
    let head = head(cookies);
    token(&head, "token").map(|token| token.map(str::to_owned))
}

#[test]
fn the_cookie_is_found_among_others() {
    for cookies in [
        &[&b"token=x"[..]][..],
        &[b"a=b; token=x; c=d"],
        &[b"a=b;token=x;c=d"],
        &[b"a=b;  \ttoken=x"],
        &[b"; ;token=x;"],
        &[b"=;token=x"],
        &[b"a; token=x"],
        &[b"a=\"b; token=x"],
        &[b"\xff\x00=\xff; token=x"],
        &[b"a=b", b"token=x", b"c=d"],
        &[b"", b"token=x"],
        &[b"token=x; token=x"],
        &[b"token=x", b"token=x"],
        &[b"token=; token=x"],
        &[b"token=x; token="],
        &[b"Token=y; token=x; tokens=y; TOKEN=y"],
    ] {
        assert_eq!(of(cookies), Ok(Some("x".to_owned())), "{cookies:?}");
    }
    assert_eq!(of(&[b"token=a.b-c_d"]), Ok(Some("a.b-c_d".to_owned())));
}

#[test]
fn what_only_looks_like_it_is_another_cookie() {
    for cookies in [
        &[][..],
        &[&b""[..]],
        &[b"token"],
        &[b"token="],
        &[b"token=;token="],
        &[b"Token=x"],
        &[b"token =x"],
        &[b"token\t=x"],
        &[b"tokens=x"],
        &[b"my-token=x"],
        &[b"my token=x"],
        &[b"=token=x"],
        &[b"a=token=x"],
        &[b"\"token\"=x"],
        &[b"\x0btoken=x"],
        &[b"\xc2\xa0token=x"],
        &[b"$Version=1, token=x"],
        &[b"a=b,token=x"],
        &[b"t%6fken=x"],
    ] {
        assert_eq!(of(cookies), Ok(None), "{cookies:?}");
    }
}

#[test]
fn a_value_that_no_token_has_is_malformed() {
    for cookies in [
        &[&b"token=\"x\""[..]][..],
        &[b"token= x"],
        &[b"token=x "],
        &[b"token=x y"],
        &[b"token=x,y"],
        &[b"token=a=b"],
        &[b"token=="],
        &[b"token=%41"],
        &[b"token=\xff"],
        &[b"token=x\0"],
        &[b"token=Bearer x"],
    ] {
        assert_eq!(of(cookies), Err(Reason::MalformedRequest), "{cookies:?}");
    }
}

#[test]
fn two_values_are_a_conflict() {
    for cookies in [
        &[&b"token=x; token=y"[..]][..],
        &[b"token=x", b"token=y"],
        &[b"token=x; token=X"],
        &[b"token=x; token=; token=y"],
        &[b"token=x; token=\"x\""],
    ] {
        assert_eq!(of(cookies), Err(Reason::ConflictingTokens), "{cookies:?}");
    }
}

#[test]
fn a_cookie_for_each_header_is_read_up_to_a_bound() {
    let mut cookies = vec![&b"a=b"[..]; MOST_HEADERS - 1];
    cookies.push(b"token=x");
    assert_eq!(of(&cookies), Ok(Some("x".to_owned())));
    cookies.push(b"c=d");
    assert_eq!(of(&cookies), Err(Reason::MalformedRequest));
}
