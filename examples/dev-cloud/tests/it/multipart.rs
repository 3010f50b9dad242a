//! Uploads in parts.

use dev_pool::Answer;

use crate::{
    signer::{Draft, UNSIGNED},
    world::{Caller, World, element, header, outcome},
};

const PART: usize = 5 * 1024 * 1024;

fn begin(world: &World, caller: &Caller, path: &str) -> String {
    let query = format!("{path}?uploads=");
    let draft = Draft::new("POST", &query)
        .header("content-type", "text/plain")
        .header("x-amz-meta-colour", "red");
    let answer = world.s3(caller, &draft);
    assert_eq!(answer.status, 200);
    element(&answer, "UploadId").unwrap().to_owned()
}

fn add(world: &World, caller: &Caller, path: &str, id: &str, number: &str, body: &[u8]) -> Answer {
    let query = format!("{path}?partNumber={number}&uploadId={id}");
    world.s3(
        caller,
        &Draft::new("PUT", &query).body(body).payload(UNSIGNED),
    )
}

fn complete(world: &World, caller: &Caller, path: &str, id: &str, etags: &[&str]) -> Answer {
    let parts: Vec<String> = (1..)
        .zip(etags)
        .map(|(number, etag)| {
            format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
        })
        .collect();
    let parts = parts.concat();
    let body = format!("<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>");
    let query = format!("{path}?uploadId={id}");
    world.s3(caller, &Draft::new("POST", &query).body(body.as_bytes()))
}

#[test]
fn parts_become_an_object() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("big");
    let id = begin(&world, &caller, &path);
    let first = add(&world, &caller, &path, &id, "1", &vec![b'a'; PART]);
    let second = add(&world, &caller, &path, &id, "2", b"end");
    assert_eq!(world.get(&caller, &path).status, 403);
    let etags = [&first, &second].map(|answer| header(answer, "etag").unwrap());
    let answer = complete(&world, &caller, &path, &id, &etags);
    assert_eq!(answer.status, 200);
    assert!(element(&answer, "ETag").unwrap().ends_with("-2&quot;"));
    let object = world.get(&caller, &path);
    assert!(object.body.len() == PART + 3 && object.body.ends_with(b"aend"));
    assert_eq!(header(&object, "content-type"), Some("text/plain"));
    assert_eq!(header(&object, "x-amz-meta-colour"), Some("red"));
    let again = complete(&world, &caller, &path, &id, &etags);
    assert_eq!(outcome(&again), (404, "NoSuchUpload"));
}

#[test]
fn an_aborted_upload_is_gone() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("big");
    let id = begin(&world, &caller, &path);
    let part = add(&world, &caller, &path, &id, "1", b"x");
    let etag = header(&part, "etag").unwrap();
    let query = format!("{path}?uploadId={id}");
    let abort = || world.s3(&caller, &Draft::new("DELETE", &query));
    assert_eq!(abort().status, 204);
    assert_eq!(outcome(&abort()), (404, "NoSuchUpload"));
    let answer = complete(&world, &caller, &path, &id, &[etag]);
    assert_eq!(outcome(&answer), (404, "NoSuchUpload"));
}

#[test]
fn parts_are_checked() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("big");
    let id = begin(&world, &caller, &path);
    for number in ["0", "10001", "x", ""] {
        let answer = add(&world, &caller, &path, &id, number, b"x");
        assert_eq!(outcome(&answer), (400, "InvalidArgument"), "{number}");
    }
    let query = format!("{path}?partNumber=1&uploadId={id}");
    let wrong = Draft::new("PUT", &query)
        .header("x-amz-checksum-crc32", "AAAAAA==")
        .body(b"x");
    assert_eq!(outcome(&world.s3(&caller, &wrong)), (400, "BadDigest"));
    let answer = complete(&world, &caller, &path, &id, &["x"]);
    assert_eq!(outcome(&answer), (400, "InvalidPart"));
    let answer = complete(&world, &caller, &path, &id, &[]);
    assert_eq!(outcome(&answer), (400, "MalformedXML"));
}

#[test]
fn nobody_goes_on_with_anothers_upload() {
    let world = World::new();
    let (a, b) = (world.caller("a", &[]), world.caller("b", &[]));
    let path = a.own("big");
    let id = begin(&world, &a, &path);
    let answer = add(&world, &b, &path, &id, "1", b"x");
    assert_eq!(outcome(&answer), (403, "AccessDenied"));
    let answer = add(&world, &b, &b.own("big"), &id, "1", b"x");
    assert_eq!(outcome(&answer), (404, "NoSuchUpload"));
    let outside = Draft::new("POST", "dev-uploads/not-permissions/a?uploads=");
    assert_eq!(outcome(&world.s3(&b, &outside)), (403, "AccessDenied"));
}
