//! Nothing that a token holds comes out of a server: not in what it answers, not in what it, or anything under it, logs.
//!
//! The servers listen on loopback and fetch their keys from there, so that the crates that do so log as well.

mod capture;
mod request_log;

use std::{
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use actix_web::{App, HttpServer, web};
use axum::{Router, body::Body, routing::get};
use cognito_core::{
    AccessClaims, Authenticator, Policy, TokenSource, TokenUse, UserPool, Verifier,
    revocation::RevocationList,
    test_util::{TestPool, TokenBuilder},
};
use serde::Deserialize;
use serde_json::json;
use tower::ServiceExt as _;

use self::capture::{listen_to_all, logged};

/// In every value that a client may write, and nowhere else.
const MARKER: &str = "Zx9Marker";

#[track_caller]
fn assert_clean(what: &str, said: &str, tokens: &[String]) {
    if let Some(at) = said.find(MARKER) {
        let around: String = said
            .chars()
            .skip(at.saturating_sub(300))
            .take(600)
            .collect();
        panic!("{what}: {around}");
    }
    for segment in tokens
        .iter()
        .flat_map(|token| token.split('.'))
        .filter(|segment| segment.len() > 24)
    {
        let (beginning, end) = (&segment[..24], &segment[segment.len() - 24..]);
        assert!(
            !said.contains(beginning) && !said.contains(end),
            "{what} repeats a token"
        );
    }
}

#[derive(Clone, Debug, Deserialize)]
struct Wanted {
    #[serde(rename = "custom:tenant")]
    _tenant: u64,
}

fn marked(token: TokenBuilder) -> TokenBuilder {
    [
        "sub",
        "jti",
        "origin_jti",
        "event_id",
        "username",
        "scope",
        "email",
        "acr",
        "custom:tenant",
        "any claim",
    ]
    .into_iter()
    .fold(token, |token, name| {
        token.claim(name, format!("{MARKER} {name}"))
    })
    .claim("cognito:groups", [MARKER, "staff"])
    .claim(
        "identities",
        json!([{"userId": MARKER, "providerName": "Google"}]),
    )
    .claim(MARKER, MARKER)
    .header("jku", format!("https://{MARKER}.example"))
    .header(MARKER, MARKER)
}

type Headers = Vec<(&'static str, String)>;

/// Paths and headers of requests, with the status that answers each.
fn requests(pool: &TestPool) -> Vec<(&'static str, Headers, u16)> {
    let good = || marked(pool.access_token());
    let bearer = |token: String| vec![("authorization", format!("Bearer {token}"))];
    let minted = |token: TokenBuilder| bearer(token.mint());
    let authorization = |value: String| vec![("authorization", value)];
    let altered = good().mint() + "AAAA";
    let doubled = good().claims_json().replacen('{', r#"{"sub":"twice","#, 1);
    let revoked = good().claim("origin_jti", format!("{MARKER} revoked"));
    let both = |first: String, second: String| vec![("authorization", first), ("x-token", second)];
    let offered = |token: &str| {
        let offers = format!("{MARKER}, bearer.{token}");
        vec![("sec-websocket-protocol", offers)]
    };
    let amplify = |user: &str, token: &str| {
        let client = format!("CognitoIdentityServiceProvider.{}", pool.client_id());
        let refresh = format!("{client}.{user}.refreshToken={MARKER}");
        let own = format!("{client}.LastAuthUser={user}; {client}.{user}.accessToken={token}");
        let cookies = format!("{refresh}; {own}");
        vec![("cookie", cookies)]
    };
    vec![
        ("/me", minted(good()), 200),
        ("/me", vec![("x-token", good().mint())], 200),
        ("/me", vec![("x-other", MARKER.to_owned())], 401),
        ("/me", authorization(format!("Basic {MARKER}")), 401),
        (
            "/me",
            authorization(format!("Bearer {MARKER} {MARKER}")),
            400,
        ),
        ("/me", authorization(format!("Bearer \"{MARKER}\"")), 400),
        ("/me", authorization(MARKER.to_owned()), 401),
        ("/me", both(format!("Bearer {MARKER}"), good().mint()), 400),
        ("/me", offered(&good().mint()), 200),
        ("/me", offered(MARKER), 401),
        ("/me", offered(&format!("{MARKER}, bearer.x")), 400),
        ("/me", offered(&format!("\"{MARKER}\"")), 400),
        ("/me", amplify(MARKER, &good().mint()), 200),
        ("/me", amplify(MARKER, MARKER), 401),
        ("/me", amplify(MARKER, &format!("\"{MARKER}\"")), 400),
        ("/me", amplify(&MARKER.repeat(200), "x"), 400),
        ("/me", vec![("x-mine", good().mint())], 200),
        ("/me", vec![("x-mine", format!("{MARKER} {MARKER}"))], 400),
        ("/me", bearer(MARKER.to_owned()), 401),
        ("/me", bearer(format!("{MARKER}.{MARKER}.{MARKER}")), 401),
        ("/me", bearer(format!("{MARKER}....{MARKER}")), 401),
        ("/me", bearer(altered), 401),
        ("/me", bearer(good().mint_payload(&doubled)), 401),
        (
            "/me",
            bearer(good().mint_payload(&format!("{{\"{MARKER}\":{MARKER}}}"))),
            401,
        ),
        ("/me", minted(good().header("alg", MARKER)), 401),
        ("/me", minted(good().header("crit", [MARKER])), 401),
        ("/me", minted(good().header("kid", "")), 401),
        ("/me", minted(good().header("kid", MARKER)), 401),
        (
            "/me",
            minted(good().header("kid", format!("{MARKER} 2"))),
            401,
        ),
        (
            "/me",
            minted(good().claim("iss", format!("https://{MARKER}"))),
            401,
        ),
        ("/me", minted(good().claim("exp", 1)), 401),
        ("/me", minted(good().claim("exp", MARKER)), 401),
        ("/me", minted(good().claim("nbf", 9_000_000_000_u64)), 401),
        ("/me", minted(good().claim("token_use", MARKER)), 401),
        ("/me", minted(good().claim("client_id", MARKER)), 401),
        ("/me", minted(good().claim("aud", MARKER)), 401),
        ("/me", minted(good().claim("sub", [MARKER])), 401),
        ("/me", minted(good().claim("scope", [MARKER])), 401),
        ("/me", minted(marked(pool.id_token())), 401),
        ("/me", minted(revoked), 401),
        ("/admins", minted(good()), 403),
        ("/writers", minted(good()), 403),
        ("/machines", minted(good()), 403),
        ("/recent", minted(good().claim("auth_time", 1)), 401),
        ("/custom", minted(good()), 403),
        ("/bare", minted(good()), 500),
        ("/missing", minted(good()), 404),
    ]
}

fn authenticator(pool: &TestPool, keys: SocketAddr) -> Authenticator {
    let user_pool = UserPool::new(pool.id().clone(), [pool.client_id()]);
    let user_pool = user_pool.jwks_uri(format!("http://{keys}/jwks.json"));
    let verifier = Verifier::builder()
        .user_pool(user_pool)
        .clock(pool.clock().clone())
        .revocation(revocations(pool))
        .build()
        .unwrap();
    Authenticator::builder(verifier)
        .token_sources([
            TokenSource::bearer(),
            TokenSource::header("x-token"),
            TokenSource::web_socket("bearer"),
            TokenSource::amplify(pool.client_id(), TokenUse::Access),
            TokenSource::custom("mine", ["x-mine"], |head| {
                head.header("x-mine", 0).map(String::from_utf8_lossy)
            }),
        ])
        .development_mode_even_in_release()
        .build()
        .unwrap()
}

/// A list with one sign-in in it.
fn revocations(pool: &TestPool) -> RevocationList {
    let list = RevocationList::builder()
        .clock(pool.clock().clone())
        .build()
        .unwrap();
    list.revoke_sign_in(pool.id(), &format!("{MARKER} revoked"))
        .unwrap();
    list
}

fn rules() -> [(&'static str, Policy); 4] {
    [
        ("/admins", Policy::group("admins")),
        ("/writers", Policy::scope("orders/write")),
        ("/machines", Policy::machine()),
        ("/recent", Policy::max_auth_age(Duration::from_secs(300))),
    ]
}

/// The whole answer, head and body, as it comes over the wire.
fn exchange(server: SocketAddr, path: &str, headers: &[(&str, String)]) -> (u16, String) {
    let mut request =
        format!("GET {path}?q={MARKER} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
    for (name, value) in headers {
        write!(request, "{name}: {value}\r\n").unwrap();
    }
    request.push_str("\r\n");
    let mut stream = TcpStream::connect(server).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    stream.write_all((request + "\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer)
}

/// Sends every request to a server, and looks at the answers and the log.
fn check(
    name: &str,
    pool: &TestPool,
    mut send: impl FnMut(&str, &[(&str, String)]) -> (u16, String),
) {
    let mut tokens = Vec::new();
    for (path, headers, expected) in requests(pool) {
        let (status, answer) = send(path, &headers);
        assert_eq!(status, expected, "{name} {path}: {answer}");
        // The token is what comes last.
        tokens.extend(
            headers
                .iter()
                .filter_map(|(_, value)| value.rsplit([' ', '=']).next())
                .map(str::to_owned),
        );
        assert_clean(name, &answer, &tokens);
    }
    let log = logged();
    for logged in ["bad_signature", "unknown_kid", "hyper_util", "reqwest"] {
        assert!(log.contains(logged), "{name} logs no {logged}");
    }
    if name == "actix" {
        assert!(log.contains("actix_http"), "actix logs nothing");
    }
    assert_clean(&format!("{name}, log"), &log, &tokens);
}

fn axum_app(auth: &Authenticator) -> Router {
    use cognito_tower::{Cognito, CognitoLayer, RequireLayer};

    let me = get(async |claims: Cognito<AccessClaims>| format!("{claims:?} {claims:#?}"));
    let custom = get(async |claims: Cognito<AccessClaims<Wanted>>| format!("{claims:?}"));
    let mut app = Router::new()
        .route("/me", me.clone())
        .route("/custom", custom);
    for (path, policy) in rules() {
        app = app.route(path, me.clone().route_layer(RequireLayer::new(policy)));
    }
    let app = app.route_layer(CognitoLayer::new(auth.clone()));
    app.route("/bare", me)
}

/// A server that serves the pool's keys, and nothing else.
fn serve_keys(runtime: &tokio::runtime::Runtime, pool: &TestPool) -> SocketAddr {
    let jwks = pool.jwks();
    serve(
        runtime,
        Router::new().route("/jwks.json", get(async move || jwks)),
    )
}

fn serve(runtime: &tokio::runtime::Runtime, app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        axum::serve(listener, app).await.unwrap();
    });
    address
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
}

#[test]
fn axum_says_nothing() {
    listen_to_all();
    let (pool, runtime) = (TestPool::new(), runtime());
    let auth = authenticator(&pool, serve_keys(&runtime, &pool));
    let server = serve(&runtime, axum_app(&auth));
    check("axum", &pool, |path, headers| {
        exchange(server, path, headers)
    });
    let auth = format!("{auth:?}");
    assert_clean("the authenticator", &auth, &[]);
}

/// Without a server: the response with its extensions, where the adapter leaves the refusal.
#[test]
fn tower_says_nothing() {
    listen_to_all();
    let (pool, runtime) = (TestPool::new(), runtime());
    let app = axum_app(&authenticator(&pool, serve_keys(&runtime, &pool)));
    check("tower", &pool, |path, headers| {
        let mut request = http::Request::get(format!("{path}?q={MARKER}"));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = app.clone().oneshot(request.body(Body::empty()).unwrap());
        let response = runtime.block_on(response).unwrap();
        let rejection = response.extensions().get::<cognito_core::Rejection>();
        let mut said = format!("{response:?} {rejection:#?}");
        let (parts, body) = response.into_parts();
        let body = runtime
            .block_on(axum::body::to_bytes(body, usize::MAX))
            .unwrap();
        said += std::str::from_utf8(&body).unwrap();
        (parts.status.as_u16(), said)
    });
}

#[test]
fn actix_says_nothing() {
    use cognito_actix::{Cognito, CognitoAuth, Require};

    listen_to_all();
    let (pool, runtime) = (TestPool::new(), runtime());
    let auth = authenticator(&pool, serve_keys(&runtime, &pool));
    let (tell, told) = std::sync::mpsc::channel();
    let server = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = HttpServer::new(move || {
                let me = || {
                    web::get()
                        .to(async |claims: Cognito<AccessClaims>| format!("{claims:?} {claims:#?}"))
                };
                let custom = web::get()
                    .to(async |claims: Cognito<AccessClaims<Wanted>>| format!("{claims:?}"));
                let protect = || CognitoAuth::new(auth.clone());
                let mut app = App::new()
                    .service(web::resource("/me").route(me()).wrap(protect()))
                    .service(web::resource("/custom").route(custom).wrap(protect()))
                    .service(web::resource("/bare").route(me()));
                for (path, policy) in rules() {
                    let rule = Require::new(policy);
                    app = app.service(web::resource(path).route(me()).wrap(rule).wrap(protect()));
                }
                app
            });
            let server = server
                .workers(1)
                .disable_signals()
                .bind("127.0.0.1:0")
                .unwrap();
            let address = server.addrs()[0];
            let server = server.run();
            tell.send((address, server.handle())).unwrap();
            server.await.unwrap();
        });
    });
    let (address, handle) = told.recv().unwrap();
    check("actix", &pool, |path, headers| {
        exchange(address, path, headers)
    });
    runtime.block_on(handle.stop(false));
    server.join().unwrap();
}
