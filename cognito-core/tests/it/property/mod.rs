//! Rules that hold for any input, against models that are too simple to be wrong.
//!
//! The gate tries few inputs; `PROPTEST_CASES` asks for more, as the full run does.

mod decoding;
mod flip;
mod round_trip;
mod structure;
mod time;

use std::{
    pin::pin,
    sync::LazyLock,
    task::{Context, Poll, Waker},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::{
    CognitoClaims, Reason, TokenUse, Verifier, VerifierBuilder,
    jwks::{KeyStore, StaticKeys},
    test_util::{ManualClock, TestPool},
};
use proptest::prelude::ProptestConfig;

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);
static KEYS: LazyLock<KeyStore> = LazyLock::new(|| {
    let keys = StaticKeys::from_json(POOL.jwks()).unwrap();
    let store = KeyStore::builder(&POOL.user_pool()).pinned_keys(keys);
    store.build().unwrap()
});
static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| at(NOW).build().unwrap());

/// When the pool's tokens are minted.
const NOW: Duration = Duration::from_secs(1_763_000_000);

/// This many cases, unless the environment asks for others.
fn cases(cases: u32) -> ProptestConfig {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let mut config = ProptestConfig::default();
    if !asked {
        config.cases = cases;
    }
    config.failure_persistence = None;
    config
}

/// A verifier of both kinds of token at this time.
fn at(now: Duration) -> VerifierBuilder {
    let clock = ManualClock::new(now.as_secs());
    clock.advance(Duration::from_nanos(now.subsec_nanos().into()));
    Verifier::builder()
        .user_pool_with_keys(POOL.user_pool(), KEYS.clone())
        .accept([TokenUse::Access, TokenUse::Id])
        .clock(clock)
}

/// With pinned keys nothing is waited for.
fn verify(verifier: &Verifier, token: &str) -> Result<CognitoClaims, Reason> {
    let decision = pin!(verifier.verify(token));
    match decision.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(decided) => decided.map_err(|error| error.reason()),
        Poll::Pending => panic!("pinned keys are waited for"),
    }
}

/// A token of this header and this payload under no good signature: one that is refused as such passed all before.
fn unsigned(header: &str, payload: &[u8]) -> String {
    let signature = "A".repeat(342);
    [header.as_bytes(), payload]
        .map(|part| URL_SAFE_NO_PAD.encode(part))
        .join(".")
        + "."
        + &signature
}

/// Refuses the signature of this payload, or what comes before.
fn refusal_of(payload: &str) -> Reason {
    let header = POOL.access_token().header_json();
    verify(&VERIFIER, &unsigned(&header, payload.as_bytes())).unwrap_err()
}

/// The claims of an access token, with one more member.
fn with_member(member: &str) -> String {
    let claims = POOL.access_token().claims_json();
    claims.replacen('{', &format!("{{{member},"), 1)
}
