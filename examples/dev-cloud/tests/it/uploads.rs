//! Bodies as SDKs send them: hashed, unsigned, in chunks, with checksums in headers and trailers.

use crate::{
    signer::{Draft, Signer, UNSIGNED, sha256},
    world::{Caller, World, header, outcome},
};

const SIGNED: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
const SIGNED_TRAILER: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
const UNSIGNED_TRAILER: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

/// The status and the code of an upload to the own prefix.
fn put(world: &World, caller: &Caller, change: impl Fn(Draft<'_>) -> Draft<'_>) -> (u16, String) {
    let path = caller.own("a");
    let answer = world.s3(caller, &change(Draft::new("PUT", &path)));
    let (status, code) = outcome(&answer);
    (status, code.to_owned())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

const OK: (u16, String) = (200, String::new());

#[test]
fn the_hash_must_be_that_of_the_body() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let of_x = sha256(b"x");
    assert_eq!(
        put(&world, &caller, |draft| draft.body(b"x").payload(UNSIGNED)),
        OK
    );
    let other = sha256(b"y");
    for (payload, expected) in [
        (&*of_x, OK),
        (&*other, refused(400, "XAmzContentSHA256Mismatch")),
        ("x", refused(400, "InvalidArgument")),
        (
            "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
            refused(400, "InvalidArgument"),
        ),
    ] {
        let path = caller.own("a");
        let answer = world.s3(
            &caller,
            &Draft::new("PUT", &path).body(b"x").payload(payload),
        );
        assert_eq!(outcome(&answer), (expected.0, &*expected.1), "{payload}");
    }
}

#[test]
fn checksums_in_headers_are_compared_and_given_back() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    for (name, value) in [
        ("x-amz-checksum-crc32", "y/Q5Jg=="),
        ("x-amz-checksum-crc32c", "4waSgw=="),
        ("x-amz-checksum-crc64nvme", "rosUhgp5mIg="),
        ("x-amz-checksum-sha1", "98O8HYCOBHMq32eZZczDTKeuNEE="),
        (
            "x-amz-checksum-sha256",
            "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
        ),
    ] {
        let path = caller.own("a");
        let draft = Draft::new("PUT", &path).header(name, value);
        assert_eq!(
            world.s3(&caller, &draft.clone().body(b"123456789")).status,
            200,
            "{name}"
        );
        let get = Draft::new("GET", &path).header("x-amz-checksum-mode", "ENABLED");
        assert_eq!(header(&world.s3(&caller, &get), name), Some(value));
        assert_eq!(header(&world.get(&caller, &path), name), None);
        let answer = world.s3(&caller, &draft.body(b"12345678"));
        assert_eq!(outcome(&answer), (400, "BadDigest"), "{name}");
    }
    let path = caller.own("a");
    let both = Draft::new("PUT", &path)
        .header("x-amz-checksum-crc32", "AAAAAA==")
        .header("x-amz-checksum-crc32c", "AAAAAA==");
    assert_eq!(outcome(&world.s3(&caller, &both)), (400, "InvalidRequest"));
    let md5 = |value| {
        Draft::new("PUT", &path)
            .header("content-md5", value)
            .body(b"a")
    };
    assert_eq!(
        world.s3(&caller, &md5("DMF1ucDxtqgxw5niaXcmYQ==")).status,
        200
    );
    let wrong = world.s3(&caller, &md5("AAAAAAAAAAAAAAAAAAAAAA=="));
    assert_eq!(outcome(&wrong), (400, "BadDigest"));
}

/// Uploads `123456789` in chunks; `change` changes the body on its way.
fn stream(
    world: &World,
    caller: &Caller,
    payload: &str,
    headers: &[(&str, &str)],
    change: impl Fn(String) -> String,
) -> (u16, String) {
    let path = caller.own("stream");
    let mut draft = Draft::new("PUT", &path)
        .payload(payload)
        .header("content-encoding", "aws-chunked")
        .header("x-amz-decoded-content-length", "9");
    for (name, value) in headers {
        draft = draft.header(name, value);
    }
    // The body is not in the signature of the header.
    let (_, seed) = caller.signer.sign_with_signature(&draft);
    let is_signed = payload != UNSIGNED_TRAILER;
    let trailer = headers
        .iter()
        .any(|(name, _)| *name == "x-amz-trailer")
        .then_some("x-amz-checksum-crc32:y/Q5Jg==");
    let body = change(chunked(&caller.signer, is_signed, seed, trailer));
    let answer = world.s3(caller, &draft.body(body.as_bytes()));
    let (status, code) = outcome(&answer);
    (status, code.to_owned())
}

fn chunked(signer: &Signer, is_signed: bool, seed: String, trailer: Option<&str>) -> String {
    let mut previous = seed;
    let mut body = Vec::new();
    for chunk in ["12345", "6789", ""] {
        let what = format!("{}\n{}", sha256(b""), sha256(chunk.as_bytes()));
        previous = signer.chunk_signature("AWS4-HMAC-SHA256-PAYLOAD", &previous, &what);
        let signature = if is_signed {
            format!(";chunk-signature={previous}")
        } else {
            String::new()
        };
        let end = if chunk.is_empty() { "" } else { "\r\n" };
        body.push(format!("{:x}{signature}\r\n{chunk}{end}", chunk.len()));
    }
    if let Some(trailer) = trailer {
        body.push(format!("{trailer}\r\n"));
        if is_signed {
            let what = sha256(format!("{trailer}\n").as_bytes());
            let signature = signer.chunk_signature("AWS4-HMAC-SHA256-TRAILER", &previous, &what);
            body.push(format!("x-amz-trailer-signature:{signature}\r\n"));
        }
    }
    body.concat() + "\r\n"
}

const TRAILER: [(&str, &str); 1] = [("x-amz-trailer", "x-amz-checksum-crc32")];

#[test]
fn streams_are_put_together() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    for (payload, headers) in [
        (SIGNED, &[][..]),
        (SIGNED_TRAILER, &TRAILER),
        (UNSIGNED_TRAILER, &TRAILER),
        (UNSIGNED_TRAILER, &[]),
    ] {
        assert_eq!(
            stream(&world, &caller, payload, headers, |body| body),
            OK,
            "{payload}"
        );
        let answer = world.get(&caller, &caller.own("stream"));
        assert_eq!(answer.body, b"123456789", "{payload}");
        assert_eq!(header(&answer, "content-encoding"), None);
    }
}

#[test]
fn no_stream_can_be_changed_on_its_way() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let mismatch = refused(403, "SignatureDoesNotMatch");
    let change = |body: String| body.replace("12345", "12346");
    assert_eq!(stream(&world, &caller, SIGNED, &[], change), mismatch);
    assert_eq!(
        stream(&world, &caller, SIGNED_TRAILER, &TRAILER, change),
        mismatch
    );
    let change = |body: String| body.replace("crc32:y/", "crc32:z/");
    assert_eq!(
        stream(&world, &caller, SIGNED_TRAILER, &TRAILER, change),
        mismatch
    );
    let digest = refused(400, "BadDigest");
    assert_eq!(
        stream(&world, &caller, UNSIGNED_TRAILER, &TRAILER, change),
        digest
    );
    let change = |body: String| body.replace("12345", "12346");
    assert_eq!(
        stream(&world, &caller, UNSIGNED_TRAILER, &TRAILER, change),
        digest
    );
    assert_eq!(world.get(&caller, &caller.own("stream")).status, 403);
}

#[test]
fn a_stream_keeps_its_promises() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let send = |headers: &[(&str, &str)], change: &dyn Fn(String) -> String| {
        stream(&world, &caller, UNSIGNED_TRAILER, headers, change)
    };
    let incomplete = refused(400, "IncompleteBody");
    assert_eq!(
        send(&TRAILER, &|body| body.replace("4\r\n6789\r\n", "")),
        incomplete
    );
    assert_eq!(send(&TRAILER, &|body| body[..20].to_owned()), incomplete);
    let trailer = refused(400, "MalformedTrailerError");
    let drop_trailer = |body: String| body.split("x-amz-").next().unwrap().to_owned() + "\r\n";
    assert_eq!(send(&TRAILER, &drop_trailer), trailer);
    assert_eq!(
        send(&TRAILER, &|body| body.replace("crc32:", "sha1:")),
        trailer
    );
    let add =
        |body: String| body.replace("0\r\n\r\n", "0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n");
    assert_eq!(send(&[], &add), trailer);
    let path = caller.own("a");
    let no_length = Draft::new("PUT", &path)
        .payload(UNSIGNED_TRAILER)
        .body(b"0\r\n\r\n");
    assert_eq!(
        outcome(&world.s3(&caller, &no_length)),
        (411, "MissingContentLength")
    );
}

#[test]
fn one_request_brings_ten_mebibytes_at_most() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let mut body = vec![0; dev_cloud::MAX_OBJECT];
    assert_eq!(put(&world, &caller, |draft| draft.payload(UNSIGNED)), OK);
    let path = caller.own("a");
    let send = |body: &[u8]| {
        let answer = world.s3(
            &caller,
            &Draft::new("PUT", &path).body(body).payload(UNSIGNED),
        );
        let (status, code) = outcome(&answer);
        (status, code.to_owned())
    };
    assert_eq!(send(&body), OK);
    body.push(0);
    assert_eq!(send(&body), refused(400, "EntityTooLarge"));
    body.resize(dev_cloud::MAX_BODY + 1, 0);
    assert_eq!(send(&body), refused(400, "EntityTooLarge"));
}
