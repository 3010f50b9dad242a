//! Hosts, methods, CORS and what is on which path.

use dev_pool::{Answer, Request};

use crate::{
    signer::Draft,
    world::{BUCKET, HOST, World, header, outcome, text},
};

fn send(world: &World, method: &str, path: &str, headers: &[(&str, &str)]) -> Option<Answer> {
    let request = headers
        .iter()
        .fold(Request::new(method, path), |request, (name, value)| {
            request.header(*name, *value)
        });
    world.cloud.answer(&request)
}

#[test]
fn only_own_paths_are_answered() {
    let world = World::new();
    for (path, is_own) in [
        ("/identity", true),
        ("/identity/", true),
        ("/identity?x", true),
        ("/s3", true),
        ("/s3/", true),
        ("/s3/b/k", true),
        ("/", false),
        ("/identity/x", false),
        ("/identitys", false),
        ("/s3x", false),
        ("/S3/b", false),
        ("/cognito", false),
    ] {
        let answer = send(&world, "GET", path, &[("host", HOST)]);
        assert_eq!(answer.is_some(), is_own, "{path}");
    }
    assert_eq!(world.cloud.identity_mount(), "/identity");
    assert_eq!(world.cloud.s3_mount(), "/s3");
}

#[test]
fn a_rebound_name_is_no_host() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("a");
    let signed = caller.signer.sign(&Draft::new("GET", &path));
    let rebound = signed.headers().filter(|(name, _)| *name != "host").fold(
        Request::new("GET", signed.path()),
        |request, (name, value)| request.header(name, value),
    );
    for hosts in [vec![], vec!["evil.example"], vec![HOST, "evil.example"]] {
        let request = hosts.iter().fold(rebound.clone(), |request, host| {
            request.header("host", *host)
        });
        let answer = world.ask(&request);
        assert_eq!(outcome(&answer), (403, "AccessDenied"));
        assert!(text(&answer).contains("loopback"), "{hosts:?}");
        let headers: Vec<(&str, &str)> = hosts.iter().map(|host| ("host", *host)).collect();
        for method in ["POST", "OPTIONS"] {
            let answer = send(&world, method, "/identity", &headers).unwrap();
            assert_eq!(answer.status, 403, "{hosts:?}");
        }
    }
}

#[test]
fn pages_of_every_origin_may_ask_first() {
    let world = World::new();
    let headers = [
        ("host", HOST),
        ("origin", "https://elsewhere.example"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "authorization,x-amz-date"),
    ];
    for path in ["/identity", "/s3/dev-uploads/a", "/s3"] {
        let answer = send(&world, "OPTIONS", path, &headers).unwrap();
        assert!(answer.status < 300);
        assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
        let allowed = header(&answer, "access-control-allow-headers").unwrap();
        assert!(allowed.contains("authorization") && allowed.contains('*'));
        assert!(
            header(&answer, "access-control-allow-methods")
                .unwrap()
                .contains("POST")
        );
        assert_eq!(header(&answer, "access-control-allow-credentials"), None);
    }
}

#[test]
fn a_page_can_read_what_sdks_read() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    let path = caller.own("a");
    let put = Draft::new("PUT", &path).header("x-amz-meta-colour", "red");
    let answer = world.s3(&caller, &put);
    let exposed = |answer: &Answer| {
        header(answer, "access-control-expose-headers")
            .unwrap()
            .to_owned()
    };
    assert!(exposed(&answer).contains("etag"));
    let answer = world.get(&caller, &path);
    for name in ["etag", "x-amz-request-id", "x-amz-meta-colour"] {
        assert!(exposed(&answer).contains(name), "{name}");
    }
}

#[test]
fn the_identity_pool_speaks_amazon_json() {
    let world = World::new();
    let call = |headers: &[(&str, &str)], body: &str| {
        let request = Request::new("POST", "/identity").header("host", HOST);
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        let answer = world.cloud.answer(&request.body(body)).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        json["__type"].as_str().unwrap().to_owned()
    };
    let target = ("x-amz-target", "AWSCognitoIdentityService.GetId");
    let json = ("content-type", "application/x-amz-json-1.1");
    let malformed = "SerializationException";
    assert_eq!(call(&[json], "{}"), "UnknownOperationException");
    assert_eq!(
        call(
            &[
                ("x-amz-target", "AWSCognitoIdentityProviderService.SignUp"),
                json
            ],
            "{}"
        ),
        "UnknownOperationException"
    );
    assert_eq!(call(&[target], "{}"), malformed);
    assert_eq!(
        call(&[target, ("content-type", "application/json")], "{}"),
        malformed
    );
    assert_eq!(call(&[target, json], "[]"), malformed);
    assert_eq!(call(&[target, json], "{"), malformed);
    assert_eq!(
        call(
            &[target, json],
            &format!("{{\"a\":\"{}\"}}", "a".repeat(128 * 1024))
        ),
        malformed
    );
    assert_eq!(call(&[target, json], "{}"), "InvalidParameterException");
    let answer = send(&world, "GET", "/identity", &[("host", HOST)]).unwrap();
    assert_eq!(answer.status, 405);
}

#[test]
fn what_the_store_has_not_is_named() {
    let world = World::new();
    let admin = world.caller("chief", &["admins"]);
    let bucket = BUCKET.to_owned();
    for (method, path) in [
        ("GET", "dev-uploads/a?acl="),
        ("GET", "dev-uploads?versions="),
        ("PUT", "dev-uploads"),
        ("POST", "dev-uploads"),
    ] {
        let answer = world.s3(&admin, &Draft::new(method, path));
        assert_eq!(outcome(&answer), (501, "NotImplemented"), "{method} {path}");
    }
    let copy = Draft::new("PUT", "dev-uploads/a").header("x-amz-copy-source", "/dev-uploads/b");
    assert_eq!(outcome(&world.s3(&admin, &copy)), (501, "NotImplemented"));
    let answer = world.s3(&admin, &Draft::new("PATCH", "dev-uploads/a"));
    assert_eq!(outcome(&answer), (405, "MethodNotAllowed"));
    let answer = world.s3(&admin, &Draft::new("GET", "other/a"));
    assert_eq!(outcome(&answer), (404, "NoSuchBucket"));
    assert!(text(&answer).contains(&bucket));
    for path in ["dev-uploads/%FF", "dev-uploads/a?x=%FF"] {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let request = Request::new("GET", format!("/s3/{path}?{query}")).header("host", HOST);
        assert_eq!(outcome(&world.ask(&request)), (400, "InvalidURI"), "{path}");
    }
    let path = format!("dev-uploads/{}", "a".repeat(1_025));
    assert_eq!(
        outcome(&world.s3(&admin, &Draft::new("GET", &path))),
        (400, "KeyTooLongError")
    );
    let acl = Draft::new("PUT", "dev-uploads/a").header("x-amz-acl", "public-read");
    assert_eq!(
        outcome(&world.s3(&admin, &acl)),
        (400, "AccessControlListNotSupported")
    );
}
