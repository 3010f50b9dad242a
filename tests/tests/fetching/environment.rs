//! The fetcher's own client heeds the environment: proxies, and the system's CA certificates.

use cognito_core::jwks::ReqwestFetcher;
use cognito_tests::fault_server::{Certificate, FaultServer, Reply};

use crate::{at_localhost, child, proxy::Proxy};

fn server() -> FaultServer {
    let server = FaultServer::start_tls(Certificate::Good);
    server.answer(Reply::ok("{}"));
    server
}

#[tokio::test]
async fn https_proxy_is_heeded_and_no_proxy_too() {
    if child::is_this(ReqwestFetcher::new()).await.is_some() {
        return;
    }
    let this = "environment::https_proxy_is_heeded_and_no_proxy_too";
    let server = server();
    let mut proxy = Proxy::to(server.address()).await;
    let url = &*proxy.url.clone();
    let own = at_localhost(server.address().port());
    for (location, no_proxy, asked) in [
        // Only the proxy finds the way.
        (at_localhost(1), "", &["CONNECT localhost:1 HTTP/1.1"][..]),
        (
            at_localhost(1),
            "example.com",
            &["CONNECT localhost:1 HTTP/1.1"],
        ),
        (own, "example.com,localhost", &[]),
    ] {
        let variables = [("HTTPS_PROXY", url), ("NO_PROXY", no_proxy)];
        let outcome = child::fetches(this, location, &variables).await;
        assert_eq!(outcome, "ok", "NO_PROXY={no_proxy}");
        assert_eq!(proxy.asked(), asked, "NO_PROXY={no_proxy}");
    }
    assert_eq!(server.counts().requests, 3);
}

/// A proxy cannot reach the loopback of this machine.
#[tokio::test]
async fn plain_http_to_loopback_takes_no_proxy() {
    if child::is_this(ReqwestFetcher::new()).await.is_some() {
        return;
    }
    let this = "environment::plain_http_to_loopback_takes_no_proxy";
    let server = FaultServer::start();
    server.answer(Reply::ok("{}"));
    let mut proxy = Proxy::closed().await;
    let url = &*proxy.url.clone();
    let variables = [("HTTP_PROXY", url), ("http_proxy", url), ("ALL_PROXY", url)];
    let outcome = child::fetches(this, server.url(), &variables).await;
    assert_eq!((&*outcome, proxy.asked().len()), ("ok", 0));
}

#[tokio::test]
async fn the_systems_certificates_are_trusted() {
    if child::is_this(ReqwestFetcher::new()).await.is_some() {
        return;
    }
    let this = "environment::the_systems_certificates_are_trusted";
    let server = server();
    assert_eq!(child::fetches(this, server.url(), &[]).await, "ok");
    let none = [
        ("SSL_CERT_FILE", "/nonexistent"),
        ("SSL_CERT_DIR", "/nonexistent"),
    ];
    assert_eq!(child::fetches(this, server.url(), &none).await, "client");
    server.show(Certificate::UnknownAuthority);
    assert_eq!(child::fetches(this, server.url(), &[]).await, "tls");
}

/// With or without certificates of the system: it is the same trust everywhere.
#[tokio::test]
async fn bundled_roots_are_trusted_instead_of_the_systems() {
    if child::is_this(ReqwestFetcher::new().bundled_roots())
        .await
        .is_some()
    {
        return;
    }
    let this = "environment::bundled_roots_are_trusted_instead_of_the_systems";
    let server = server();
    assert_eq!(child::fetches(this, server.url(), &[]).await, "tls");
    let none = [
        ("SSL_CERT_FILE", "/nonexistent"),
        ("SSL_CERT_DIR", "/nonexistent"),
    ];
    assert_eq!(child::fetches(this, server.url(), &none).await, "tls");
    assert_eq!(server.counts().requests, 0);
}
