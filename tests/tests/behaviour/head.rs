//! `HEAD` on the wire: the headers of `GET`, its `Content-Length` too, and no body.

use std::net::SocketAddr;

use actix_web::{App, HttpServer, web};
use axum::{Router, routing::get};
use cognito_actix::CognitoAuth;
use cognito_core::test_util::TestPool;
use cognito_tower::CognitoLayer;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

const BODY: &str = r#"{"type":"about:blank","title":"Unauthorized","status":401}"#;

/// The answer's head without its date, sorted by line, and its body.
async fn ask(server: SocketAddr, method: &str) -> (Vec<String>, String) {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let request = format!("{method} /me HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut head: Vec<_> = head
        .lines()
        .map(str::to_ascii_lowercase)
        .filter(|line| !line.starts_with("date:"))
        .collect();
    head.sort();
    (head, body.to_owned())
}

async fn check(server: SocketAddr) {
    let (get, body) = ask(server, "GET").await;
    assert_eq!(body, BODY);
    for line in [
        "http/1.1 401 unauthorized".to_owned(),
        format!("content-length: {}", BODY.len()),
        "cache-control: no-store".to_owned(),
        r#"www-authenticate: bearer realm="cognito""#.to_owned(),
    ] {
        assert!(get.contains(&line), "{line} in {get:?}");
    }
    assert_eq!(ask(server, "HEAD").await, (get, String::new()));
}

#[tokio::test]
async fn axum_answers_head() {
    let app: Router = Router::new()
        .route("/me", get(async || "hello"))
        .layer(CognitoLayer::from(TestPool::new().verifier()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    let serving = tokio::spawn(axum::serve(listener, app).into_future());
    check(server).await;
    serving.abort();
}

#[actix_web::test]
async fn actix_answers_head() {
    let verifier = TestPool::new().verifier();
    let app = move || {
        App::new()
            .route("/me", web::get().to(async || "hello"))
            .wrap(CognitoAuth::from(verifier.clone()))
    };
    let server = HttpServer::new(app).workers(1).disable_signals();
    let server = server.bind("127.0.0.1:0").unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    let serving = tokio::spawn(server);
    check(address).await;
    handle.stop(false).await;
    serving.await.unwrap().unwrap();
}
