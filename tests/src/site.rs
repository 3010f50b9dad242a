use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use cognito_core::{
    Authenticator, AuthenticatorBuilder, Policy, TokenSource, Verifier, VerifierBuilder,
    test_util::TestPool,
};
use serde_json::Value;

use crate::Wants;

/// What the handler answers.
pub(crate) const GREETING: &str = "hello";

/// How a site is protected, and what its one handler asks for.
pub(crate) struct Site {
    pub(crate) placement: Placement,
    pub(crate) wants: Wants,
    pub(crate) authenticator: fn(AuthenticatorBuilder) -> AuthenticatorBuilder,
    pub(crate) verifier: fn(VerifierBuilder) -> VerifierBuilder,
    pub(crate) without_token: WithoutToken,
    pub(crate) policy: Policy,
    pub(crate) require: Option<Policy>,
}

/// Where tokens are verified.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Placement {
    /// By the layer or middleware.
    Layer,
    /// By the layer; the extractor has an authenticator of its own in reach.
    LayerAndExtractor,
    /// By the layer, inside another one that takes its token from the header `x-outer`.
    Nested,
    /// By a layer with a plain authenticator, and by the extractor with this one in reach. Plain tower has no extractor.
    ExtractorInsideAnother,
    /// By the extractor, with an authenticator in reach. Plain tower has no extractor.
    Extractor,
    /// By the extractor, with a verifier in reach. Plain tower has no extractor.
    ExtractorWithVerifier,
    /// By nobody: this authenticator and a verifier that is not its own are in the extractor's reach. Plain tower has no
    /// extractor.
    AmbiguousExtractor,
    /// Nowhere.
    Nowhere,
}

/// What becomes of a request without a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum WithoutToken {
    Refused,
    /// It is anonymous: `AuthenticatorBuilder::optional`.
    Optional,
    /// It is anonymous: `Authenticator::or_anonymous`.
    OrAnonymous,
}

impl Site {
    /// A site behind a layer with a plain authenticator.
    pub(crate) fn new(wants: Wants) -> Self {
        Self {
            placement: Placement::Layer,
            wants,
            authenticator: |auth| auth,
            verifier: |verifier| verifier,
            without_token: WithoutToken::Refused,
            policy: Policy::authenticated(),
            require: None,
        }
    }

    /// A site behind a layer, whose handler wants `CognitoClaims`.
    pub(crate) fn claims() -> Self {
        Self::new(Wants::Claims)
    }

    /// Sets where tokens are verified.
    #[must_use]
    pub(crate) fn placed(mut self, placement: Placement) -> Self {
        self.placement = placement;
        self
    }

    /// Configures the authenticator.
    #[must_use]
    pub(crate) fn auth(mut self, with: fn(AuthenticatorBuilder) -> AuthenticatorBuilder) -> Self {
        self.authenticator = with;
        self
    }

    /// Lets requests without a token pass. Decisions are not counted then: it takes a policy to see them.
    #[must_use]
    pub(crate) fn optional(mut self) -> Self {
        self.without_token = WithoutToken::Optional;
        self
    }

    /// As [`optional`](Self::optional), by the other way: the policy holds for those with a token, and decisions are counted.
    #[must_use]
    pub(crate) fn or_anonymous(mut self) -> Self {
        self.without_token = WithoutToken::OrAnonymous;
        self
    }

    /// Configures the verifier.
    #[must_use]
    pub(crate) fn verifying(mut self, with: fn(VerifierBuilder) -> VerifierBuilder) -> Self {
        self.verifier = with;
        self
    }

    /// Sets the authenticator's policy.
    #[must_use]
    pub(crate) fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Puts the adapter's `Require` around the handler.
    #[must_use]
    pub(crate) fn require(mut self, policy: Policy) -> Self {
        self.require = Some(policy);
        self
    }

    /// The site with a verifier of its own, for one framework.
    pub(crate) fn live(&self, pool: &TestPool) -> LiveSite {
        let verifier = (self.verifier)(pool.verifier_builder()).build().unwrap();
        let log = Arc::new(Log::default());
        let counter = Arc::clone(&log);
        let counting = Policy::custom("counted", move |_| {
            counter.decisions.fetch_add(1, Ordering::SeqCst);
            true
        });
        let builder = (self.authenticator)(Authenticator::builder(verifier.clone()));
        let policy = self.policy.clone();
        let builder = match self.without_token {
            WithoutToken::Optional => builder.optional().require(policy),
            WithoutToken::Refused | WithoutToken::OrAnonymous => {
                builder.require(Policy::all([counting, policy]))
            }
        };
        let mut auth = builder.build().unwrap();
        if self.without_token == WithoutToken::OrAnonymous {
            auth = auth.or_anonymous();
        }
        let outer = Authenticator::builder(verifier.clone())
            .token_sources([TokenSource::header("x-outer")])
            .build()
            .unwrap();
        LiveSite {
            placement: self.placement,
            wants: self.wants,
            auth,
            outer,
            members: Authenticator::new(verifier.clone()),
            another: pool.verifier(),
            verifier,
            require: self.require.clone(),
            log,
        }
    }
}

/// A [`Site`] in one framework.
#[derive(Debug)]
pub(crate) struct LiveSite {
    pub(crate) placement: Placement,
    pub(crate) wants: Wants,
    pub(crate) auth: Authenticator,
    pub(crate) outer: Authenticator,
    pub(crate) members: Authenticator,
    pub(crate) verifier: Verifier,
    pub(crate) another: Verifier,
    pub(crate) require: Option<Policy>,
    pub(crate) log: Arc<Log>,
}

/// What happened behind the answer.
#[derive(Debug, Default)]
pub(crate) struct Log {
    seen: Mutex<Vec<Value>>,
    decisions: AtomicUsize,
}

impl Log {
    pub(crate) fn saw(&self, claims: Value) {
        self.seen.lock().unwrap().push(claims);
    }

    /// What happened since the last call.
    pub(crate) fn take(&self) -> (Vec<Value>, usize) {
        let seen = std::mem::take(&mut *self.seen.lock().unwrap());
        (seen, self.decisions.swap(0, Ordering::SeqCst))
    }
}
