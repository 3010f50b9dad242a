//! What the application finds, and what it is shown.

use super::*;
use crate::test_util::TestHead;

fn source(
    headers: &[&'static str],
    find: fn(&dyn RequestHead) -> Option<Cow<'_, str>>,
) -> TokenSource {
    TokenSource::custom("mine", headers.iter().copied(), find)
}

fn of(source: &TokenSource) -> &Custom {
    match &source.0 {
        Place::Custom(custom) => custom,
        other => panic!("{other:?}"),
    }
}

fn first(head: &dyn RequestHead) -> Option<Cow<'_, str>> {
    head.header("x-mine", 0).map(String::from_utf8_lossy)
}

#[test]
fn what_it_finds_must_look_like_a_token() {
    use Reason::MalformedRequest;
    for (value, expected) in [
        (Some(&b"x"[..]), Ok(Some("x".to_owned()))),
        (
            Some(b"a.b-c_d~e+f/g=="),
            Ok(Some("a.b-c_d~e+f/g==".to_owned())),
        ),
        (None, Ok(None)),
        (Some(b""), Err(MalformedRequest)),
        (Some(b" x"), Err(MalformedRequest)),
        (Some(b"x y"), Err(MalformedRequest)),
        (Some(b"Bearer x"), Err(MalformedRequest)),
        (Some(b"x\xff"), Err(MalformedRequest)),
    ] {
        let head = TestHead::get("/");
        let head = value
            .iter()
            .fold(head, |head, value| head.header("x-mine", *value));
        let found = of(&source(&["X-Mine"], first)).token(&head);
        assert_eq!(found, expected, "{value:?}");
    }
}

#[test]
fn it_sees_the_headers_that_it_names() {
    let head = TestHead::new("PUT", "/orders")
        .header("x-other", "o")
        .header("x-mine", "a")
        .header("x-mine", "b")
        .header("cookie", "c");
    let all = |head: &dyn RequestHead| -> Option<Cow<'_, str>> {
        let mut seen = format!("{}.{}.", head.method(), head.path());
        for (name, nth) in [
            ("x-mine", 0),
            ("x-mine", 1),
            ("x-mine", 2),
            ("x-other", 0),
            ("cookie", 0),
        ] {
            seen.extend(
                head.header(name, nth)
                    .map(|value| String::from_utf8_lossy(value).into_owned()),
            );
        }
        Some(seen.into())
    };
    for (headers, seen) in [
        (&["x-mine"][..], "PUT./orders.ab"),
        (&["x-mine", "cookie"], "PUT./orders.abc"),
        (&["X-OTHER"], "PUT./orders.o"),
        (&["x-absent"], "PUT./orders."),
    ] {
        let found = of(&source(headers, all)).token(&head);
        assert_eq!(found, Ok(Some(seen.to_owned())), "{headers:?}");
    }
}

#[test]
fn it_needs_an_origin_where_it_reads_what_browsers_add() {
    for (headers, is_ambient) in [
        (&["x-mine"][..], false),
        (&["x-mine", "Cookie"], true),
        (&["cookie"], true),
        (&["x-amzn-oidc-data", "x-mine"], true),
        (&["X-Amzn-Oidc-Accesstoken"], true),
        (&["authorization"], false),
        (&["x-cookie"], false),
    ] {
        assert_eq!(
            source(headers, first).is_ambient(),
            is_ambient,
            "{headers:?}"
        );
    }
}

#[test]
fn its_headers_are_names() {
    for (headers, expected) in [
        (&[][..], Some("TokenSource::custom(_, headers, _)")),
        (&["x-mine", ""], Some("``")),
        (&["x mine"], Some("`x mine`")),
        (&["x-mine", "cookie"], None),
    ] {
        let said = source(headers, first)
            .check()
            .err()
            .map(|error| error.to_string());
        match expected {
            Some(named) => assert!(said.unwrap().contains(named), "{headers:?}"),
            None => assert_eq!(said, None),
        }
    }
}

#[test]
fn a_clone_is_the_same_source() {
    let (one, other) = (source(&["x-mine"], first), source(&["x-mine"], first));
    assert_eq!(one, one.clone());
    assert_ne!(one, other);
    assert_ne!(one, TokenSource::header("x-mine"));
    let printed = format!("{one:?}");
    assert!(
        printed.contains(r#"name: "mine", headers: ["x-mine"]"#),
        "{printed}"
    );
}
