//! What the tutorials end with: the own prefix, and nothing else.

use crate::{
    signer::{Draft, encode},
    world::{BUCKET, World, element, outcome, text},
};

const DENIED: (u16, &str) = (403, "AccessDenied");

#[test]
fn an_upload_outside_the_own_prefix_is_refused_and_told_why() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    assert_eq!(world.put(&caller, &caller.own("a"), "x").status, 200);
    let answer = world.put(&caller, "dev-uploads/not-permissions/a", "x");
    assert_eq!(outcome(&answer), DENIED);
    let message = element(&answer, "Message").unwrap();
    for part in [
        "assumed-role/dev-authenticated/CognitoIdentityCredentials",
        "not authorized to perform: s3:PutObject",
        "arn:aws:s3:::dev-uploads/not-permissions/a",
        &*format!("arn:aws:s3:::dev-uploads/{}/*", caller.id),
    ] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn nobody_reaches_into_anothers_prefix() {
    let world = World::new();
    let (a, b) = (world.caller("a", &[]), world.caller("b", &[]));
    let theirs = b.own("x");
    world.put(&b, &theirs, "x");
    for method in ["GET", "HEAD", "PUT", "DELETE"] {
        assert_eq!(
            outcome(&world.s3(&a, &Draft::new(method, &theirs))),
            DENIED,
            "{method}"
        );
    }
    // No way around by a path that is not normalised.
    for path in [
        a.own(&format!("../{}/x", encode(&b.id))),
        format!("{BUCKET}/{}x", encode(&a.id)),
        format!("{BUCKET}/{}", encode(&a.id)),
    ] {
        let answer = world.get(&a, &path);
        assert_eq!(outcome(&answer), DENIED, "{path}");
    }
    assert_eq!(world.get(&b, &theirs).body, b"x");
}

#[test]
fn a_listing_needs_the_own_prefix() {
    let world = World::new();
    let (a, b) = (world.caller("a", &[]), world.caller("b", &[]));
    world.put(&a, &a.own("1"), "x");
    world.put(&b, &b.own("2"), "x");
    let list = |prefix: &str, version: &str| {
        let path = format!("{BUCKET}?{version}prefix={}", encode(prefix));
        world.s3(&a, &Draft::new("GET", &path))
    };
    for version in ["", "list-type=2&"] {
        let own = list(&format!("{}/", a.id), version);
        assert_eq!(own.status, 200);
        let key = format!("{}/1", a.id);
        assert_eq!(element(&own, "Key"), Some(&*key));
        assert!(!text(&own).contains(&b.id));
        for prefix in ["", "us-east-1:", &*a.id, &*format!("{}/", b.id)] {
            assert_eq!(outcome(&list(prefix, version)), DENIED, "{prefix}");
        }
    }
    let all = world.s3(&a, &Draft::new("GET", BUCKET));
    assert_eq!(outcome(&all), DENIED);
    assert!(text(&all).contains("with the prefix"));
    assert_eq!(outcome(&world.s3(&a, &Draft::new("HEAD", BUCKET))), DENIED);
    assert_eq!(
        outcome(&world.s3(&a, &Draft::new("GET", "dev-uploads?location="))),
        DENIED
    );
    assert_eq!(outcome(&world.s3(&a, &Draft::new("GET", ""))), DENIED);
}

#[test]
fn an_administrator_has_the_whole_bucket() {
    let world = World::new();
    let user = world.caller("a", &[]);
    let admin = world.caller("chief", &["admins"]);
    world.put(&user, &user.own("a"), "x");
    assert_eq!(world.get(&admin, &user.own("a")).body, b"x");
    let all = world.s3(&admin, &Draft::new("GET", "dev-uploads?list-type=2"));
    assert_eq!(element(&all, "KeyCount"), Some("1"));
    assert_eq!(world.s3(&admin, &Draft::new("HEAD", BUCKET)).status, 200);
    let location = world.s3(&admin, &Draft::new("GET", "dev-uploads?location="));
    assert!(text(&location).contains("LocationConstraint"));
}

#[test]
fn what_is_not_there_is_told_to_those_who_may_list() {
    let world = World::new();
    let user = world.caller("a", &[]);
    let admin = world.caller("chief", &["admins"]);
    assert_eq!(
        outcome(&world.get(&admin, &user.own("none"))),
        (404, "NoSuchKey")
    );
    let answer = world.get(&user, &user.own("none"));
    assert_eq!(outcome(&answer), DENIED);
    assert!(text(&answer).contains("There is no such object"));
}
