//! A tonic server behind our layers and a tonic client, over TCP.

mod desk;

use std::{net::SocketAddr, time::Duration};

use cognito_core::{
    Policy,
    test_util::{TestPool, TokenBuilder},
};
use cognito_tower::{CognitoLayer, Grpc, RequireLayer};
use http_body::Body as _;
use tokio::task::JoinHandle;
use tonic::{
    Code, Status,
    body::Body,
    service::LayerExt as _,
    transport::{Channel, Endpoint, Server, server::TcpIncoming},
};
use tower::{Layer as _, Service as _, ServiceExt as _};

use self::desk::{ADMIN, ORDERS, PAYOUTS, REFUNDS, ask, ask_for_stream};

const LIST: &str = "/shop.Orders/Ask";

fn listen() -> (TcpIncoming, SocketAddr) {
    let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = incoming.local_addr().unwrap();
    (incoming, address)
}

async fn connect(server: SocketAddr) -> Channel {
    let endpoint = Endpoint::from_shared(format!("http://{server}")).unwrap();
    endpoint.connect().await.unwrap()
}

fn require(policy: Policy) -> RequireLayer<Grpc> {
    RequireLayer::new(policy).on_reject(Grpc)
}

/// Code, message and challenge of a refusal.
fn told(status: &Status) -> (Code, &str, Option<&str>) {
    let challenge = status.metadata().get("www-authenticate");
    let challenge = challenge.map(|value| value.to_str().unwrap());
    (status.code(), status.message(), challenge)
}

/// A server all of which is behind the layer, and parts of it behind a policy too.
async fn start(pool: &TestPool) -> (Channel, JoinHandle<()>) {
    let (incoming, address) = listen();
    let recent = Policy::max_auth_age(Duration::from_secs(300));
    let server = Server::builder()
        .layer(CognitoLayer::from(pool.verifier()).on_reject(Grpc))
        .add_service(ORDERS)
        .add_service(require(Policy::group("admins")).named_layer(ADMIN))
        .add_service(require(Policy::scope("refunds/write")).named_layer(REFUNDS))
        .add_service(require(recent).named_layer(PAYOUTS))
        .serve_with_incoming(incoming);
    let serving = tokio::spawn(async { server.await.unwrap() });
    (connect(address).await, serving)
}

fn bearer(token: &TokenBuilder) -> String {
    format!("Bearer {}", token.mint())
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_a_time_to_wait() {
    let pool = TestPool::new();
    let (channel, serving) = start(&pool).await;
    let good = bearer(&pool.access_token());
    pool.set_available(false);
    let status = ask(&channel, LIST, Some(&good)).await.unwrap_err();
    let unavailable = (Code::Unavailable, "tokens cannot be verified now", None);
    assert_eq!(told(&status), unavailable);
    let wait = |name| status.metadata().get(name).unwrap().to_str().unwrap();
    let seconds: u64 = wait("retry-after").parse().unwrap();
    assert!((1..=2).contains(&seconds), "{seconds}");
    assert_eq!(wait("grpc-retry-pushback-ms"), format!("{seconds}000"));
    pool.set_available(true);
    pool.clock().advance(Duration::from_secs(2));

    assert!(ask(&channel, LIST, Some(&good)).await.is_ok());
    serving.abort();
}

#[tokio::test]
async fn a_whole_server_behind_the_layer() {
    let pool = TestPool::new();
    let (channel, serving) = start(&pool).await;
    let token = pool.access_token().subject("alice").group("admins");
    let good = bearer(&token);
    let answer = ask(&channel, LIST, Some(&good)).await.unwrap();
    assert_eq!(answer, "alice asks for the list");
    let answer = ask(&channel, "/shop.Admin/Ask", Some(&good)).await.unwrap();
    assert_eq!(answer, "alice asks for the list");

    let expired = bearer(&token.clone().expires_in(Duration::ZERO));
    pool.clock().advance(Duration::from_secs(61)); // the leeway
    let user = bearer(&pool.access_token());
    let old = bearer(&pool.access_token().auth_age(Duration::from_secs(301)));
    let realm = r#"Bearer realm="cognito""#;
    for (path, authorization, code, message, rest) in [
        (LIST, None, Code::Unauthenticated, "no credentials", ""),
        (
            "/no.Such/Call",
            None,
            Code::Unauthenticated,
            "no credentials",
            "",
        ),
        (
            LIST,
            Some("Bearer x y"),
            Code::Unauthenticated,
            "credentials malformed",
            r#", error="invalid_request", error_description="credentials malformed""#,
        ),
        (
            LIST,
            Some("Bearer x"),
            Code::Unauthenticated,
            "token not valid",
            r#", error="invalid_token", error_description="token not valid""#,
        ),
        (
            LIST,
            Some(&expired),
            Code::Unauthenticated,
            "token expired",
            r#", error="invalid_token", error_description="token expired""#,
        ),
        (
            "/shop.Admin/Ask",
            Some(&user),
            Code::PermissionDenied,
            "not allowed",
            "",
        ),
        (
            "/shop.Refunds/Ask",
            Some(&user),
            Code::PermissionDenied,
            "scope missing",
            r#", error="insufficient_scope", scope="refunds/write""#,
        ),
        (
            "/shop.Payouts/Ask",
            Some(&old),
            Code::Unauthenticated,
            "a new sign-in is needed",
            r#", error="insufficient_user_authentication", max_age="300""#,
        ),
    ] {
        let status = ask(&channel, path, authorization).await.unwrap_err();
        let challenge = format!("{realm}{rest}");
        assert_eq!(told(&status), (code, message, Some(&*challenge)), "{path}");
    }
    let status = ask_for_stream(&channel, LIST).await.unwrap_err();
    assert_eq!(
        told(&status),
        (Code::Unauthenticated, "no credentials", Some(realm))
    );
    serving.abort();
}

#[tokio::test]
async fn a_layer_around_one_service() {
    let pool = TestPool::new();
    let auth = CognitoLayer::from(pool.verifier()).on_reject(Grpc);
    let (incoming, address) = listen();
    let server = Server::builder()
        .add_service(auth.named_layer(ORDERS))
        .add_service(require(Policy::group("admins")).named_layer(ADMIN)) // no layer verifies here
        .add_service(REFUNDS) // open to everybody
        .serve_with_incoming(incoming);
    let serving = tokio::spawn(server);
    let channel = connect(address).await;
    let good = bearer(&pool.access_token().group("admins"));

    let status = ask(&channel, LIST, None).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    let answer = ask(&channel, LIST, Some(&good)).await.unwrap();
    assert!(
        answer.ends_with(" asks for the list") && !answer.starts_with("nobody"),
        "{answer}"
    );
    let status = ask(&channel, "/shop.Admin/Ask", Some(&good))
        .await
        .unwrap_err();
    let misconfigured = (
        Code::Internal,
        "the server is not set up to verify tokens",
        None,
    );
    assert_eq!(told(&status), misconfigured);
    let answer = ask(&channel, "/shop.Refunds/Ask", None).await.unwrap();
    assert_eq!(answer, "nobody asks for the list");
    serving.abort();
}

/// What tonic's client is not asked about: the HTTP status, all headers, and that there is no body.
#[tokio::test]
async fn a_refusal_is_trailers_only_on_the_wire() {
    let (incoming, address) = listen();
    let server = Server::builder()
        .layer(CognitoLayer::from(TestPool::new().verifier()).on_reject(Grpc))
        .add_service(ORDERS)
        .serve_with_incoming(incoming);
    let serving = tokio::spawn(server);
    let mut channel = connect(address).await;
    let request = http::Request::post(format!("http://{address}{LIST}"));
    let request = request.header("content-type", "application/grpc");
    let request = request.body(Body::empty()).unwrap();
    let response = channel.ready().await.unwrap().call(request).await.unwrap();

    assert_eq!(response.status(), 200);
    assert!(response.body().is_end_stream());
    let headers = response.headers().iter();
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .filter(|(name, _)| *name != "date")
        .collect();
    headers.sort_unstable();
    assert_eq!(
        headers,
        [
            ("cache-control", "no-store"),
            ("content-type", "application/grpc"),
            ("grpc-message", "no credentials"),
            ("grpc-status", "16"),
            ("www-authenticate", r#"Bearer realm="cognito""#),
        ]
    );
    serving.abort();
}

/// A proxy that goes by the HTTP status would let anybody in who sends gRPC's content type.
#[tokio::test]
async fn the_request_does_not_choose_the_form_of_the_answer() {
    let verifier = TestPool::new().verifier();
    let handler = || {
        tower::service_fn(async |_: http::Request<()>| {
            Ok::<_, std::convert::Infallible>(http::Response::new(String::from("hello")))
        })
    };
    let request = |content_type| {
        let request = http::Request::post(LIST).header("content-type", content_type);
        request.body(()).unwrap()
    };
    for content_type in [
        "application/grpc",
        "application/grpc+proto",
        "application/grpc-web",
    ] {
        let layer = CognitoLayer::from(verifier.clone());
        let response = layer
            .layer(handler())
            .oneshot(request(content_type))
            .await
            .unwrap();
        assert_eq!(response.status(), 401);
        assert!(!response.headers().contains_key("grpc-status"));
    }
    let layer = CognitoLayer::from(verifier).on_reject(Grpc);
    let response = layer
        .layer(handler())
        .oneshot(request("text/plain"))
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["grpc-status"], "16");
}
