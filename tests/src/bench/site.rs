use std::{sync::Arc, time::SystemTime};

use cognito_core::{
    TokenUse, Verifier, VerifierBuilder,
    clock::Clock as _,
    test_util::{SigningKey, TestPool, TokenBuilder},
};

use super::{RawKey, Shape, StillClock};

/// One user pool with one app client, at the moment when it was made.
#[derive(Clone, Debug)]
pub struct Site {
    /// The pool; its clock shows what [`clock`](Self::clock) shows.
    pub pool: TestPool,
    /// For the verifiers.
    pub clock: StillClock,
}

impl Site {
    /// Makes the pool and its keys.
    ///
    /// # Panics
    /// If the clock is before 1970.
    pub fn new() -> Self {
        let site = Self {
            pool: TestPool::new(),
            clock: StillClock::now(),
        };
        site.pool.clock().set_wall(site.now());
        site
    }

    /// What the clock shows, in seconds since 1970.
    ///
    /// # Panics
    /// If it is before that.
    pub fn now(&self) -> u64 {
        let now = self.clock.wall().duration_since(SystemTime::UNIX_EPOCH);
        now.unwrap().as_secs()
    }

    /// A verifier as [`Verifier::builder`] and [`VerifierBuilder::user_pool`] make it, but for its clock and its fetcher.
    pub fn verifier(&self) -> VerifierBuilder {
        Verifier::builder()
            .user_pool(self.pool.user_pool())
            .clock(self.clock)
            .fetcher(self.pool.clone())
    }

    /// Builds the verifier and fetches its keys.
    ///
    /// # Panics
    /// If the settings are wrong.
    pub async fn warm(verifier: VerifierBuilder) -> Verifier {
        let verifier = verifier.build().unwrap();
        verifier.prefetch().await.unwrap();
        verifier
    }

    /// A token of this shape, for any further change.
    pub fn builder(&self, shape: Shape) -> TokenBuilder {
        shape.of(&self.pool)
    }

    /// A good token of this shape.
    pub fn token(&self, shape: Shape) -> String {
        self.builder(shape).mint()
    }

    /// The key that signs tokens of this use.
    pub fn signing_key(&self, token_use: TokenUse) -> Arc<SigningKey> {
        self.pool.signing_key(token_use)
    }

    /// The verification of an access token's signature alone.
    pub fn raw(&self, token: &str) -> impl Fn() + use<> {
        RawKey::of(&self.signing_key(TokenUse::Access)).verifying(token)
    }
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}
