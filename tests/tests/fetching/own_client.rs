//! A client of the user's own: its certificates and its proxy are used for every fetch.

use cognito_core::{
    UserPool, Verifier,
    jwks::{FetchErrorKind, FetchJwks as _, ReqwestFetcher},
    test_util::TestPool,
};
use cognito_tests::fault_server::{Certificate, FaultServer, Reply, trusted_root};
use reqwest::{Client, ClientBuilder, redirect::Policy};

use crate::{at_localhost, proxy::Proxy};

/// Trusts the authority of the server's certificate, and no other.
fn trusting() -> ClientBuilder {
    let root = reqwest::Certificate::from_der(trusted_root()).unwrap();
    Client::builder()
        .redirect(Policy::none())
        .pool_max_idle_per_host(0)
        .tls_certs_only([root])
}

#[tokio::test]
async fn a_private_authority_is_trusted_by_the_users_client() {
    let pool = TestPool::new();
    let server = FaultServer::start_tls(Certificate::Good);
    server.answer(Reply::ok(pool.jwks()));

    let error = ReqwestFetcher::new()
        .fetch(&server.url())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Tls, "{error:?}");
    assert!(
        error
            .kind()
            .hint()
            .unwrap()
            .contains("ReqwestFetcher::from")
    );

    let client = trusting().no_proxy().build().unwrap();
    let verifier = Verifier::builder()
        .user_pool(UserPool::new(pool.id().clone(), [pool.client_id()]).jwks_uri(server.url()))
        .fetcher(ReqwestFetcher::from(client))
        .clock(pool.clock().clone())
        .build()
        .unwrap();
    verifier.verify(&pool.access_token().mint()).await.unwrap();
}

#[tokio::test]
async fn the_proxy_of_the_users_client_is_used() {
    let server = FaultServer::start_tls(Certificate::Good);
    server.answer(Reply::ok("{}"));
    let mut proxy = Proxy::to(server.address()).await;
    let client = trusting().proxy(reqwest::Proxy::https(&proxy.url).unwrap());
    let fetcher = ReqwestFetcher::from(client.build().unwrap());

    fetcher.fetch(&at_localhost(1)).await.unwrap();
    assert_eq!(proxy.asked(), ["CONNECT localhost:1 HTTP/1.1"]);
}

#[tokio::test]
async fn a_proxy_that_says_no_is_a_connect_error_with_a_hint() {
    let mut proxy = Proxy::closed().await;
    let client = trusting().proxy(reqwest::Proxy::https(&proxy.url).unwrap());
    let fetcher = ReqwestFetcher::from(client.build().unwrap());

    let error = fetcher.fetch(&at_localhost(1)).await.unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Connect, "{error:?}");
    assert!(error.kind().hint().unwrap().contains("HTTPS_PROXY"));
    assert_eq!(proxy.asked().len(), 1);
}
