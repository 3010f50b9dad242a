//! Against a server of a few lines on loopback: it sends what it is told, byte for byte.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket},
    sync::mpsc,
};

use super::*;
use crate::{
    UserPool,
    jwks::{KeyStore, RefreshSettings},
    test_util::ManualClock,
};

struct Server {
    address: SocketAddr,
    requests: mpsc::UnboundedReceiver<String>,
}

impl Server {
    /// Answers every connection with these bytes and closes it.
    async fn sending(answer: impl Into<Vec<u8>>) -> Self {
        Self::trickling(vec![answer.into()], Duration::ZERO).await
    }

    /// Sends the pieces with a pause before each but the first, and closes the connection.
    async fn trickling(pieces: Vec<Vec<u8>>, pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (pieces, sender) = (pieces.clone(), sender.clone());
                tokio::spawn(async move {
                    let mut head = vec![0; 4096];
                    let read = stream.read(&mut head).await.unwrap_or_default();
                    let _ = sender.send(String::from_utf8_lossy(&head[..read]).into_owned());
                    for (n, piece) in pieces.iter().enumerate() {
                        if n > 0 {
                            tokio::time::sleep(pause).await;
                        }
                        if stream.write_all(piece).await.is_err() {
                            break;
                        }
                    }
                });
            }
        });
        Self { address, requests }
    }

    fn url(&self) -> String {
        format!("http://{}/jwks.json", self.address)
    }

    async fn fetch(&self) -> Result<Fetched, FetchError> {
        ReqwestFetcher::new().fetch(&self.url()).await
    }

    async fn fails_with(&self) -> FetchErrorKind {
        self.fetch().await.unwrap_err().kind()
    }
}

fn ok(head: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n{head}\r\n{body}")
}

#[tokio::test]
async fn fetches_a_document_and_asks_plainly() {
    let mut server = Server::sending(ok("", "{}")).await;
    let fetched = server.fetch().await.unwrap();
    assert_eq!((&*fetched.body, fetched.max_age), (&b"{}"[..], None));

    let request = server.requests.recv().await.unwrap().to_lowercase();
    assert!(
        request.starts_with("get /jwks.json http/1.1\r\n"),
        "{request}"
    );
    assert!(!request.contains("accept-encoding"), "{request}");
    assert!(!request.contains("authorization"), "{request}");
}

#[tokio::test]
async fn keeps_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = vec![0; 4096];
        assert_ne!(stream.read(&mut buffer).await.unwrap(), 0);
        stream.write_all(ok("", "{}").as_bytes()).await.unwrap();
        // The server would go on; the client hangs up.
        stream.read(&mut buffer).await.unwrap()
    });
    let fetcher = ReqwestFetcher::new();
    fetcher.fetch(&url).await.unwrap();
    let hung_up = tokio::time::timeout(Duration::from_secs(10), server);
    assert_eq!(hung_up.await.expect("the client hangs up").unwrap(), 0);
}

#[tokio::test]
async fn reads_max_age() {
    for (head, seconds) in [
        ("cache-control: public, max-age=120\r\n", Some(120)),
        ("cache-control: Max-Age=\"7\"\r\n", Some(7)),
        ("cache-control: max-age=0\r\n", Some(0)),
        ("cache-control: s-maxage=5\r\n", None),
        ("cache-control: max-age=soon\r\n", None),
        ("cache-control: max-age=-1\r\n", None),
        ("cache-control: max-age\r\n", None),
        ("cache-control: max-age=9, max-age=8\r\n", Some(8)),
    ] {
        let server = Server::sending(ok(head, "{}")).await;
        let max_age = server.fetch().await.unwrap().max_age;
        assert_eq!(max_age, seconds.map(Duration::from_secs), "{head}");
    }
}

#[tokio::test]
async fn only_2xx_is_an_answer() {
    for status in [400, 403, 404, 429, 500, 503] {
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 2\r\n\r\n{{}}");
        let server = Server::sending(answer).await;
        assert_eq!(server.fails_with().await, FetchErrorKind::Status(status));
    }
}

#[tokio::test]
async fn reads_retry_after_in_both_forms() {
    const DATE: &str = "date: Wed, 21 Oct 2026 07:27:30 GMT\r\n";
    for (date, value, seconds) in [
        ("", "17", Some(17)),
        ("", " 17 ", Some(17)),
        (DATE, "0", Some(0)),
        // More digits than a number holds: the store caps it, as it caps an hour.
        ("", "99999999999999999999999", Some(u64::MAX)),
        (DATE, "Wed, 21 Oct 2026 07:28:00 GMT", Some(30)),
        (DATE, "Wednesday, 21-Oct-26 07:28:00 GMT", Some(30)),
        (DATE, "Wed Oct 21 07:28:00 2026", Some(30)),
        // Past, without a `Date` to count from, or neither form.
        (DATE, "Wed, 21 Oct 2026 07:27:00 GMT", None),
        ("", "Wed, 21 Oct 2026 07:28:00 GMT", None),
        (DATE, "-1", None),
        (DATE, "+1", None),
        (DATE, "1.5", None),
        (DATE, "soon", None),
        (DATE, "", None),
    ] {
        let answer =
            format!("HTTP/1.1 429 X\r\n{date}retry-after: {value}\r\ncontent-length: 0\r\n\r\n");
        let error = Server::sending(answer).await.fetch().await.unwrap_err();
        let expected = seconds.map(Duration::from_secs);
        assert_eq!(error.retry_after(), expected, "{date}{value}");
    }
}

#[tokio::test]
async fn follows_no_redirect() {
    let good = Server::sending(ok("", "{}")).await;
    let answer = format!(
        "HTTP/1.1 302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n",
        good.url()
    );
    let mut server = Server::sending(answer.clone()).await;
    assert_eq!(server.fails_with().await, FetchErrorKind::Status(302));
    assert!(server.requests.recv().await.is_some());

    // Not even with a client that does.
    let client = Client::builder().no_proxy().build().unwrap();
    let error = ReqwestFetcher::from(client)
        .fetch(&server.url())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Redirected);
}

#[tokio::test]
async fn stops_at_256_kib() {
    let fits = Server::sending(ok("", &" ".repeat(MOST_BYTES))).await;
    assert_eq!(fits.fetch().await.unwrap().body.len(), MOST_BYTES);
    let too_large = Server::sending(ok("", &" ".repeat(MOST_BYTES + 1))).await;
    assert_eq!(too_large.fails_with().await, FetchErrorKind::TooLarge);
}

#[tokio::test]
async fn stops_an_endless_answer() {
    let chunk = format!("{:x}\r\n{}\r\n", 0x4000, "x".repeat(0x4000)).into_bytes();
    let mut pieces = vec![b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec()];
    pieces.extend(std::iter::repeat_n(chunk, 500));
    let server = Server::trickling(pieces, Duration::ZERO).await;
    assert_eq!(server.fails_with().await, FetchErrorKind::TooLarge);
}

#[tokio::test]
async fn a_broken_answer_is_an_error() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"keys\":[",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"ke",
        "HTTP/1.1 200 OK\r\ncontent-len",
        "this is not HTTP\r\n\r\n",
        "",
    ] {
        let server = Server::sending(answer).await;
        assert_eq!(
            server.fails_with().await,
            FetchErrorKind::Transfer,
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_web_page_is_handed_on_for_the_store_to_judge() {
    let page = ok("content-type: text/html\r\n", "<!doctype html>");
    let fetched = Server::sending(page).await.fetch().await.unwrap();
    assert!(super::super::document::read(&fetched.body).is_err());
}

#[tokio::test]
async fn a_slow_answer_ends_with_the_stores_deadline() {
    let pieces = vec![b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec(); 2];
    let mut server = Server::trickling(pieces, Duration::from_secs(3600)).await;
    let clock = ManualClock::new(1_800_000_000);
    let store = KeyStore::new(
        "us-east-1_test".into(),
        vec![server.url().into()],
        Some(Arc::new(ReqwestFetcher::new())),
        Arc::new(clock.clone()),
        RefreshSettings::default(),
        None,
    );
    let waiting = tokio::spawn(async move { store.prefetch().await });
    server.requests.recv().await.unwrap();
    clock.advance(Duration::from_secs(5));
    let error = waiting.await.unwrap().unwrap_err();
    assert_eq!(error.fetch_error().kind(), FetchErrorKind::Timeout);
}

#[tokio::test]
async fn nobody_listens() {
    // The port stays ours, so that nobody else listens there meanwhile.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}/", socket.local_addr().unwrap());
    let error = ReqwestFetcher::new().fetch(&url).await.unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Connect);
    let cause = error.source().unwrap().to_string();
    assert!(!cause.contains("127.0.0.1"), "{cause}");
}

#[cfg(any(feature = "native-tls", feature = "rustls"))]
#[tokio::test]
async fn plain_http_on_the_tls_port_is_a_tls_error() {
    let server = Server::sending("HTTP/1.1 400 Bad Request\r\n\r\n").await;
    let client = Client::builder().no_proxy().build().unwrap();
    let url = server.url().replace("http:", "https:");
    let error = ReqwestFetcher::from(client).fetch(&url).await.unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Tls, "{error:?}");
}

#[tokio::test]
async fn plain_http_leaves_loopback_only_when_allowed() {
    let fetcher = ReqwestFetcher::new().allow_http("pool.internal");
    for (url, is_allowed) in [
        ("http://localhost:9229/x", true),
        ("http://LOCALHOST/x", true),
        ("http://127.0.0.1/x", true),
        ("http://127.8.9.10/x", true),
        ("http://[::1]/x", true),
        ("http://pool.internal:9229/x", true),
        ("https://anything.example/x", true),
        ("http://10.0.0.1/x", false),
        ("http://localhost.example/x", false),
        ("http://127.0.0.1.example/x", false),
        ("http://127.0.0.1@example.com/x", false),
        ("http://other.pool.internal/x", false),
        ("http://[::ffff:1.2.3.4]/x", false),
        ("ftp://localhost/x", false),
        ("file:///etc/passwd", false),
    ] {
        let error = fetcher.client(&Url::parse(url).unwrap()).err();
        // Without a TLS feature, `https` fails too, but for another reason.
        let is_insecure = error.map(|e| e.kind()) == Some(FetchErrorKind::InsecureLocation);
        assert_eq!(is_insecure, !is_allowed, "{url}");
    }
    let error = fetcher.fetch("no url").await.unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::InsecureLocation);
}

/// What the configuration lets pass must not fail at every fetch.
#[test]
fn a_host_may_be_named_in_any_of_its_forms() {
    for (named, url) in [
        ("fd00::2", "http://[fd00::2]:9229/x"),
        ("[fd00::2]", "http://[FD00:0::2]/x"),
        ("FD00:0::2", "http://[fd00::2]/x"),
        ("Pool.Internal", "http://pOOL.internal/x"),
    ] {
        let pool = UserPool::new("us-east-1_Test".parse().unwrap(), ["client"])
            .jwks_uri(url)
            .dangerous()
            .allow_http(named);
        KeyStore::builder(&pool).build().unwrap();
        let fetcher = ReqwestFetcher::new().allow_http(named);
        fetcher.client(&Url::parse(url).unwrap()).unwrap();
    }
}

#[test]
fn the_client_is_made_at_the_first_fetch() {
    let fetcher = ReqwestFetcher::new();
    assert!(fetcher.secure.get().is_none() && fetcher.plain.get().is_none());
    let loopback = Url::parse("http://localhost/").unwrap();
    fetcher.client(&loopback).unwrap();
    assert!(fetcher.secure.get().is_none() && fetcher.plain.get().is_some());
}
