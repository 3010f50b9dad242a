//! Request head in, decision out: all that a middleware does, without a framework.

mod bearer_token;
mod builder;
mod expiry;
mod extract;
mod gate;
mod reach;

use std::{
    borrow::Cow,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

pub use self::{
    bearer_token::BearerToken,
    builder::AuthenticatorBuilder,
    expiry::Expiry,
    extract::FromAuth,
    gate::{Gate, Passage},
    reach::Reach,
};
use crate::{
    AuthError, CognitoClaims, Policy, Reason, Rejection, RequestHead, TokenSource, Verifier,
    future::BoxFuture,
    observe,
    rejection::AnswerStyle,
    source::{self, TrustedOrigins},
    verifier::Attempt,
};

/// Decides about requests: finds the token, verifies it, applies a policy. Cheap to clone.
///
/// ```
/// use cognito_core::{Authenticator, Policy, test_util::TestPool};
///
/// let verifier = TestPool::new().verifier();
/// let members = Authenticator::new(verifier.clone());
/// let admins = Authenticator::builder(verifier).require(Policy::group("admins")).build()?;
/// # let _ = (members, admins);
/// # Ok::<(), cognito_core::BuildError>(())
/// ```
#[derive(Clone)]
pub struct Authenticator(Arc<Config>);

#[derive(Clone)]
struct Config {
    verifier: Verifier,
    sources: Vec<TokenSource>,
    /// The names of the headers that these look at.
    token_headers: Box<[Box<str>]>,
    trusted_origins: TrustedOrigins,
    policy: Policy,
    optional: bool,
    allow_preflight: bool,
    accept_upstream: bool,
    style: Arc<AnswerStyle>,
}

impl Authenticator {
    /// Wants a verified token in the `Authorization` header of every request.
    pub fn new(verifier: Verifier) -> Self {
        AuthenticatorBuilder::new(verifier).finish()
    }

    /// Starts an authenticator with other wishes.
    pub fn builder(verifier: Verifier) -> AuthenticatorBuilder {
        AuthenticatorBuilder::new(verifier)
    }

    /// The same, but a request without a token passes as anonymous. For the routes of an application that also serve
    /// visitors: one authenticator, two layers.
    ///
    /// A bad token is refused all the same, and the policy holds for whoever brings one. So a policy does not keep anybody
    /// out of these routes: who fails it can leave the token away. With
    /// [`AuthenticatorBuilder::optional`](AuthenticatorBuilder::optional) there can be no policy at all.
    ///
    /// ```
    /// use cognito_core::{Authenticator, Policy, Reason, Step, test_util::{TestHead, TestPool}};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let verifier = pool.verifier();
    /// verifier.prefetch().await?;
    /// let members = Authenticator::builder(verifier).require(Policy::group("members")).build()?;
    /// let visitors = members.or_anonymous();
    ///
    /// let nobody = TestHead::get("/news");
    /// assert!(matches!(members.authenticate(&nobody), Step::Ready(Err(_))));
    /// let Step::Ready(Ok(decided)) = visitors.authenticate(&nobody) else { panic!("visitors may read the news") };
    /// assert!(decided.claims().is_none());
    ///
    /// let stranger = TestHead::get("/news").bearer(&pool.access_token().mint());
    /// let Step::Ready(Err(refused)) = visitors.authenticate(&stranger) else { panic!("not a member") };
    /// assert_eq!(refused.reason(), Reason::MissingGroup);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn or_anonymous(&self) -> Self {
        if self.0.optional {
            return self.clone();
        }
        Self(Arc::new(Config {
            optional: true,
            ..Config::clone(&self.0)
        }))
    }

    /// The same, and tokens must meet this policy as well. For the routes of an application that want more than the others:
    /// one authenticator, a layer for each of them.
    ///
    /// A request without a token is refused, whatever [`or_anonymous`](Self::or_anonymous) or
    /// [`AuthenticatorBuilder::optional`] said before: nobody meets a policy without one. So is a CORS preflight, whatever
    /// [`AuthenticatorBuilder::allow_preflight`] said: the CORS layer belongs outside.
    ///
    /// A policy that no token can meet closes these routes to all; [`Policy::checked`] finds that at the start.
    ///
    /// ```
    /// use cognito_core::{Authenticator, Policy, Reason, Step, test_util::{TestHead, TestPool}};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let verifier = pool.verifier();
    /// verifier.prefetch().await?;
    /// let members = Authenticator::builder(verifier).require(Policy::group("members")).build()?;
    /// let editors = members.requiring(Policy::scope("news/write"));
    ///
    /// let member = TestHead::get("/news").bearer(&pool.access_token().group("members").mint());
    /// assert!(matches!(members.authenticate(&member), Step::Ready(Ok(_))));
    /// let Step::Ready(Err(refused)) = editors.authenticate(&member) else { panic!("not an editor") };
    /// assert_eq!(refused.reason(), Reason::InsufficientScope);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn requiring(&self, policy: Policy) -> Self {
        let config = Config::clone(&self.0);
        Self(Arc::new(Config {
            optional: false,
            allow_preflight: false,
            policy: config.policy.and(policy),
            ..config
        }))
    }

    /// Decides at once when the pool and its signing key are at hand and no revocation store must be waited for, else hands
    /// back a future.
    pub fn authenticate(&self, head: &dyn RequestHead) -> Step {
        let config = &*self.0;
        let preflight = is_preflight(head);
        if preflight && config.allow_preflight {
            return Step::Ready(Ok(self.anonymous()));
        }
        #[cfg(feature = "gateway")]
        if config.accept_upstream
            && let Some(context) = head.upstream()
        {
            // A gateway's authorizer may have found the token in the cookie that a source here would look for.
            let is_ambient = config.sources.iter().any(TokenSource::is_ambient);
            if is_ambient && !config.trusted_origins.admit(head) {
                return Step::Ready(Err(self.reject(Reason::UntrustedOrigin, || head.path())));
            }
            return self.decide_upstream(context, head);
        }
        let token = match source::find(&config.sources, &config.trusted_origins, head) {
            Ok(token) => token,
            Err(Reason::MissingToken | Reason::NotBearer) if config.optional => {
                return Step::Ready(Ok(self.anonymous()));
            }
            Err(reason) => {
                if preflight {
                    observe::preflight_refused();
                }
                return Step::Ready(Err(self.reject(reason, || head.path())));
            }
        };
        match config.verifier.attempt(token.bytes()) {
            Attempt::Ask(asking) => {
                let (this, route) = (self.clone(), head.path().into_owned());
                Step::Pending(AuthFuture(Box::pin(async move {
                    let decided = asking.answer().await;
                    this.conclude(decided, || Cow::Borrowed(&route))
                })))
            }
            Attempt::Done(decided) => {
                let decided = decided.map_err(|error| token.blame(error));
                Step::Ready(self.conclude(decided, || head.path()))
            }
            Attempt::Wait(waiting) => {
                let (this, token) = (self.clone(), token.bytes().to_owned());
                let route = head.path().into_owned();
                Step::Pending(AuthFuture(Box::pin(async move {
                    let decided = this.0.verifier.verify_after(&token, waiting).await;
                    this.conclude(decided, || Cow::Borrowed(&route))
                })))
            }
        }
    }

    #[cfg(feature = "gateway")]
    fn decide_upstream(
        &self,
        context: &crate::gateway::UpstreamContext,
        head: &dyn RequestHead,
    ) -> Step {
        let verifier = &self.0.verifier;
        let answer: BoxFuture<'static, _> = match verifier.attempt_upstream(context) {
            Attempt::Done(decided) => return Step::Ready(self.conclude(decided, || head.path())),
            Attempt::Ask(asking) => Box::pin(asking.answer()),
            Attempt::Wait(waiting) => {
                let (verifier, context) = (verifier.clone(), context.clone());
                Box::pin(async move { verifier.check_upstream_after(&context, waiting).await })
            }
        };
        let (this, route) = (self.clone(), head.path().into_owned());
        Step::Pending(AuthFuture(Box::pin(async move {
            this.conclude(answer.await, || Cow::Borrowed(&route))
        })))
    }

    /// The headers that may hold the token, with lower-case names: for adapters to keep out of logs.
    pub fn token_headers(&self) -> impl Iterator<Item = &str> {
        self.0.token_headers.iter().map(|name| &**name)
    }

    fn conclude<'r>(
        &self,
        decided: Result<CognitoClaims, AuthError>,
        route: impl FnOnce() -> Cow<'r, str>,
    ) -> Result<Authentication, Rejection> {
        let config = &*self.0;
        decided
            .and_then(|claims| {
                let now = || config.verifier.now();
                config
                    .policy
                    .check_by(&claims, &now, config.accept_upstream)?;
                Ok(claims)
            })
            .map(|claims| {
                observe::accepted(Some(claims.token_use()));
                Authentication {
                    auth: self.clone(),
                    claims: Some(claims),
                }
            })
            .map_err(|error| self.reject(error, route))
    }

    fn anonymous(&self) -> Authentication {
        observe::accepted(None);
        Authentication {
            auth: self.clone(),
            claims: None,
        }
    }

    /// `route` is for the log, and asked for only if there is one: it may cost an allocation.
    fn reject<'r>(
        &self,
        error: impl Into<AuthError>,
        route: impl FnOnce() -> Cow<'r, str>,
    ) -> Rejection {
        let error = error.into();
        observe::refused(error.reason(), route);
        Rejection::new(error, Arc::clone(&self.0.style))
    }
}

/// Wants a verified token in the `Authorization` header of every request, as [`Authenticator::new`] does.
impl From<Verifier> for Authenticator {
    fn from(verifier: Verifier) -> Self {
        Self::new(verifier)
    }
}

impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticator")
            .field("verifier", &self.0.verifier)
            .field("sources", &self.0.sources)
            .field("policy", &self.0.policy)
            .field("optional", &self.0.optional)
            .finish_non_exhaustive()
    }
}

/// A CORS preflight (Fetch Standard): browsers send it without credentials.
fn is_preflight(head: &dyn RequestHead) -> bool {
    head.method() == "OPTIONS"
        && head.header("origin", 0).is_some()
        && head.header("access-control-request-method", 0).is_some()
}

/// What [`Authenticator::authenticate`] could say at once.
///
/// There will be no third variant: adapters match it, and must answer in every case.
#[derive(Debug)]
#[must_use]
pub enum Step {
    /// The pool must be looked up or the key be fetched first, or the revocation store must be waited for.
    Pending(AuthFuture),
    /// Decided, without a future in between.
    Ready(Result<Authentication, Rejection>),
}

/// A decision that waits for a pool, a key, or the revocation store.
#[must_use]
pub struct AuthFuture(BoxFuture<'static, Result<Authentication, Rejection>>);

impl Future for AuthFuture {
    type Output = Result<Authentication, Rejection>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for AuthFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthFuture")
    }
}

/// What was decided about a request that may go on; adapters keep it in the request's extensions.
#[derive(Clone, Debug)]
pub struct Authentication {
    auth: Authenticator,
    claims: Option<CognitoClaims>,
}

impl Authentication {
    /// The verified claims; `None` for an anonymous request.
    pub fn claims(&self) -> Option<&CognitoClaims> {
        self.claims.as_ref()
    }

    /// Applies one more policy to what an outer layer decided, if one did.
    ///
    /// # Errors
    /// The [`Rejection`] to answer with. An anonymous request meets no policy, and without a decision the route stays
    /// closed: `layer_missing`.
    pub fn require(
        decided: Option<&Self>,
        policy: &Policy,
        head: &dyn RequestHead,
    ) -> Result<(), Rejection> {
        match decided {
            Some(decided) => decided.meets(policy, head),
            None => Err(Rejection::layer_missing(head)),
        }
    }

    fn meets(&self, policy: &Policy, head: &dyn RequestHead) -> Result<(), Rejection> {
        let config = &*self.auth.0;
        let now = || config.verifier.now();
        self.claims_or_missing()
            .and_then(|claims| policy.check_by(claims, &now, config.accept_upstream))
            .map_err(|error| self.auth.reject(error, || head.path()))
    }

    /// Takes what a handler asks for. `head` is that of the request which was decided about.
    ///
    /// # Errors
    /// The [`Rejection`] to answer with, which is also logged and counted: there is no token, it is of the other kind or of another
    /// principal, its custom claims do not fit, or its text is no longer in the request.
    pub fn extract<T: FromAuth>(&self, head: &dyn RequestHead) -> Result<T, Rejection> {
        T::from_auth(self, head).map_err(|error| self.auth.reject(error, || head.path()))
    }

    fn claims_or_missing(&self) -> Result<&CognitoClaims, AuthError> {
        self.claims().ok_or_else(|| Reason::MissingToken.into())
    }
}

#[cfg(test)]
mod tests;
