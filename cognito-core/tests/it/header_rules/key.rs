//! The key is one of the pool's by its name: nothing else of a header leads to one.

use std::sync::{Arc, Mutex};

use cognito_core::{
    Reason, TokenUse,
    future::BoxFuture,
    jwks::{FetchError, FetchJwks, Fetched},
    test_util::TestPool,
};

use crate::bench::{Bench, early};

#[tokio::test]
async fn a_header_names_its_key() {
    let bench = Bench::new();
    let good = bench.pool.access_token();
    let absent = good.clone().without_header("kid").mint();
    assert_eq!(bench.decide(&absent).await, early(Reason::KidMissing));
    let with = |kid: &str| bench.with_header(&format!(r#"{{"alg":"RS256","kid":{kid}}}"#));
    assert_eq!(
        bench.decide(&with(r#""""#)).await,
        early(Reason::KidMissing)
    );
    for kid in [
        "null",
        "true",
        "0",
        "1.5",
        "[]",
        r#"["k"]"#,
        "{}",
        r#""\udc00""#,
        r#""k\ud800""#,
    ] {
        assert_eq!(
            bench.decide(&with(kid)).await,
            early(Reason::MalformedToken),
            "{kid}"
        );
    }
}

/// A pool that notes where its keys are asked for.
#[derive(Clone, Debug)]
struct Noting {
    pool: TestPool,
    asked: Arc<Mutex<Vec<String>>>,
    jwks: String,
}

impl Noting {
    /// The pool's key of access tokens goes by `kid` (as JSON text).
    fn new(kid: &str) -> Self {
        let pool = TestPool::new();
        let key = pool.signing_key(TokenUse::Access);
        let jwk = key.jwk().replace(&format!(r#""{}""#, key.kid()), kid);
        Self {
            asked: Arc::default(),
            jwks: format!(r#"{{"keys":[{jwk}]}}"#),
            pool,
        }
    }

    async fn reason(&self, header: &str) -> Option<Reason> {
        let verifier = self
            .pool
            .verifier_builder()
            .fetcher(self.clone())
            .build()
            .unwrap();
        let key = self.pool.signing_key(TokenUse::Access);
        let token = key.sign_with_header(header, &self.pool.access_token().claims_json());
        verifier
            .verify(&token)
            .await
            .err()
            .map(|error| error.reason())
    }
}

impl FetchJwks for Noting {
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        self.asked.lock().unwrap().push(url.to_owned());
        Box::pin(std::future::ready(Ok(Fetched::new(self.jwks.clone()))))
    }
}

#[tokio::test]
async fn a_kid_is_compared_unescaped_and_whole() {
    let noting = Noting::new(r#""a\/b+C=\u0064 \u00e9\u0000""#);
    for (kid, expected) in [
        (r#""a/b+C=d \u00e9\u0000""#, None),
        (r#""\u0061\/b+C=d é\u0000""#, None),
        (r#""a/b+C=d \u00e9""#, Some(Reason::UnknownKid)),
        (r#""a/b+c=d \u00e9\u0000""#, Some(Reason::UnknownKid)),
        (r#""a/b+C=d e\u0301\u0000""#, Some(Reason::UnknownKid)),
        (r#""a/b+C=d \u00e9\u0000 ""#, Some(Reason::UnknownKid)),
        (r#"" a/b+C=d \u00e9\u0000""#, Some(Reason::UnknownKid)),
        (r#""a%2Fb+C=d \u00e9\u0000""#, Some(Reason::UnknownKid)),
        (r#""a\\/b+C=d \u00e9\u0000""#, Some(Reason::UnknownKid)),
        (r#""a""#, Some(Reason::UnknownKid)),
    ] {
        let header = format!(r#"{{"alg":"RS256","kid":{kid}}}"#);
        assert_eq!(noting.reason(&header).await, expected, "{kid}");
    }
}

#[tokio::test]
async fn nothing_of_a_header_gets_into_a_url() {
    let noting = Noting::new(r#""k""#);
    let jwks_uri = format!("{}/.well-known/jwks.json", noting.pool.issuer());
    for kid in [
        "https://evil.example/jwks.json",
        "../../../etc/passwd",
        "k?x=1",
        "k#x",
        "k\\u0000",
        "k\\r\\nhost: evil.example",
        "%2e%2e%2f",
        "' or 1=1",
        "k\\/..",
    ] {
        let more = r#""jku":"https://evil.example/","x5u":"https://evil.example/","iss":"https://evil.example/""#;
        let header = format!(r#"{{"alg":"RS256","kid":"{kid}",{more}}}"#);
        assert_eq!(
            noting.reason(&header).await,
            Some(Reason::UnknownKid),
            "{kid}"
        );
    }
    let asked = noting.asked.lock().unwrap();
    assert_eq!(asked.len(), 9);
    assert!(asked.iter().all(|url| *url == jwks_uri), "{asked:?}");
}

/// A forger signs with a key of their own and puts it into the header.
#[tokio::test]
async fn a_header_brings_no_key_along() {
    let (bench, forger) = (Bench::new(), TestPool::new());
    let ours = bench.pool.signing_key(TokenUse::Access);
    let theirs = forger.signing_key(TokenUse::Access);
    for (kid, reason) in [
        (ours.kid(), Reason::BadSignature),
        (theirs.kid(), Reason::UnknownKid),
    ] {
        let jwk = theirs.jwk().replace(theirs.kid(), kid);
        let header = format!(
            r#"{{"alg":"RS256","kid":"{kid}","jwk":{jwk},"x5c":["AQ"],"jku":"data:application/json,{{}}","keys":[{jwk}]}}"#
        );
        let token = theirs.sign_with_header(&header, &bench.pool.access_token().claims_json());
        assert_eq!(bench.decide(&token).await.0, Some(reason));
    }
}
