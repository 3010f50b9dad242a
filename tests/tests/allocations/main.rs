//! What a request costs in allocations while its key is at hand: an adapter adds none to core's but the two insertions.
//!
//! Of each framework three compositions are counted: the bare handler, the handler behind a layer that only inserts what
//! ours leaves in the request's extensions, and the handler behind ours. The middle one is what our layer's place costs,
//! whatever stands there; between it and ours there is core, and nothing else. Each answer is there at the first poll.
//!
//! A reallocation counts as an allocation. Only the calling thread is counted, and only what Rust allocates.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "test code: a surprise should stop the test"
)]

mod counts;
mod in_actix;
mod in_axum;
mod in_tower;
mod once;
mod verifier;

use cognito_core::{
    Authentication, Authenticator, CognitoClaims, Step, VerifierBuilder,
    test_util::{TestHead, TestPool},
    token_cache::TokenCacheSettings,
};
use cognito_tests::bench::at_once;

use self::counts::CORE;

/// What a request costs in one framework.
#[derive(Debug, Eq, PartialEq)]
struct Costs {
    /// The handler behind our layer, beyond one behind a layer that inserts two values.
    layer: u64,
    /// A handler that takes `Cognito<AccessClaims>`, beyond one that takes the claims as the framework hands out any value.
    extractor: u64,
}

/// An authenticator that has its keys, and a token.
struct Site {
    auth: Authenticator,
    token: String,
}

impl Site {
    fn new() -> Self {
        Self::with(|verifier| verifier)
    }

    /// One whose verifier remembers tokens by all their bytes.
    fn remembering() -> Self {
        let settings = TokenCacheSettings::default().keep_whole_tokens();
        Self::with(|verifier| verifier.token_cache(settings))
    }

    fn with(settings: impl FnOnce(VerifierBuilder) -> VerifierBuilder) -> Self {
        let pool = TestPool::new();
        let verifier = settings(pool.verifier_builder()).build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.unwrap().block_on(verifier.prefetch()).unwrap();
        Self {
            auth: Authenticator::new(verifier),
            token: pool.access_token().mint(),
        }
    }

    /// The value of the `Authorization` header.
    fn credentials(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// What a layer leaves in the extensions.
    fn decision(&self) -> (Authentication, CognitoClaims) {
        let head = TestHead::get("/").bearer(&self.token);
        let Step::Ready(Ok(decision)) = self.auth.authenticate(&head) else {
            panic!("the key is at hand, and the token is good");
        };
        let claims = decision.claims().unwrap().clone();
        (decision, claims)
    }
}

/// How often a request was met before it is counted: what is made once is made then, and a token that a verifier remembers is
/// taken near when it is met for the third time.
const MEETINGS: usize = 3;

/// The answer to the last of equal requests, and what it cost.
fn count<R, F: Future>(request: impl Fn() -> R, mut send: impl FnMut(R) -> F) -> (u64, F::Output) {
    (0..MEETINGS).for_each(|_| drop(at_once(send(request()))));
    let (request, mut answer) = (request(), None);
    let cost = allocation_counter::measure(|| answer = Some(at_once(send(request))));
    (cost.count_total, answer.unwrap())
}

#[test]
fn core() {
    let site = Site::new();
    let head = TestHead::get("/").bearer(&site.token);
    drop(site.decision());
    let cost = allocation_counter::measure(|| drop(site.auth.authenticate(&head)));
    assert_eq!(cost.count_total, CORE);
}
