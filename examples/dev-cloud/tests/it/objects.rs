//! One object: put, got, listed, deleted.

use dev_pool::Answer;

use crate::{
    signer::{Draft, encode},
    world::{BUCKET, World, element, header, outcome, text},
};

#[test]
fn an_object_comes_back_as_it_was_sent() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("hello.txt");
    let put = Draft::new("PUT", &path)
        .header("cache-control", "no-cache")
        .header("content-encoding", "aws-chunked")
        .header("content-type", "text/plain; charset=utf-8")
        .header("x-amz-meta-colour", "red")
        .body(b"hello");
    let answer = world.s3(&caller, &put);
    assert_eq!(answer.status, 200);
    let etag = "\"5d41402abc4b2a76b9719d911017c592\"";
    assert_eq!(header(&answer, "etag"), Some(etag));

    for method in ["GET", "HEAD"] {
        let answer = world.s3(&caller, &Draft::new(method, &path));
        assert_eq!((answer.status, &*answer.body), (200, &b"hello"[..]));
        for (name, value) in [
            ("etag", etag),
            ("content-type", "text/plain; charset=utf-8"),
            ("cache-control", "no-cache"),
            ("x-amz-meta-colour", "red"),
            ("last-modified", "Thu, 13 Nov 2025 02:13:20 GMT"),
            ("accept-ranges", "bytes"),
            ("content-security-policy", "sandbox"),
        ] {
            assert_eq!(header(&answer, name), Some(value), "{name}");
        }
        // How it came is not what it is.
        assert_eq!(header(&answer, "content-encoding"), None);
    }
    world.put(&caller, &path, "replaced");
    let answer = world.get(&caller, &path);
    assert_eq!(answer.body, b"replaced");
    assert_eq!(header(&answer, "content-type"), Some("binary/octet-stream"));
    assert_eq!(header(&answer, "x-amz-meta-colour"), None);
    for _ in 0..2 {
        assert_eq!(world.s3(&caller, &Draft::new("DELETE", &path)).status, 204);
    }
    assert_eq!(world.get(&caller, &path).status, 403);
}

#[test]
fn keys_are_not_normalised() {
    let world = World::new();
    let admin = world.caller("chief", &["admins"]);
    let keys = [
        "a b",
        "a+b",
        "a%20b",
        "a//b",
        "/a",
        "a/",
        "../a",
        "a/../b",
        "./a",
        "ü",
        "\u{1f600}",
        "a?b",
        "a#b",
        "a&b=c",
        "<&>\"'",
        "a\tb",
        "%",
        "~-_.!*()",
        "\u{1}",
    ];
    for key in keys {
        let path = format!("{BUCKET}/{}", encode(key).replace("%2F", "/"));
        assert_eq!(world.put(&admin, &path, key).status, 200, "{key}");
    }
    for key in keys {
        let path = format!("{BUCKET}/{}", encode(key).replace("%2F", "/"));
        assert_eq!(world.get(&admin, &path).body, key.as_bytes(), "{key}");
    }
    let list = Draft::new("GET", "dev-uploads?encoding-type=url&list-type=2");
    let answer = world.s3(&admin, &list);
    assert_eq!(element(&answer, "KeyCount"), Some(&*keys.len().to_string()));
    assert!(text(&answer).contains("<Key>a/../b</Key>"));
}

#[test]
fn a_part_can_be_had() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("a");
    world.put(&caller, &path, "0123456789");
    let get = |range| world.s3(&caller, &Draft::new("GET", &path).header("range", range));
    let part = get("bytes=2-4");
    assert_eq!((part.status, &*part.body), (206, &b"234"[..]));
    assert_eq!(header(&part, "content-range"), Some("bytes 2-4/10"));
    assert_eq!(get("bytes=-1").body, b"9");
    assert_eq!(get("nonsense").status, 200);
    assert_eq!(outcome(&get("bytes=10-")), (416, "InvalidRange"));
}

#[test]
fn conditions_are_kept() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("a");
    let put_new = || {
        world.s3(
            &caller,
            &Draft::new("PUT", &path).header("if-none-match", "*"),
        )
    };
    let first = put_new();
    assert_eq!(first.status, 200);
    assert_eq!(outcome(&put_new()), (412, "PreconditionFailed"));
    let etag = header(&first, "etag").unwrap();
    let get = |name, value| world.s3(&caller, &Draft::new("GET", &path).header(name, value));
    assert_eq!(get("if-none-match", etag).status, 304);
    assert_eq!(get("if-none-match", "\"x\"").status, 200);
    assert_eq!(get("if-match", etag).status, 200);
    assert_eq!(
        outcome(&get("if-match", "\"x\"")),
        (412, "PreconditionFailed")
    );
}

#[test]
fn metadata_is_bounded() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("a");
    let put = |name: &str, value: &str| {
        let answer = world.s3(&caller, &Draft::new("PUT", &path).header(name, value));
        let (status, code) = outcome(&answer);
        (status, code.to_owned())
    };
    let fits = "a".repeat(2_048 - 1);
    assert_eq!(put("x-amz-meta-a", &fits).0, 200);
    assert_eq!(
        put("x-amz-meta-ab", &fits),
        (400, "MetadataTooLarge".to_owned())
    );
    assert_eq!(
        put("x-amz-meta-a", "ü"),
        (400, "InvalidArgument".to_owned())
    );
    assert_eq!(
        put("content-type", "a\u{1}"),
        (400, "InvalidArgument".to_owned())
    );
    assert_eq!(
        put("content-type", &"a".repeat(4_000)),
        (400, "InvalidArgument".to_owned())
    );
}

#[test]
fn several_are_deleted_at_once_each_for_itself() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let admin = world.caller("chief", &["admins"]);
    let (mine, other) = (caller.own("a"), format!("{BUCKET}/other"));
    world.put(&caller, &mine, "x");
    world.put(&admin, &other, "x");
    let body = format!(
        "<Delete><Object><Key>{}/a</Key></Object><Object><Key>other</Key></Object></Delete>",
        caller.id
    );
    let delete = Draft::new("POST", "dev-uploads?delete=").body(body.as_bytes());
    let answer = world.s3(&caller, &delete);
    assert_eq!(answer.status, 200);
    let found = |part: &str| assert!(text(&answer).contains(part), "{part}");
    found(&format!("<Deleted><Key>{}/a</Key></Deleted>", caller.id));
    found("<Error><Key>other</Key><Code>AccessDenied</Code>");
    let is_there = |answer: &Answer| answer.status == 200;
    assert!(!is_there(&world.get(&admin, &mine)));
    assert!(is_there(&world.get(&admin, &other)));
}
