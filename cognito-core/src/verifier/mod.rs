//! Token in, claims out.

mod builder;
mod checks;
mod environment;

use std::{
    collections::HashMap,
    fmt,
    future::{Future as _, poll_fn},
    sync::Arc,
    task::Poll,
    time::Duration,
};

pub use self::builder::VerifierBuilder;
use self::checks::Rules;
use crate::{
    AccessClaims, AuthError, BuildError, CognitoClaims, IdClaims, Reason, TokenUse, UserPoolId,
    claims::Verified,
    clock::{Clock, since_1970},
    jwks::{KeyMiss, KeyRef, KeyState, KeyStore, KeyWait, Lookup},
    pool::ClientRule,
    revocation::{Asking, Guard, Ruling},
    token::{Compact, Header, Payload, Scratch},
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
    pools: Box<[Pool]>,
    /// Index into `pools` by the exact issuer.
    issuers: HashMap<Box<str>, usize>,
    rules: Rules,
    max_token_len: usize,
    clock: Arc<dyn Clock>,
    revocation: Option<Arc<Guard>>,
}

struct Pool {
    id: UserPoolId,
    clients: ClientRule,
    keys: KeyStore,
}

/// What could be said without waiting.
pub(crate) enum Attempt {
    /// The token is good, unless the revocation store says otherwise.
    Ask(Asking),
    Done(Result<CognitoClaims, AuthError>),
    /// The key must be fetched first.
    Fetch(KeyWait),
}

impl Verifier {
    /// Starts a verifier; [`VerifierBuilder::user_pool`] is the one thing it needs.
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
    /// [`AuthError`]: the token is refused, or the keys or the revocation store are unavailable.
    pub async fn verify(&self, token: &str) -> Result<CognitoClaims, AuthError> {
        self.verify_only(None, token).await
    }

    /// Verifies an access token.
    ///
    /// # Errors
    /// As [`verify`](Self::verify); `wrong_token_use` for an ID token.
    pub async fn verify_access(&self, token: &str) -> Result<AccessClaims, AuthError> {
        match self.verify_only(Some(TokenUse::Access), token).await? {
            CognitoClaims::Access(claims) => Ok(claims),
            CognitoClaims::Id(_) => Err(Reason::WrongTokenUse.into()),
        }
    }

    /// Verifies an ID token. The verifier must accept them: see [`VerifierBuilder::accept`].
    ///
    /// # Errors
    /// As [`verify`](Self::verify); `wrong_token_use` for an access token.
    pub async fn verify_id(&self, token: &str) -> Result<IdClaims, AuthError> {
        match self.verify_only(Some(TokenUse::Id), token).await? {
            CognitoClaims::Id(claims) => Ok(claims),
            CognitoClaims::Access(_) => Err(Reason::WrongTokenUse.into()),
        }
    }

    /// Fetches the keys of all pools at the same time, for those who want to answer the first request without a wait.
    ///
    /// Calling it is optional, and a failure may be ignored: requests try again.
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

    /// Whether every pool has usable keys: an answer for readiness probes.
    pub fn is_ready(&self) -> bool {
        self.0.pools.iter().all(|pool| pool.keys.is_ready())
    }

    /// What each pool's key store holds and plans, for status pages. Causes no fetch.
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
        self.0.pools.iter().map(|pool| pool.keys.state()).collect()
    }

    /// Decides at once if the key is at hand, or is known not to exist, and the revocation store answers at once.
    pub(crate) fn attempt(&self, token: &str) -> Attempt {
        self.attempt_only(None, token)
    }

    /// Decides when the key has come. The whole token is looked at anew: it may have expired meanwhile.
    pub(crate) async fn verify_after(
        &self,
        token: &str,
        wait: KeyWait,
    ) -> Result<CognitoClaims, AuthError> {
        self.verify_only_after(None, token, wait).await
    }

    /// Verifies a token of one kind, where `wanted` names it: another kind is refused before a key is asked for.
    async fn verify_only(
        &self,
        wanted: Option<TokenUse>,
        token: &str,
    ) -> Result<CognitoClaims, AuthError> {
        match self.attempt_only(wanted, token) {
            Attempt::Ask(asking) => asking.answer().await,
            Attempt::Done(done) => done,
            Attempt::Fetch(wait) => self.verify_only_after(wanted, token, wait).await,
        }
    }

    fn attempt_only(&self, wanted: Option<TokenUse>, token: &str) -> Attempt {
        let mut wait = None;
        let decided = self.decide(wanted, token, |pool, kid| match pool.keys.lookup(kid) {
            Lookup::Found(key) => Ok(key),
            Lookup::Absent => Err(Reason::UnknownKid.into()),
            Lookup::Unavailable(keys) => Err(keys.into()),
            Lookup::Wait(key) => {
                wait = Some(key);
                Err(Reason::KeysUnavailable.into())
            }
        });
        match wait {
            Some(wait) => Attempt::Fetch(wait),
            None => match self.heed_revocation(decided) {
                Ruling::Ask(asking) => Attempt::Ask(asking),
                Ruling::Done(done) => Attempt::Done(done),
            },
        }
    }

    async fn verify_only_after(
        &self,
        wanted: Option<TokenUse>,
        token: &str,
        wait: KeyWait,
    ) -> Result<CognitoClaims, AuthError> {
        let key = wait.await.map_err(|miss| match miss {
            KeyMiss::Absent => AuthError::from(Reason::UnknownKid),
            KeyMiss::Unavailable(keys) => keys.into(),
        })?;
        match self.heed_revocation(self.decide(wanted, token, |_, _| Ok(key))) {
            Ruling::Ask(asking) => asking.answer().await,
            Ruling::Done(done) => done,
        }
    }

    /// The last step of verification; no store is asked about a token that is refused anyway.
    fn heed_revocation(&self, decided: Result<CognitoClaims, AuthError>) -> Ruling {
        match (decided, &self.0.revocation) {
            (Ok(claims), Some(guard)) => guard.rule(claims, &self.0.clock, self.0.rules.leeway),
            (decided, _) => Ruling::Done(decided),
        }
    }

    /// The steps of the manual of rules, section 4, in its order, up to the age of the token.
    fn decide(
        &self,
        wanted: Option<TokenUse>,
        token: &str,
        find_key: impl FnOnce(&Pool, &str) -> Result<KeyRef, AuthError>,
    ) -> Result<CognitoClaims, AuthError> {
        let inner = &*self.0;
        let mut scratch = Scratch::new();
        let compact = Compact::parse(token, inner.max_token_len, &mut scratch)?;
        let header = Header::parse(&compact.header)?;
        let payload = Payload::read(&compact.payload).map_err(|_| Reason::MalformedToken)?;
        let kid = header.kid()?;
        let pool = inner.pool(&checks::issuer(&payload)?)?;
        let now = self.now();
        let (token_use, client) =
            checks::before_key(&payload, &pool.clients, &inner.rules, wanted, now)?;
        let key = find_key(pool, kid)?;
        if !key.verify(compact.signed, &compact.signature) {
            return Err(Reason::BadSignature.into());
        }
        let parts = checks::after_signature(
            &compact.payload,
            &payload,
            token_use,
            client,
            &inner.rules,
            now,
        )?;
        let payload = String::from_utf8(compact.payload).map_err(|_| Reason::MalformedToken)?;
        Ok(CognitoClaims::new(Verified {
            payload: payload.into(),
            pool: pool.id.clone(),
            token_use,
            parts,
        }))
    }

    /// Whether both are clones of one verifier.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Seconds since 1970, by the verifier's clock.
    pub(crate) fn now(&self) -> Duration {
        since_1970(self.0.clock.wall())
    }
}

impl Inner {
    fn pool(&self, issuer: &str) -> Result<&Pool, Reason> {
        self.issuers
            .get(issuer)
            .and_then(|index| self.pools.get(*index))
            .ok_or(Reason::UnknownIssuer)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field(
                "pools",
                &self.0.pools.iter().map(|p| &p.id).collect::<Vec<_>>(),
            )
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
