//! Signatures and session tokens, from outside.

use dev_pool::Request;

use crate::{
    signer::{Draft, Signer, encode},
    world::{HOST, World, header, outcome, text},
};

#[test]
fn an_unsigned_request_is_refused() {
    let world = World::new();
    let request = Request::new("GET", "/s3/dev-uploads/a").header("host", HOST);
    assert_eq!(outcome(&world.ask(&request)), (403, "AccessDenied"));
}

#[test]
fn key_secret_and_token_belong_together() {
    let world = World::new();
    let (a, b) = (world.caller("a", &[]), world.caller("b", &[]));
    let path = a.own("a");
    let ask = |change: &dyn Fn(&mut Signer)| {
        let mut signer = a.signer.clone();
        change(&mut signer);
        let answer = world.ask(&signer.sign(&Draft::new("PUT", &path)));
        let (status, code) = outcome(&answer);
        (status, code.to_owned())
    };
    let refused = |status, code: &str| (status, code.to_owned());
    assert_eq!(ask(&|_| {}).0, 200);
    let mismatch = refused(403, "SignatureDoesNotMatch");
    assert_eq!(ask(&|signer| signer.secret.push('x')), mismatch);
    let unknown = refused(403, "InvalidAccessKeyId");
    assert_eq!(
        ask(&|signer| signer.key_id = "AKIAIOSFODNN7EXAMPLE".to_owned()),
        unknown
    );
    assert_eq!(
        ask(&|signer| signer.token.clone_from(&b.signer.token)),
        unknown
    );
    assert_eq!(
        ask(&|signer| signer.key_id.clone_from(&b.signer.key_id)),
        unknown
    );
    assert_eq!(
        ask(&|signer| signer.token.push('x')),
        refused(400, "InvalidToken")
    );
    assert_eq!(
        ask(&|signer| signer.token = String::new()),
        refused(400, "InvalidToken")
    );
    let malformed = refused(400, "AuthorizationHeaderMalformed");
    assert_eq!(
        ask(&|signer| signer.region = "eu-west-1".to_owned()),
        malformed
    );

    let elsewhere = World::new();
    let answer = elsewhere.ask(&a.signer.sign(&Draft::new("PUT", &path)));
    assert_eq!(outcome(&answer), (400, "InvalidToken"));
    let signed = a.signer.sign(&Draft::new("PUT", &path));
    let without_token = signed
        .headers()
        .filter(|(name, _)| *name != "x-amz-security-token")
        .fold(
            Request::new("PUT", signed.path()),
            |request, (name, value)| request.header(name, value),
        );
    assert_eq!(
        outcome(&world.ask(&without_token)),
        (403, "InvalidAccessKeyId")
    );
}

#[test]
fn credentials_last_an_hour() {
    let world = World::new();
    let mut caller = world.caller("a", &[]);
    let path = caller.own("a");
    world.wait(3_599);
    caller.signer.at = 3_599;
    assert_eq!(world.put(&caller, &path, "x").status, 200);
    world.wait(1);
    assert_eq!(
        outcome(&world.put(&caller, &path, "x")),
        (400, "ExpiredToken")
    );
}

#[test]
fn a_clock_that_is_off_is_told() {
    let world = World::new();
    let mut caller = world.caller("a", &[]);
    let path = caller.own("a");
    world.wait(2_000);
    for (at, expected) in [
        (1_099, "RequestTimeTooSkewed"),
        (1_100, ""),
        (2_900, ""),
        (2_901, "RequestTimeTooSkewed"),
    ] {
        caller.signer.at = at;
        let answer = world.put(&caller, &path, "x");
        assert_eq!(outcome(&answer).1, expected, "{at}");
    }
}

#[test]
fn a_mismatch_shows_what_was_to_be_signed() {
    let world = World::new();
    let mut caller = world.caller("a", &[]);
    caller.signer.secret.push('x');
    let answer = world.put(&caller, &caller.own("a"), "x");
    assert!(text(&answer).contains("<StringToSign>AWS4-HMAC-SHA256\n20251113T021320Z\n"));
    assert!(text(&answer).contains("<CanonicalRequest>PUT\n/s3/dev-uploads/"));
    assert!(text(&answer).contains("x-amz-security-token:SESSION-TOKEN\n"));
    let path = caller.own("a");
    let url = caller.signer.presign(&Draft::new("GET", &path), 60);
    let presigned = world.ask(&Request::new("GET", url).header("host", HOST));
    assert!(text(&presigned).contains("&amp;X-Amz-Security-Token=SESSION-TOKEN&amp;"));
    for answer in [answer, presigned] {
        assert!(!text(&answer).contains(&caller.signer.secret));
        assert!(!text(&answer).contains(&caller.signer.token[..40]));
    }
}

#[test]
fn a_presigned_url_does_one_thing_for_a_while() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("a%20b");
    world.put(&caller, &path, "hello");
    let url = caller.signer.presign(&Draft::new("GET", &path), 60);
    let send = |method: &str, url: &str, body: &str| {
        world.ask(&Request::new(method, url).header("host", HOST).body(body))
    };
    let get = || send("GET", &url, "");
    assert_eq!(get().body, b"hello");
    let mismatch = (403, "SignatureDoesNotMatch");
    assert_eq!(outcome(&send("PUT", &url, "x")), mismatch);
    assert_eq!(
        outcome(&send("GET", &url.replace("a%20b", "a"), "")),
        mismatch
    );
    assert_eq!(
        outcome(&send("GET", &url.replace("Expires=60", "Expires=61"), "")),
        mismatch
    );
    assert_eq!(outcome(&send("GET", &format!("{url}&x=y"), "")), mismatch);
    world.wait(60);
    assert_eq!(get().status, 200);
    world.wait(1);
    assert_eq!(outcome(&get()), (403, "AccessDenied"));
}

#[test]
fn a_presigned_url_ends_with_its_credentials() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("a");
    let url = caller.signer.presign(&Draft::new("PUT", &path), 604_800);
    let put = || world.ask(&Request::new("PUT", &*url).header("host", HOST).body("x"));
    world.wait(3_599);
    assert_eq!(put().status, 200);
    world.wait(1);
    assert_eq!(outcome(&put()), (400, "ExpiredToken"));
}

#[test]
fn a_presigned_url_carries_headers_in_its_query() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("a");
    let sum = encode("6Le+Qw==");
    let query = format!("{path}?x-amz-checksum-crc32={sum}&x-amz-meta-colour=red&x-id=PutObject");
    let url = caller.signer.presign(&Draft::new("PUT", &query), 60);
    let put = |body: &str| world.ask(&Request::new("PUT", &*url).header("host", HOST).body(body));
    assert_eq!(outcome(&put("b")), (400, "BadDigest"));
    assert_eq!(put("a").status, 200);
    assert_eq!(
        header(&world.get(&caller, &path), "x-amz-meta-colour"),
        Some("red")
    );
    for name in ["x-amz-meta-a%20b", "x-amz-meta-a%0Ab", "x-amz-meta-%C3%A4"] {
        let query = format!("{path}?{name}=1");
        let url = caller.signer.presign(&Draft::new("PUT", &query), 60);
        let answer = world.ask(&Request::new("PUT", url).header("host", HOST));
        assert_eq!(outcome(&answer), (400, "InvalidArgument"), "{name}");
    }

    let query =
        format!("{path}?response-content-disposition=attachment&response-content-type=text%2Fx");
    let url = caller.signer.presign(&Draft::new("GET", &query), 60);
    let answer = world.ask(&Request::new("GET", url).header("host", HOST));
    assert_eq!(header(&answer, "content-type"), Some("text/x"));
    assert_eq!(header(&answer, "content-disposition"), Some("attachment"));
    let query = format!("{path}?response-content-type=text%0A");
    let url = caller.signer.presign(&Draft::new("GET", &query), 60);
    let answer = world.ask(&Request::new("GET", url).header("host", HOST));
    assert_eq!(outcome(&answer), (400, "InvalidArgument"));
}
