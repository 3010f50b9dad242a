//! What the log says of a revocation store that fails, and what it does not say.

use std::{error::Error, fmt, time::Duration};

use cognito_core::{
    Authenticator, CognitoClaims, Step, VerifierBuilder,
    revocation::{Revocation, RevocationCheck, RevocationError},
    test_util::{TestHead, TestPool},
};

use crate::log::Log;

#[derive(Debug)]
struct Broken;

impl Revocation for Broken {
    fn check(&self, _: &CognitoClaims) -> RevocationCheck {
        RevocationError::new(Outer(Inner)).into()
    }
}

#[derive(Debug)]
struct Outer(Inner);

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no answer from the server")
    }
}

impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[derive(Debug)]
struct Inner;

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connection refused")
    }
}

impl Error for Inner {}

const CAUSES: &str = "cause=no answer from the server: connection refused";

/// The store's events of one request after the other, a time of 59 seconds apart.
async fn three_requests(pool: &TestPool, builder: VerifierBuilder) -> [String; 3] {
    let verifier = builder.build().unwrap();
    verifier.prefetch().await.unwrap();
    let auth = Authenticator::new(verifier);
    let log = Log::default();
    let _guard = log.start();
    let token = pool.access_token().mint();
    [0, 59, 1].map(|seconds| {
        pool.clock().advance(Duration::from_secs(seconds));
        let head = TestHead::get("/").bearer(&token);
        assert!(matches!(auth.authenticate(&head), Step::Ready(_)));
        let said = log.take();
        for part in token.split('.') {
            assert!(!said.contains(part), "{said}");
        }
        assert!(!said.contains("f4c81438"), "the subject: {said}");
        let of_the_store: Vec<_> = said.lines().filter(|l| l.contains(CAUSES)).collect();
        assert_eq!(of_the_store.len(), 1, "{said}");
        of_the_store.concat()
    })
}

#[tokio::test]
async fn a_failing_store_is_a_warning_once_a_minute() {
    let pool = TestPool::new();
    let said = three_requests(&pool, pool.verifier_builder().revocation(Broken)).await;
    for (line, level) in said.iter().zip(["WARN", "DEBUG", "WARN"]) {
        assert!(line.contains(&format!("{level} cognito:")), "{line}");
        assert!(line.contains("is refused"), "{line}");
        assert!(line.contains("us-east-1_TestPool1"), "{line}");
    }
}

#[tokio::test]
async fn each_token_that_is_let_in_unchecked_is_a_warning() {
    let pool = TestPool::new();
    let said = three_requests(&pool, pool.verifier_builder().revocation_fail_open(Broken)).await;
    for line in said {
        assert!(line.contains("WARN cognito:"), "{line}");
        assert!(line.contains("is let in"), "{line}");
        assert!(line.contains("us-east-1_TestPool1"), "{line}");
    }
}
