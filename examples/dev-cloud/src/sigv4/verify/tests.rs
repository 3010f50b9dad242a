//! The examples of S3's documentation, with its example keys, and what breaks them.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>

use super::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// When the examples were signed.
const THEN: u64 = 1_369_353_600;

fn authorization(signed_headers: &str, signature: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
         SignedHeaders={signed_headers},Signature={signature}"
    )
}

/// A request of the examples, signed in its header.
fn example(
    method: &str,
    path: &str,
    payload: &str,
    signed_headers: &str,
    signature: &str,
) -> Request {
    Request::new(method, path)
        .header("Host", "examplebucket.s3.amazonaws.com")
        .header("x-amz-date", "20130524T000000Z")
        .header("x-amz-content-sha256", payload)
        .header("Authorization", authorization(signed_headers, signature))
}

/// The code of the refusal, or nothing.
fn outcome(request: &Request) -> &'static str {
    let query = Query::parse(request.query()).unwrap();
    let checked = Claim::of(request, &query).and_then(|claim| {
        check_scope(&claim, "us-east-1")?;
        check_time(&claim, THEN)?;
        check_signed_headers(&claim, request)?;
        let payload = payload(&claim, request, &query)?;
        signature(&claim, request, &query, payload, SECRET)
    });
    checked.map_or_else(|error| error.code(), |_| "")
}

fn get_object() -> Request {
    example(
        "GET",
        "/test.txt",
        EMPTY,
        "host;range;x-amz-content-sha256;x-amz-date",
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    )
    .header("Range", "bytes=0-9")
}

#[test]
fn the_documented_examples_verify() {
    assert_eq!(outcome(&get_object()), "");
    let put_object = example(
        "PUT",
        "/test%24file.text",
        "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
        "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    )
    .header("Date", "Fri, 24 May 2013 00:00:00 GMT")
    .header("x-amz-storage-class", "REDUCED_REDUNDANCY");
    assert_eq!(outcome(&put_object), "");
    for (path, signature) in [
        (
            "/?lifecycle",
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            "/?max-keys=2&prefix=J",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ] {
        let headers = "host;x-amz-content-sha256;x-amz-date";
        assert_eq!(
            outcome(&example("GET", path, EMPTY, headers, signature)),
            ""
        );
    }
}

fn presigned(parameters: &str) -> Request {
    let path = format!(
        "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z\
         &X-Amz-SignedHeaders=host&{parameters}"
    );
    Request::new("GET", path).header("Host", "examplebucket.s3.amazonaws.com")
}

#[test]
fn the_documented_presigned_url_verifies() {
    let signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    let good = presigned(&format!("X-Amz-Expires=86400&X-Amz-Signature={signature}"));
    assert_eq!(outcome(&good), "");
    for (parameters, code) in [
        (
            format!("X-Amz-Expires=86399&X-Amz-Signature={signature}"),
            "SignatureDoesNotMatch",
        ),
        (
            format!("X-Amz-Expires=604801&X-Amz-Signature={signature}"),
            "AuthorizationQueryParametersError",
        ),
        (
            format!("X-Amz-Signature={signature}"),
            "AuthorizationQueryParametersError",
        ),
        (
            "X-Amz-Expires=86400".to_owned(),
            "AuthorizationQueryParametersError",
        ),
    ] {
        assert_eq!(outcome(&presigned(&parameters)), code, "{parameters}");
    }
    let both = good.clone().header("authorization", "AWS4-HMAC-SHA256 x");
    assert_eq!(outcome(&both), "InvalidArgument");
    let extra = good.header("x-amz-meta-a", "b");
    assert_eq!(outcome(&extra), "AccessDenied");
}

#[test]
fn whatever_is_signed_cannot_be_changed() {
    let with = |name: &str, value: &str| {
        let request = Request::new("GET", "/test.txt");
        get_object()
            .headers()
            .fold(request, |request, (known, old)| {
                let is_it = known.eq_ignore_ascii_case(name);
                request.header(known, if is_it { value } else { old })
            })
    };
    assert_eq!(outcome(&with("range", "  bytes=0-9 ")), "");
    for (name, value) in [
        ("range", "bytes=0-8"),
        ("host", "other.s3.amazonaws.com"),
        ("x-amz-date", "20130524T000001Z"),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
    ] {
        assert_eq!(
            outcome(&with(name, value)),
            "SignatureDoesNotMatch",
            "{name}"
        );
    }
    let headers = "host;range;x-amz-content-sha256;x-amz-date";
    let signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
    for (method, path) in [
        ("PUT", "/test.txt"),
        ("GET", "/test.tx"),
        ("GET", "/test.txt?a"),
    ] {
        let request = example(method, path, EMPTY, headers, signature).header("range", "bytes=0-9");
        assert_eq!(
            outcome(&request),
            "SignatureDoesNotMatch",
            "{method} {path}"
        );
    }
}

#[test]
fn what_is_not_signed_as_it_must_be_is_refused() {
    let headers = "host;x-amz-content-sha256;x-amz-date";
    for (authorization, code) in [
        ("", "AuthorizationHeaderMalformed"),
        ("AWS4-HMAC-SHA256", "AuthorizationHeaderMalformed"),
        ("AWS4-HMAC-SHA256 a=b", "AuthorizationHeaderMalformed"),
        (
            "AWS4-HMAC-SHA256 Signature=a,Signature=a",
            "AuthorizationHeaderMalformed",
        ),
        (
            "AWS4-HMAC-SHA256 Credential=a,SignedHeaders=a,Signature=a",
            "AuthorizationHeaderMalformed",
        ),
        ("AWS AKIAIOSFODNN7EXAMPLE:x", "InvalidRequest"),
        ("Bearer x", "InvalidRequest"),
        ("AWS4-ECDSA-P256-SHA256 x", "InvalidRequest"),
    ] {
        let request = Request::new("GET", "/").header("authorization", authorization);
        assert_eq!(outcome(&request), code, "{authorization}");
    }
    assert_eq!(outcome(&Request::new("GET", "/")), "AccessDenied");
    assert_eq!(
        outcome(&Request::new("GET", "/?AWSAccessKeyId=x")),
        "InvalidRequest"
    );
    // A header that begins with x-amz-, or the host, and is not signed.
    let request = example("GET", "/", EMPTY, headers, "x").header("X-Amz-Meta-A", "b");
    assert_eq!(outcome(&request), "AccessDenied");
    let request = example("GET", "/", EMPTY, "x-amz-content-sha256;x-amz-date", "x");
    assert_eq!(outcome(&request), "AccessDenied");
    // A header that is signed and not there.
    let request = example("GET", "/", EMPTY, &format!("{headers};x"), "x");
    assert_eq!(outcome(&request), "SignatureDoesNotMatch");
    let no_hash = Request::new("GET", "/")
        .header("host", "a")
        .header("x-amz-date", "20130524T000000Z")
        .header("authorization", authorization("host;x-amz-date", "x"));
    assert_eq!(outcome(&no_hash), "InvalidRequest");
    for scope in [
        "20130524/eu-west-1/s3",
        "20130524/us-east-1/sqs",
        "20130525/us-east-1/s3",
    ] {
        let authorization = authorization(headers, "x").replace("20130524/us-east-1/s3", scope);
        let request = Request::new("GET", "/")
            .header("x-amz-date", "20130524T000000Z")
            .header("authorization", authorization);
        assert_eq!(outcome(&request), "AuthorizationHeaderMalformed", "{scope}");
    }
}

#[test]
fn a_clock_may_be_fifteen_minutes_off() {
    let header = |date: &str| {
        let request = Request::new("GET", "/").header("x-amz-date", date);
        let request = request.header("authorization", authorization("host", "x"));
        let query = Query::default();
        let claim = Claim::of(&request, &query).map_err(|error| error.code())?;
        check_time(&claim, THEN).map_err(|error| error.code())
    };
    assert_eq!(header("20130524T001500Z"), Ok(()));
    assert_eq!(header("20130523T234500Z"), Ok(()));
    assert_eq!(header("20130524T001501Z"), Err("RequestTimeTooSkewed"));
    assert_eq!(header("20130523T234459Z"), Err("RequestTimeTooSkewed"));
    assert_eq!(header("yesterday"), Err("AccessDenied"));

    let url = |now| {
        let request = presigned("X-Amz-Expires=60&X-Amz-Signature=x");
        let query = Query::parse(request.query()).unwrap();
        let claim = Claim::of(&request, &query).unwrap();
        check_time(&claim, now).map_err(|error| error.code())
    };
    assert_eq!(url(THEN + 60), Ok(()));
    assert_eq!(url(THEN + 61), Err("AccessDenied"));
    assert_eq!(url(THEN - 900), Ok(()));
    assert_eq!(url(THEN - 901), Err("AccessDenied"));
}
