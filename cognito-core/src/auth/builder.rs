use std::sync::Arc;

use super::{Authenticator, Config};
use crate::{
    AuthError, BuildError, Policy, TokenSource, Verifier,
    challenge::is_challenge_text,
    rejection::{AnswerStyle, OwnBody},
    source::TrustedOrigins,
};

/// What an [`Authenticator`] is made of.
///
/// ```
/// use cognito_core::{Authenticator, BuildError, Policy, Step, test_util::{TestHead, TestPool}};
///
/// let verifier = TestPool::new().verifier();
/// let builder = || Authenticator::builder(verifier.clone()).realm("orders");
/// let auth = builder().require(Policy::user()).build()?;
/// let Step::Ready(Err(refused)) = auth.authenticate(&TestHead::get("/")) else {
///     panic!("a request without a token is let in");
/// };
/// let challenge = refused.headers().find(|(name, _)| *name == "www-authenticate");
/// assert_eq!(challenge.unwrap().1, r#"Bearer realm="orders""#);
///
/// let both = builder().require(Policy::user()).optional().build();
/// assert!(matches!(both, Err(BuildError::OptionalWithPolicy { .. })));
/// # Ok::<(), BuildError>(())
/// ```
#[must_use]
pub struct AuthenticatorBuilder {
    config: Config,
    style: AnswerStyle,
    development_is_meant: bool,
}

impl AuthenticatorBuilder {
    pub(super) fn new(verifier: Verifier) -> Self {
        Self {
            config: Config {
                verifier,
                sources: vec![TokenSource::bearer()],
                token_headers: Box::default(),
                trusted_origins: TrustedOrigins::default(),
                policy: Policy::authenticated(),
                optional: false,
                allow_preflight: false,
                accept_upstream: false,
                style: Arc::default(),
            },
            style: AnswerStyle::default(),
            development_is_meant: false,
        }
    }

    /// Where the token is looked for. Two sources with different tokens are a refusal. Default: the `Authorization`
    /// header.
    pub fn token_sources(mut self, sources: impl IntoIterator<Item = TokenSource>) -> Self {
        self.config.sources = sources.into_iter().collect();
        self
    }

    /// The origins of other sites whose requests may bring the token in a [cookie](TokenSource::cookie), each as browsers send
    /// it: `https://app.example.com`, without a path. They count for [Amplify's](TokenSource::amplify), and for a load balancer's
    /// [header](TokenSource::header), as well.
    /// Default: none, only the site itself.
    ///
    /// This is not CORS: whether a page may read the answer is for the CORS layer to say. Only list origins whose pages you
    /// answer for. There is no wildcard.
    ///
    /// `http://localhost:3000` does not belong into what is deployed: it is whatever program listens there on the machine of
    /// whoever visits, and that program's pages could then write in the user's name. List it in development's configuration.
    ///
    /// ```
    /// use cognito_core::{Authenticator, TokenSource, test_util::TestPool};
    ///
    /// let verifier = TestPool::new().verifier();
    /// let builder = || Authenticator::builder(verifier.clone()).token_sources([TokenSource::cookie("__Host-token")]);
    /// let auth = builder().trusted_origins(["https://app.example.com"]).build()?;
    /// # let _ = auth;
    /// assert!(builder().trusted_origins(["https://*.example.com"]).build().is_err());
    /// # Ok::<(), cognito_core::BuildError>(())
    /// ```
    pub fn trusted_origins<I>(mut self, origins: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<Box<str>>,
    {
        self.config.trusted_origins = TrustedOrigins::new(origins.into_iter().map(Into::into));
        self
    }

    /// What the token must allow. Default: nothing beyond being verified. With [`optional`](Self::optional) there can be
    /// none: it belongs on the routes then.
    ///
    /// Called again, it adds: the token must meet every one of the policies.
    ///
    /// ```
    /// use cognito_core::{Authenticator, Policy, Reason, Step, test_util::{TestHead, TestPool}};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let verifier = pool.verifier();
    /// verifier.prefetch().await?;
    /// let members = Authenticator::builder(verifier).require(Policy::group("members"));
    /// let readers = members.require(Policy::scope("orders/read")).build()?;
    /// let head = TestHead::get("/").bearer(&pool.access_token().scope("orders/read").mint());
    /// let Step::Ready(Err(refused)) = readers.authenticate(&head) else { panic!("not a member") };
    /// assert_eq!(refused.reason(), Reason::MissingGroup);
    /// # Ok(()) }
    /// ```
    pub fn require(mut self, policy: Policy) -> Self {
        let config = &mut self.config;
        config.policy = config.policy.clone().and(policy);
        self
    }

    /// Lets requests without a token pass as anonymous. A bad token is refused all the same.
    ///
    /// A policy would not hold for them, so the two together are a [`BuildError`]: require it on the routes that need it.
    pub fn optional(mut self) -> Self {
        self.config.optional = true;
        self
    }

    /// Lets CORS preflights pass as anonymous. They then run the route's handler for `OPTIONS`, so prefer a CORS layer
    /// outside of this one. Default: they are refused like any request without a token.
    pub fn allow_preflight(mut self) -> Self {
        self.config.allow_preflight = true;
        self
    }

    /// Takes the word of what stands in front of this program and has verified the token: where the request has an
    /// [`UpstreamContext`](crate::gateway::UpstreamContext), its claims count, and no token is looked for. All checks are made but
    /// that of the signature. Requests without a context are decided about by their token, as ever. Default: no context is
    /// looked at.
    ///
    /// **Whoever can bring about a request with a context is let in as whom he likes.** `cognito-tower` (feature `gateway`) takes it
    /// from the request's extensions, where only code of this program can put it, and never from a header; `cognito-actix` takes
    /// none. Say this in a Lambda function alone, behind proxy integrations of API Gateway, whose permissions let nobody else invoke
    /// it. Where a caller's JSON *is* the event, as behind a non-proxy integration, an `IoT` rule or a state machine, the caller
    /// writes the context.
    ///
    /// With a [cookie](TokenSource::cookie) among the token sources, a context is taken from [trusted
    /// origins](Self::trusted_origins) only, as the cookie is: an authorizer may have let in what another site caused.
    ///
    /// ```
    /// use cognito_core::{Authenticator, Provenance, Step, gateway::UpstreamContext, test_util::{TestHead, TestPool}};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let request_context = pool.access_token().http_api_context(); // in a function: `lambda_http`'s `RequestContext`
    /// let head = TestHead::get("/me").upstream(UpstreamContext::of_gateway(&request_context)?);
    ///
    /// let auth = Authenticator::builder(pool.verifier()).accept_upstream_verified().build()?;
    /// let Step::Ready(Ok(decided)) = auth.authenticate(&head) else { panic!("the gateway vouches for it") };
    /// assert_eq!(decided.claims().unwrap().provenance(), Provenance::HttpApi);
    ///
    /// let wary = Authenticator::new(pool.verifier());
    /// assert!(matches!(wary.authenticate(&head), Step::Ready(Err(_))), "there is no token");
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "gateway")]
    pub fn accept_upstream_verified(mut self) -> Self {
        self.config.accept_upstream = true;
        self
    }

    /// The `realm` of challenges. Default: `cognito`.
    pub fn realm(mut self, realm: impl Into<Box<str>>) -> Self {
        self.style.realm = realm.into();
        self
    }

    /// The URL of the resource's metadata, for the challenge
    /// ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)). Default: none.
    ///
    /// A [`ResourceMetadata`](crate::ResourceMetadata) (`.resource_metadata(&metadata)`) or, where something else serves it, the
    /// URL as a text.
    pub fn resource_metadata(mut self, url: impl Into<Box<str>>) -> Self {
        self.style.resource_metadata = Some(url.into());
        self
    }

    /// Writes the bodies of refusals, in place of problem details, for the layer, the middleware and the extractors alike.
    /// Status and challenge stay the standards'.
    ///
    /// ```
    /// use cognito_core::{Authenticator, Step, test_util::{TestHead, TestPool}};
    ///
    /// let auth = Authenticator::builder(TestPool::new().verifier())
    ///     .refusal_body("text/plain; charset=utf-8", |error| format!("please sign in ({})", error.status()))
    ///     .build()?;
    /// let Step::Ready(Err(rejection)) = auth.authenticate(&TestHead::get("/me")) else { panic!("there is no token") };
    /// assert_eq!(rejection.body(), "please sign in (401)");
    /// # Ok::<(), cognito_core::BuildError>(())
    /// ```
    pub fn refusal_body(
        mut self,
        content_type: impl Into<Box<str>>,
        write: impl Fn(&AuthError) -> String + Send + Sync + 'static,
    ) -> Self {
        self.style.body = Some(OwnBody {
            content_type: content_type.into(),
            write: Box::new(write),
        });
        self
    }

    /// Puts the reason and a hint into the bodies of refusals. They tell an attacker what to try next: a release build
    /// refuses this setting.
    pub fn development_mode(mut self) -> Self {
        self.style.development = true;
        self
    }

    /// [`development_mode`](Self::development_mode), in a release build too.
    pub fn development_mode_even_in_release(mut self) -> Self {
        self.development_is_meant = true;
        self.development_mode()
    }

    /// Makes the authenticator.
    ///
    /// # Errors
    /// [`BuildError`] for an empty list of sources, a text that cannot be the name of a header, a cookie, a subprotocol or an app
    /// client, or an origin, a rule that no token can meet, a policy beside `optional`, texts that a header cannot carry, and development mode in a release build.
    pub fn build(self) -> Result<Authenticator, BuildError> {
        if self.config.sources.is_empty() {
            return Err(BuildError::EmptySetting {
                setting: "token_sources",
            });
        }
        self.config
            .sources
            .iter()
            .try_for_each(TokenSource::check)?;
        self.config.trusted_origins.check()?;
        let goes_by_origin = self.config.sources.iter().any(TokenSource::is_ambient);
        if !goes_by_origin && !self.config.trusted_origins.is_empty() {
            return Err(BuildError::UselessSetting {
                setting: "trusted_origins",
                because: "only cookies and `x-amzn-oidc-` headers are taken by origin; add a `TokenSource::cookie` to `token_sources`, or leave it out",
            });
        }
        let policy = &self.config.policy;
        policy.ensure_meetable()?;
        if self.config.optional && !policy.demands_nothing() {
            return Err(BuildError::OptionalWithPolicy {
                policy: policy.to_string().into(),
            });
        }
        let style = &self.style;
        let texts = [
            ("realm", Some(&style.realm)),
            ("resource_metadata", style.resource_metadata.as_ref()),
            (
                "refusal_body",
                style.body.as_ref().map(|body| &body.content_type),
            ),
        ];
        for (setting, text) in texts {
            if let Some(value) = text.filter(|text| text.is_empty() || !is_challenge_text(text)) {
                return Err(BuildError::InvalidChallengeText {
                    setting,
                    value: value.clone(),
                });
            }
        }
        if style.development && !self.development_is_meant && !cfg!(debug_assertions) {
            return Err(BuildError::DevelopmentModeInRelease);
        }
        Ok(self.finish())
    }

    pub(super) fn finish(self) -> Authenticator {
        let sources = self.config.sources.iter();
        let mut token_headers: Vec<Box<str>> = Vec::new();
        for name in sources.flat_map(TokenSource::header_names) {
            if !token_headers.iter().any(|other| **other == *name) {
                token_headers.push(name.into());
            }
        }
        Authenticator(Arc::new(Config {
            style: Arc::new(self.style),
            token_headers: token_headers.into(),
            ..self.config
        }))
    }
}

impl std::fmt::Debug for AuthenticatorBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AuthenticatorBuilder")
            .field("verifier", &self.config.verifier)
            .field("policy", &self.config.policy)
            .finish_non_exhaustive()
    }
}
