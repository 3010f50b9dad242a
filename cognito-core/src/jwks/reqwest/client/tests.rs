//! Which clients can be made, by feature. The gate runs these once more with no TLS feature, with `rustls-no-provider` alone, and
//! with `native-tls` alone.

use super::*;

#[cfg(not(any(
    feature = "native-tls",
    feature = "rustls",
    feature = "rustls-no-provider"
)))]
#[test]
fn without_a_tls_feature_only_plain_http_can_be_had() {
    plain().unwrap();
    assert_no_tls(secure(Roots::System));
    #[cfg(feature = "webpki-roots")]
    assert_no_tls(secure(Roots::Bundled));
}

#[cfg(all(feature = "rustls-no-provider", not(feature = "rustls")))]
#[test]
fn without_a_provider_there_is_an_error_and_no_panic() {
    assert_no_tls(secure(Roots::System));
    assert_no_tls(plain());
    #[cfg(feature = "webpki-roots")]
    assert_no_tls(secure(Roots::Bundled));
}

/// OpenSSL looks for CA certificates at the handshake, so they are not missed here.
#[cfg(all(
    feature = "native-tls",
    feature = "webpki-roots",
    not(any(feature = "rustls", feature = "rustls-no-provider"))
))]
#[test]
fn the_systems_library_takes_every_bundled_root() {
    secure(Roots::System).unwrap();
    secure(Roots::Bundled).unwrap();
    let read = tls::bundled().count();
    assert_eq!(read, webpki_root_certs::TLS_SERVER_ROOT_CERTS.len());
}

#[cfg(not(any(
    feature = "rustls",
    all(feature = "native-tls", not(feature = "rustls-no-provider"))
)))]
fn assert_no_tls(made: Result<Client, FetchError>) {
    let kind = made.unwrap_err().kind();
    assert_eq!(kind, FetchErrorKind::NoTls);
    assert!(
        kind.hint()
            .unwrap()
            .contains("feature rustls or native-tls")
    );
}

/// Runs itself once more in an environment without CA certificates.
#[cfg(feature = "rustls")]
#[test]
fn missing_roots_are_a_fetch_error_with_a_hint() {
    const CHILD: &str = "COGNITO_TEST_WITHOUT_ROOTS";
    if std::env::var_os(CHILD).is_none() {
        let this = "jwks::reqwest::client::tests::missing_roots_are_a_fetch_error_with_a_hint";
        let said = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", this])
            .env(CHILD, "1")
            .env("SSL_CERT_FILE", "/nonexistent")
            .env("SSL_CERT_DIR", "/nonexistent")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&said.stdout);
        assert!(said.status.success() && text.contains("1 passed"), "{text}");
        return;
    }
    let error = secure(Roots::System).unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Client);
    let hint = error.kind().hint().unwrap();
    assert!(hint.contains("ca-certificates") && hint.contains("webpki-roots"));
    // Plain http to loopback needs none, and neither does who brings them along.
    plain().unwrap();
    #[cfg(feature = "webpki-roots")]
    secure(Roots::Bundled).unwrap();
}
