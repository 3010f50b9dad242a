//! The server does what it is told. Its client here is the one that it is made for.

use std::{io, time::Duration};

use cognito_core::jwks::{FetchErrorKind, FetchJwks as _, ReqwestFetcher};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::*;

const TICK: Duration = Duration::from_millis(1);

async fn fails_with(server: &FaultServer) -> FetchErrorKind {
    let fetched = ReqwestFetcher::new().fetch(&server.url()).await;
    server.until(|counts| counts.open == 0).await;
    fetched.unwrap_err().kind()
}

async fn succeeds(server: &FaultServer) {
    ReqwestFetcher::new().fetch(&server.url()).await.unwrap();
}

/// What arrives before the connection ends, and how it ends.
async fn read_all(server: &FaultServer) -> (String, io::Result<()>) {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let end = stream.read_to_end(&mut answer).await;
    (String::from_utf8(answer).unwrap(), end.map(drop))
}

#[tokio::test]
async fn the_script_comes_first_and_then_the_standing_reply() {
    let server = FaultServer::start();
    assert_eq!(fails_with(&server).await, FetchErrorKind::Status(404));
    server.answer(Reply::ok("{}"));
    server.script([Reply::status(500), Reply::status(429)]);
    assert_eq!(fails_with(&server).await, FetchErrorKind::Status(500));
    assert_eq!(fails_with(&server).await, FetchErrorKind::Status(429));
    succeeds(&server).await;

    let counts = server.counts();
    let seen = (counts.connections, counts.requests, counts.most_open);
    assert_eq!(seen, (4, 4, 1));
    let request = server.last_request().unwrap();
    assert_eq!(request.path(), "/jwks.json");
    assert_eq!(request.header("Accept"), Some("application/json"));
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn a_held_reply_waits_for_its_release_and_a_silent_server_for_the_client_to_go() {
    let server = FaultServer::start();
    server.answer(Reply::ok("{}").held());
    {
        let fetch = succeeds(&server);
        tokio::pin!(fetch);
        tokio::select! {
            () = &mut fetch => panic!("the reply is held"),
            counts = server.until(|counts| counts.stalled == 1) => assert_eq!(counts.open, 1),
        }
        server.release();
        fetch.await;
    }
    server.answer(Reply::silence());
    tokio::select! {
        () = succeeds(&server) => panic!("the server is silent"),
        _ = server.until(|counts| counts.stalled == 1) => {}
    }
    server.until(|counts| counts.open == 0).await;
}

#[tokio::test]
async fn slow_answers_arrive_whole() {
    let server = FaultServer::start();
    for reply in [
        Reply::ok("{\"keys\":[]}").after(TICK),
        Reply::ok("{\"keys\":[]}").drip(3, TICK),
        Reply::ok("{\"keys\":[]}").slow_head(Duration::ZERO),
    ] {
        server.answer(reply);
        succeeds(&server).await;
    }
}

#[tokio::test]
async fn answers_end_early_in_order_or_with_a_reset() {
    let server = FaultServer::start();
    let whole = Reply::ok("0123456789");
    for (reply, arrives, is_reset) in [
        (Reply::raw("none of HTTP"), "none of HTTP", false),
        (Reply::hang_up(), "", false),
        (Reply::reset(), "", true),
        (whole.clone().cut_at(4), "\r\n\r\n0123", false),
    ] {
        server.answer(reply);
        let (answer, end) = read_all(&server).await;
        assert!(answer.ends_with(arrives), "{answer}");
        let kind = end.err().map(|error| error.kind());
        assert_eq!(kind, is_reset.then_some(io::ErrorKind::ConnectionReset));
    }
    // A reset overtakes what was sent before it, so nothing is said about that.
    server.answer(whole.reset_at(4));
    assert!(read_all(&server).await.1.is_err());

    server.answer(Reply::silence());
    let (read, ()) = tokio::join!(read_all(&server), async {
        server.until(|counts| counts.stalled == 1).await;
        server.reset_connections();
    });
    assert!(read.1.is_err());
}

#[tokio::test]
async fn large_answers_are_as_large_as_told() {
    let server = FaultServer::start();
    server.answer(Reply::padded("{}", 256 * 1024));
    succeeds(&server).await;
    for reply in [
        Reply::padded("{}", 256 * 1024 + 1),
        Reply::ok("").endless(),
        Reply::ok("{}").endless(),
    ] {
        server.answer(reply);
        assert_eq!(fails_with(&server).await, FetchErrorKind::TooLarge);
    }
    server.answer(Reply::gzip_bomb(16));
    let fetched = ReqwestFetcher::new().fetch(&server.url()).await.unwrap();
    assert_eq!(
        format!("{fetched:?}"),
        "Fetched { bytes: 105682, max_age: None }"
    );
}

#[tokio::test]
async fn the_port_is_closed_full_and_open_again() {
    let server = FaultServer::start();
    server.answer(Reply::ok("{}"));
    server.port(Port::Closed);
    assert_eq!(fails_with(&server).await, FetchErrorKind::Connect);
    server.port(Port::Full);
    let waits = tokio::time::timeout(40 * TICK, TcpStream::connect(server.address())).await;
    assert!(waits.is_err(), "{waits:?}");
    server.port(Port::Open);
    succeeds(&server).await;
    assert_eq!(server.counts().connections, 1);
}

#[tokio::test]
async fn certificates_are_good_or_bad_each_in_its_way() {
    let root = reqwest::Certificate::from_der(trusted_root()).unwrap();
    let client = reqwest::Client::builder()
        .tls_certs_only([root])
        .pool_max_idle_per_host(0)
        .no_proxy()
        .build()
        .unwrap();
    let server = FaultServer::start_tls(Certificate::Good);
    server.answer(Reply::ok("{}"));
    for (certificate, says) in [
        (Certificate::Good, None),
        (Certificate::Expired, Some("Expired")),
        (Certificate::UnknownAuthority, Some("UnknownIssuer")),
        (Certificate::WrongName, Some("NotValidForName")),
    ] {
        server.show(certificate);
        let error = client.get(server.url()).send().await.err();
        let said = error.map(|error| format!("{error:?}"));
        assert_eq!(said.is_some(), says.is_some(), "{certificate:?} {said:?}");
        if let (Some(said), Some(says)) = (said, says) {
            assert!(said.contains(says), "{certificate:?} {said}");
        }
    }
    // Only the good one led to a request.
    assert_eq!(server.counts().requests, 1);
}
