//! Token in, claims out.

mod attempt;
mod builder;
mod checks;
mod environment;
mod keep_fresh;
#[cfg(feature = "token-cache")]
mod memory;
#[cfg(not(feature = "token-cache"))]
#[path = "no_memory.rs"]
mod memory;
mod place;
mod published;
mod status;
#[cfg(feature = "gateway")]
mod upstream;

use std::{
    collections::HashMap,
    fmt,
    future::{Future as _, poll_fn},
    sync::Arc,
    task::Poll,
    time::Duration,
};

pub(crate) use self::attempt::{Attempt, Waiting};
use self::{
    attempt::{Asked, Held, Stop},
    checks::Rules,
    memory::{Admission, Memory, Voucher},
};
pub use self::{builder::VerifierBuilder, status::VerifierStatus};
use crate::{
    AccessClaims, AuthError, BuildError, CognitoClaims, IdClaims, Provenance, Reason, TokenUse,
    UserPoolId,
    claims::Verified,
    clock::{Clock, since_1970},
    jwks::{KeyState, Moment},
    pool::KeyedPool,
    registry::Registry,
    revocation::{Guard, Ruling},
    token::{Compact, Header, Payload, PayloadText, Scratch},
};

/// Decides about tokens of one or more user pools. Cheap to clone; immutable.
///
/// Making one does no I/O and starts no task: the keys are fetched when the first token asks for them, or by
/// [`Verifier::prefetch`].
///
/// ```no_run
/// use cognito_core::{UserPool, Verifier};
///
/// # async fn demo(token: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let pool = UserPool::new("eu-west-1_AbC123xyz".parse()?, ["7lhlkkfbfb4q5kpp90urffao"]);
/// let verifier = Verifier::builder().user_pool(pool).build()?;
/// let claims = verifier.verify_access(token).await?;
/// println!("{}", claims.subject());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

struct Inner {
    /// Those of the configuration.
    pools: Box<[KeyedPool]>,
    /// Index into `pools` by the exact issuer.
    issuers: HashMap<Box<str>, usize>,
    registry: Option<Registry>,
    rules: Rules,
    max_token_len: usize,
    clock: Arc<dyn Clock>,
    revocation: Option<Arc<Guard>>,
    memory: Memory,
}

impl Verifier {
    /// Starts a verifier; [`VerifierBuilder::user_pool`] is the one thing it needs, or [`VerifierBuilder::pool_registry`].
    pub fn builder() -> VerifierBuilder {
        VerifierBuilder::new()
    }

    /// A verifier of access tokens for the pool that the environment names.
    ///
    /// | variable | holds |
    /// |---|---|
    /// | `COGNITO_USER_POOL_ID` | the user pool's id |
    /// | `COGNITO_CLIENT_ID` | the app client's id, or several with commas between them |
    /// | `COGNITO_ISSUER` | optional: the exact `iss`, for emulators |
    /// | `COGNITO_JWKS_URI` | optional: where the keys are, for emulators |
    ///
    /// # Errors
    /// [`BuildError`], naming the variable and the expected form.
    pub fn from_env() -> Result<Self, BuildError> {
        VerifierBuilder::from_env()?.build()
    }

    /// Verifies a token of any kind that the verifier accepts.
    ///
    /// # Errors
    /// [`AuthError`]: the token is refused, or the keys, the pool registry or the revocation store are unavailable.
    pub async fn verify(&self, token: &str) -> Result<CognitoClaims, AuthError> {
        self.verify_only(None, token.as_bytes()).await
    }

    /// Verifies an access token.
    ///
    /// # Errors
    /// As [`verify`](Self::verify); `wrong_token_use` for an ID token.
    pub async fn verify_access(&self, token: &str) -> Result<AccessClaims, AuthError> {
        match self
            .verify_only(Some(TokenUse::Access), token.as_bytes())
            .await?
        {
            CognitoClaims::Access(claims) => Ok(claims),
            CognitoClaims::Id(_) => Err(Reason::WrongTokenUse.into()),
        }
    }

    /// Verifies an ID token. The verifier must accept them: see [`VerifierBuilder::accept`].
    ///
    /// # Errors
    /// As [`verify`](Self::verify); `wrong_token_use` for an access token.
    pub async fn verify_id(&self, token: &str) -> Result<IdClaims, AuthError> {
        match self
            .verify_only(Some(TokenUse::Id), token.as_bytes())
            .await?
        {
            CognitoClaims::Id(claims) => Ok(claims),
            CognitoClaims::Access(_) => Err(Reason::WrongTokenUse.into()),
        }
    }

    /// Fetches the keys of all pools of the configuration at the same time, for those who want to answer the first request
    /// without a wait.
    ///
    /// Calling it is optional. `verifier.prefetch().await?` is fail-fast: no keys, no service. Where a failure is logged or
    /// ignored instead, requests try again, are answered with 503 until the keys are there, and
    /// [`is_ready`](Self::is_ready) says so to probes. Pools of a
    /// [registry](VerifierBuilder::pool_registry) are looked up when a token names them, and never before.
    ///
    /// # Errors
    /// `keys_unavailable` if a pool's keys cannot be had, after all pools were tried.
    pub async fn prefetch(&self) -> Result<(), AuthError> {
        let mut fetches: Vec<_> = self
            .0
            .pools
            .iter()
            .map(|pool| Box::pin(pool.keys.prefetch()))
            .collect();
        let mut failure = None;
        // All at once: a pool that does not answer holds up no other.
        poll_fn(|cx| {
            fetches.retain_mut(|fetch| match fetch.as_mut().poll(cx) {
                Poll::Pending => true,
                Poll::Ready(outcome) => {
                    failure = failure.take().or(outcome.err());
                    false
                }
            });
            if fetches.is_empty() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        failure.map_or(Ok(()), |keys| Err(keys.into()))
    }

    /// Whether every pool of the configuration has usable keys: an answer for readiness probes. A verifier that has a
    /// [registry](VerifierBuilder::pool_registry) alone is always ready: one tenant's outage is not the program's.
    pub fn is_ready(&self) -> bool {
        self.0.pools.iter().all(|pool| pool.keys.is_ready())
    }

    /// What each pool's key store holds and plans, for status pages. Causes no fetch.
    ///
    /// The pools of the configuration come first, then those of a [registry](VerifierBuilder::pool_registry) that are kept now,
    /// which may be thousands.
    ///
    /// ```
    /// use cognito_core::test_util::TestPool;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let verifier = TestPool::new().verifier();
    /// assert!(!verifier.key_states()[0].ready);
    /// verifier.prefetch().await.unwrap();
    /// let state = &verifier.key_states()[0];
    /// assert_eq!((state.ready, state.kids.len(), state.fetches), (true, 2, 1));
    /// # }
    /// ```
    pub fn key_states(&self) -> Vec<KeyState> {
        let configured = self.0.pools.iter().map(|pool| pool.keys.state());
        let looked_up = self.0.registry.iter().flat_map(Registry::pools);
        let looked_up = looked_up.map(|registered| registered.pool.keys.state());
        configured.chain(looked_up).collect()
    }

    /// Makes a change of a tenant count at once: the next token of this pool waits until the registry was asked again.
    ///
    /// Call it after a tenant was added, changed or removed. It does nothing to the pools of the configuration. Other processes
    /// have a memory of their own: theirs ends by itself, see [`registry`](crate::registry). The pool's keys are kept, in case
    /// it is found again.
    ///
    /// While the registry does not answer, tokens of the pool are answered with 503: what was known counts no more.
    ///
    /// ```
    /// use std::sync::{Arc, atomic::{AtomicBool, Ordering}};
    /// use cognito_core::{UserPool, UserPoolId, Verifier, future::BoxFuture, test_util::TestPool};
    /// use cognito_core::registry::{PoolLookupError, PoolRegistry};
    ///
    /// /// A single tenant, who may leave.
    /// #[derive(Debug)]
    /// struct Tenant(AtomicBool, UserPoolId);
    ///
    /// impl PoolRegistry for Tenant {
    ///     fn find<'a>(&'a self, id: &'a UserPoolId) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
    ///         let is_there = self.0.load(Ordering::SeqCst) && self.1 == *id;
    ///         let pool = is_there.then(|| UserPool::with_any_client(id.clone()));
    ///         Box::pin(async { Ok(pool) })
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let pool = TestPool::new();
    /// let tenant = Arc::new(Tenant(AtomicBool::new(true), pool.id().clone()));
    /// let verifier = Verifier::builder()
    ///     .pool_registry(tenant.clone())
    /// #   .clock(pool.clock().clone()).fetcher(pool.clone())
    ///     .build()?;
    /// # let token = pool.access_token().mint();
    /// assert!(verifier.verify(&token).await.is_ok());
    ///
    /// tenant.0.store(false, Ordering::SeqCst);
    /// assert!(verifier.verify(&token).await.is_ok(), "remembered for five minutes");
    /// verifier.forget_pool(pool.id());
    /// assert_eq!(verifier.verify(&token).await.unwrap_err().status(), 401);
    /// # Ok(()) }
    /// ```
    pub fn forget_pool(&self, id: &UserPoolId) {
        if let Some(registry) = &self.0.registry {
            registry.forget(id);
        }
    }

    /// Decides at once if pool and key are at hand, or are known not to exist, and the revocation store answers at once.
    pub(crate) fn attempt(&self, token: &[u8]) -> Attempt {
        self.attempt_only(None, token, Held::default())
    }

    /// Decides when what was missing has come. The whole token is looked at anew: it may have expired meanwhile.
    pub(crate) async fn verify_after(
        &self,
        token: &[u8],
        waiting: Waiting,
    ) -> Result<CognitoClaims, AuthError> {
        self.verify_only_after(None, token, waiting).await
    }

    /// Verifies a token of one kind, where `wanted` names it: another kind is refused before a key is asked for.
    async fn verify_only(
        &self,
        wanted: Option<TokenUse>,
        token: &[u8],
    ) -> Result<CognitoClaims, AuthError> {
        match self.attempt_only(wanted, token, Held::default()) {
            Attempt::Ask(asking) => asking.answer().await,
            Attempt::Done(done) => done,
            // In a box: what is rare must not make every future large.
            Attempt::Wait(waiting) => {
                Box::pin(self.verify_only_after(wanted, token, waiting)).await
            }
        }
    }

    fn attempt_only(&self, wanted: Option<TokenUse>, token: &[u8], held: Held) -> Attempt {
        let inner = &*self.0;
        let now = Moment::now(&*inner.clock);
        if held.is_empty()
            && let Some(claims) = inner.recall(wanted, token, now)
        {
            return match self.heed_revocation(claims) {
                Ruling::Ask(asking) => Attempt::Ask(Asked::new(asking, Admission::none())),
                Ruling::Done(done) => Attempt::Done(done),
            };
        }
        let (claims, origin) = match self.decide(wanted, token, held, now) {
            Ok(decided) => decided,
            Err(Stop::Refused(error)) => return Attempt::Done(Err(error)),
            Err(Stop::Wait(waiting)) => return Attempt::Wait(waiting),
        };
        match self.heed_revocation(claims) {
            Ruling::Ask(asking) => {
                Attempt::Ask(Asked::new(asking, inner.memory.later(token, origin)))
            }
            Ruling::Done(done) => {
                if let Ok(claims) = &done {
                    inner.memory.remember(token, claims, origin);
                }
                Attempt::Done(done)
            }
        }
    }

    async fn verify_only_after(
        &self,
        wanted: Option<TokenUse>,
        token: &[u8],
        waiting: Waiting,
    ) -> Result<CognitoClaims, AuthError> {
        waiting
            .then(|held| self.attempt_only(wanted, token, held))
            .await
    }

    /// The last step of verification; no store is asked about a token that is refused anyway.
    fn heed_revocation(&self, claims: CognitoClaims) -> Ruling {
        match &self.0.revocation {
            Some(guard) => guard.rule(claims, &self.0.clock, self.0.rules.leeway),
            None => Ruling::Done(Ok(claims)),
        }
    }

    /// The steps of the manual of rules, section 4, in its order, up to the age of the token.
    fn decide(
        &self,
        wanted: Option<TokenUse>,
        token: &[u8],
        held: Held,
        now: Moment,
    ) -> Result<(CognitoClaims, Voucher), Stop> {
        let inner = &*self.0;
        let mut scratch = Scratch::new();
        let compact = Compact::parse(token, inner.max_token_len, &mut scratch)?;
        let header = Header::parse(&compact.header)?;
        let mut room = None;
        let payload =
            Payload::read(&compact.payload, &mut room).map_err(|_| Reason::MalformedToken)?;
        let kid = header.kid()?;
        let issuer = checks::issuer(payload)?;
        let configured = inner.configured(&issuer)?;
        let since = since_1970(now.wall());
        let times = checks::times(payload, inner.rules.leeway, since)?;
        let token_use = checks::token_use(payload, &inner.rules.accepted, wanted)?;
        let (pool, key) = inner.place(configured, &issuer, held)?;
        let client = checks::client(payload, token_use, &pool.about.clients)?;
        let key = match key {
            Some(key) => key,
            None => pool.key(kid, pool.keys.moment(&inner.clock, now))?,
        };
        if !key.verify(compact.signed, &compact.signature) {
            return Err(Reason::BadSignature.into());
        }
        pool.mark_used();
        let (parts, unescaped) =
            checks::after_signature(payload, token_use, &client, &times, &inner.rules, since)?;
        let claims = CognitoClaims::new(Verified {
            payload: PayloadText::new(compact.payload, &unescaped),
            pool: pool.about.id.clone(),
            token_use,
            provenance: Provenance::Token,
            ambiguous_groups: None,
            parts,
        });
        let origin = inner.memory.origin(&pool, &key, &claims);
        Ok((claims, origin))
    }

    /// Whether both are clones of one verifier.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    #[cfg(test)]
    pub(crate) fn registry(&self) -> Option<&Registry> {
        self.0.registry.as_ref()
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// Seconds since 1970, by the verifier's clock.
    pub(crate) fn now(&self) -> Duration {
        since_1970(self.0.clock.wall())
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field(
                "pools",
                &self.0.pools.iter().map(|p| &p.about.id).collect::<Vec<_>>(),
            )
            .field("registry", &self.0.registry.is_some())
            .field("rules", &self.0.rules)
            .field(
                "revocation",
                &self.0.revocation.as_deref().map(Guard::on_failure),
            )
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
