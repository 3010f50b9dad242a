//! `HEAD` on the wire: the headers of `GET`, its `Content-Length` too, and no body.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use actix_web::{App, HttpServer, web};
use axum::{Router, routing::get};
use cognito_actix::CognitoAuth;
use cognito_core::{Policy, ResourceMetadata, test_util::TestPool};
use cognito_tower::{CognitoLayer, RequireLayer};
use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tower::{ServiceBuilder, service_fn};

const METADATA: &str = "/.well-known/oauth-protected-resource";

fn metadata(pool: &TestPool) -> ResourceMetadata {
    let metadata = ResourceMetadata::builder("https://api.example.com", &pool.verifier());
    metadata.build().unwrap()
}

/// Sends all that is asked at once, over one connection, and reads until the server closes it.
async fn exchange(server: SocketAddr, requests: &str) -> String {
    let mut stream = TcpStream::connect(server).await.unwrap();
    stream.write_all(requests.as_bytes()).await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    answers
}

fn request(method: &str, path: &str, authorization: Option<&str>, connection: &str) -> String {
    let authorization = authorization.map(|value| format!("authorization: {value}\r\n"));
    let authorization = authorization.unwrap_or_default();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\n{authorization}connection: {connection}\r\n\r\n"
    )
}

/// An answer's head without what only one connection has, sorted by line.
fn sorted(head: &str) -> Vec<String> {
    let lines = head.lines().map(str::to_ascii_lowercase);
    let is_of_all = |line: &String| !line.starts_with("date:") && !line.starts_with("connection:");
    let mut lines: Vec<_> = lines.filter(is_of_all).collect();
    lines.sort();
    lines
}

async fn check_one(server: SocketAddr, path: &str, authorization: Option<&str>, status: &str) {
    let asked = request("GET", path, authorization, "close");
    let answer = exchange(server, &asked).await;
    let (get, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(get.starts_with(&format!("HTTP/1.1 {status} ")), "{get}");
    assert!(!body.is_empty());
    let get = sorted(get);
    let length = format!("content-length: {}", body.len());
    assert!(get.contains(&length), "{length} in {get:?}");

    // Two on one connection: any byte of a body would stand between the answers.
    let asked = request("HEAD", path, authorization, "keep-alive")
        + &request("HEAD", path, authorization, "close");
    let answers = exchange(server, &asked).await;
    let heads: Vec<_> = answers.split("\r\n\r\n").collect();
    let [first, second, ""] = heads[..] else {
        panic!("not two heads alone: {answers}");
    };
    assert_eq!((sorted(first), sorted(second)), (get.clone(), get));
}

/// Every status that a refusal has, but 500: for that there is no route here.
async fn check(pool: &TestPool, server: SocketAddr) {
    let good = format!("Bearer {}", pool.access_token().mint());
    pool.set_available(false);
    check_one(server, "/me", Some(&good), "503").await;
    pool.set_available(true);
    pool.clock().advance(Duration::from_secs(2));
    check_one(server, "/me", Some(&good), "403").await;
    check_one(server, "/me", None, "401").await;
    check_one(server, "/me", Some("Bearer x"), "401").await;
    check_one(server, "/me", Some("Bearer"), "400").await;
}

#[tokio::test]
async fn axum_answers_head() {
    let pool = TestPool::new();
    let app: Router = Router::new()
        .route("/me", get(async || "hello"))
        .layer(RequireLayer::new(Policy::group("admins")))
        .layer(CognitoLayer::from(pool.verifier()))
        .route(METADATA, cognito_tower::metadata_route(&metadata(&pool)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    let serving = tokio::spawn(axum::serve(listener, app).into_future());
    check(&pool, server).await;
    check_one(server, METADATA, None, "200").await;
    serving.abort();
}

#[tokio::test]
async fn plain_tower_answers_head() {
    let pool = TestPool::new();
    let app = ServiceBuilder::new()
        .layer(CognitoLayer::from(pool.verifier()))
        .layer(RequireLayer::new(Policy::group("admins")))
        .service(service_fn(async |_: Request<Incoming>| {
            Ok::<_, Infallible>(Response::new("hello".to_owned()))
        }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = TowerToHyperService::new(app.clone());
            tokio::spawn(async move {
                let builder = auto::Builder::new(TokioExecutor::new());
                let connection = builder.serve_connection(TokioIo::new(stream), service);
                connection.await.unwrap();
            });
        }
    });
    check(&pool, server).await;
    serving.abort();
}

#[actix_web::test]
async fn actix_answers_head() {
    let pool = TestPool::new();
    let (verifier, metadata) = (pool.verifier(), metadata(&pool));
    let app = move || {
        App::new()
            .route(METADATA, cognito_actix::metadata_route(&metadata))
            .service(
                web::resource("/me")
                    .to(async || "hello")
                    .wrap(cognito_actix::Require::new(Policy::group("admins")))
                    .wrap(CognitoAuth::from(verifier.clone())),
            )
    };
    let server = HttpServer::new(app).workers(1).disable_signals();
    let server = server.bind("127.0.0.1:0").unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    let serving = tokio::spawn(server);
    check(&pool, address).await;
    check_one(address, METADATA, None, "200").await;
    handle.stop(false).await;
    serving.await.unwrap().unwrap();
}
