//! Claims in, claims out: what something in front of this program has verified.

use super::{
    Admission, Asked, Attempt, CognitoClaims, Held, Moment, Payload, PayloadText, Reason, Ruling,
    Stop, Verified, Verifier, Waiting, checks, since_1970,
};
use crate::{AuthError, gateway::UpstreamContext, observe};

impl Verifier {
    /// Checks the claims of a token that a gateway has verified: everything that [`verify`](Self::verify) checks but the key and
    /// the signature, for the token itself is not there.
    ///
    /// So a pool, an app client or a kind of token that the gateway accepts and this verifier does not is refused, and so are
    /// claims that have expired in a gateway's cache. The revocation store is asked.
    ///
    /// `max_token_len` limits the claims' JSON text here.
    ///
    /// The claims say where they come from ([`provenance`](crate::CognitoClaims::provenance)), and policies refuse them unless
    /// [told otherwise](crate::Policy::accept_upstream_verified).
    ///
    /// ```
    /// use cognito_core::{Policy, Provenance, Reason, gateway::UpstreamContext, test_util::TestPool};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let context = UpstreamContext::of_gateway(&pool.access_token().group("admins").http_api_context())?;
    /// let claims = pool.verifier().check_upstream(&context).await?;
    /// assert_eq!(claims.provenance(), Provenance::HttpApi);
    ///
    /// let policy = Policy::group("admins");
    /// assert_eq!(policy.check(&claims).unwrap_err().reason(), Reason::LayerMissing);
    /// assert!(policy.accept_upstream_verified().check(&claims).is_ok());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`verify`](Self::verify), without what is about keys and signatures.
    pub async fn check_upstream(
        &self,
        context: &UpstreamContext,
    ) -> Result<CognitoClaims, AuthError> {
        match self.attempt_upstream(context) {
            Attempt::Ask(asking) => asking.answer().await,
            Attempt::Done(done) => done,
            Attempt::Wait(waiting) => self.check_upstream_after(context, waiting).await,
        }
    }

    /// Decides at once if the pool is at hand and the revocation store answers at once.
    pub(crate) fn attempt_upstream(&self, context: &UpstreamContext) -> Attempt {
        self.attempt_upstream_with(context, Held::default())
    }

    /// Decides when the pool has come.
    pub(crate) async fn check_upstream_after(
        &self,
        context: &UpstreamContext,
        waiting: Waiting,
    ) -> Result<CognitoClaims, AuthError> {
        waiting
            .then(|held| self.attempt_upstream_with(context, held))
            .await
    }

    fn attempt_upstream_with(&self, context: &UpstreamContext, held: Held) -> Attempt {
        let claims = match self.decide_upstream(context, held) {
            Ok(claims) => claims,
            Err(Stop::Refused(error)) => return Attempt::Done(Err(error)),
            Err(Stop::Wait(waiting)) => return Attempt::Wait(waiting),
        };
        match self.heed_revocation(claims) {
            Ruling::Ask(asking) => Attempt::Ask(Asked::new(asking, Admission::none())),
            Ruling::Done(done) => Attempt::Done(done),
        }
    }

    /// The steps of [`decide`](Self::decide) in its order, without those that need the token.
    fn decide_upstream(
        &self,
        context: &UpstreamContext,
        held: Held,
    ) -> Result<CognitoClaims, Stop> {
        let inner = &*self.0;
        let json = context.payload();
        if json.len() > inner.max_token_len {
            return Err(Reason::TokenTooLarge.into());
        }
        let mut room = None;
        let payload = Payload::read(json, &mut room).map_err(|_| Reason::MalformedToken)?;
        let issuer = checks::issuer(payload)?;
        let configured = inner.configured(&issuer)?;
        let since = since_1970(Moment::now(&*inner.clock).wall());
        let times = checks::times(payload, inner.rules.leeway, since)?;
        let token_use = checks::token_use(payload, &inner.rules.accepted, None)?;
        let (pool, _) = inner.place(configured, &issuer, held)?;
        let client = checks::client(payload, token_use, &pool.about.clients)?;
        pool.mark_used();
        if context.ambiguous_groups().is_some() {
            observe::groups_are_ambiguous();
        }
        let (parts, unescaped) =
            checks::after_signature(payload, token_use, &client, &times, &inner.rules, since)?;
        Ok(CognitoClaims::new(Verified {
            payload: PayloadText::new(json.to_owned(), &unescaped),
            pool: pool.about.id.clone(),
            token_use,
            provenance: context.provenance(),
            ambiguous_groups: context.ambiguous_groups().map(Box::from),
            parts,
        }))
    }
}
