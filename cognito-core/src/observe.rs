//! The one place that tells of decisions. Nothing here takes a token, a claim or a header value.

use std::borrow::Cow;
#[cfg(feature = "tracing")]
use std::{error::Error, fmt};

use crate::{Reason, TokenUse, UserPoolId, registry::PoolLookupError, revocation::RevocationError};

/// A refused request. Where nobody listens, `route` is not called.
pub(crate) fn refused<'r>(reason: Reason, route: impl FnOnce() -> Cow<'r, str>) {
    #[cfg(feature = "metrics")]
    crate::metrics::request_refused(reason);
    #[cfg(feature = "tracing")]
    tracing::debug!(
        target: "cognito",
        reason = reason.as_str(),
        status = reason.class().status(),
        route = &*route(),
        hint = reason.hint(),
        "request refused"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (reason, route);
}

/// A request that goes on, with or without a token.
pub(crate) fn accepted(token_use: Option<TokenUse>) {
    #[cfg(feature = "metrics")]
    crate::metrics::request_accepted(token_use);
    #[cfg(not(feature = "metrics"))]
    let _ = token_use;
}

/// A token whose claims are not of the form that a type of the application wants. Which claim it is cannot be told without
/// its name or value.
pub(crate) fn custom_claims_do_not_fit(wanted: &'static str) {
    #[cfg(feature = "tracing")]
    tracing::debug!(target: "cognito", wanted, "the claims of a token do not fit the application's type");
    #[cfg(not(feature = "tracing"))]
    let _ = wanted;
}

/// A CORS preflight that reached the verifier and was refused.
pub(crate) fn preflight_refused() {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        target: "cognito",
        "a CORS preflight was refused, for it carries no token: put the CORS layer outside of this one"
    );
}

/// A route whose handler wants claims, and that nothing verifies tokens on.
pub(crate) fn layer_missing(route: &str, reason: Reason) {
    #[cfg(feature = "metrics")]
    crate::metrics::request_refused(reason);
    #[cfg(feature = "tracing")]
    tracing::error!(
        target: "cognito",
        reason = reason.as_str(),
        route,
        hint = reason.hint(),
        "no verifier is in reach of this route; it stays closed"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (route, reason);
}

/// A route whose handler wants claims, and that could be verified in two ways.
pub(crate) fn two_in_reach(route: &str, reason: Reason) {
    #[cfg(feature = "metrics")]
    crate::metrics::request_refused(reason);
    #[cfg(feature = "tracing")]
    tracing::error!(
        target: "cognito",
        reason = reason.as_str(),
        route,
        "an `Authenticator` and a `Verifier` that is not its own (or, in actix, one in `web::Data` and one without) are \
         both in reach of this route; it stays closed: keep one"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (route, reason);
}

/// A handler wants the text of a verified token, and another one, or none, is in the request by now.
pub(crate) fn token_is_gone(route: &str) {
    #[cfg(feature = "tracing")]
    tracing::error!(
        target: "cognito",
        route,
        "the handler asks for a `BearerToken`, but the token that was verified is no longer in the request: what lies between \
         the layer and the handler must leave its header alone"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = route;
}

/// A gateway wrote several groups into one text.
#[cfg(feature = "gateway")]
pub(crate) fn groups_are_ambiguous() {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        target: "cognito",
        hint = "where no group of the pool has a comma in its name, say `split_groups_at_commas`; or let the function see the token",
        "the gateway's text of the user's groups can be read in several ways, so they count as none"
    );
}

/// A handler wants the text of a verified token, and the claims are those of a gateway's context.
pub(crate) fn token_was_not_verified_here(route: &str) {
    #[cfg(feature = "tracing")]
    tracing::error!(
        target: "cognito",
        route,
        "the handler asks for a `BearerToken`, but the claims come from a gateway's context, and no token was verified here"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = route;
}

/// The revocation store failed, and so did the request. `is_loud`: as a warning.
pub(crate) fn revocation_failed(pool: &str, error: &RevocationError, is_loud: bool) {
    #[cfg(feature = "metrics")]
    crate::metrics::revocation_failed(false);
    #[cfg(feature = "tracing")]
    {
        let cause = Causes(error);
        let message = "the revocation store failed: a token that may be good is refused";
        if is_loud {
            tracing::warn!(target: "cognito", { cognito.pool = pool, %cause }, "{message}");
        } else {
            tracing::debug!(target: "cognito", { cognito.pool = pool, %cause }, "{message}");
        }
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (pool, error, is_loud);
}

/// The revocation store failed, and the token was let in.
pub(crate) fn revocation_skipped(pool: &str, error: &RevocationError) {
    #[cfg(feature = "metrics")]
    crate::metrics::revocation_failed(true);
    #[cfg(feature = "tracing")]
    tracing::warn!(
        target: "cognito",
        {
            cognito.pool = pool,
            cause = %Causes(error)
        },
        "the revocation store failed: a token that may be revoked is let in, as configured"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (pool, error);
}

/// The registry knows this pool, anew or still.
pub(crate) fn pool_registered(pool: &UserPoolId) {
    #[cfg(feature = "metrics")]
    crate::metrics::pool_lookup("found");
    #[cfg(feature = "tracing")]
    tracing::debug!(target: "cognito", { cognito.pool = pool.as_str() }, "the pool registry knows the pool");
    #[cfg(not(feature = "tracing"))]
    let _ = pool;
}

/// A registered pool had to make room for another one.
pub(crate) fn pool_evicted(pool: &UserPoolId) {
    #[cfg(feature = "metrics")]
    crate::metrics::pool_evicted();
    #[cfg(feature = "tracing")]
    tracing::debug!(
        target: "cognito",
        { cognito.pool = pool.as_str() },
        "a registered pool made room for another one: if this is frequent, raise `max_pools`"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = pool;
}

/// A pool that was registered is no longer.
pub(crate) fn pool_withdrawn(pool: &UserPoolId) {
    #[cfg(feature = "metrics")]
    crate::metrics::pool_lookup("withdrawn");
    #[cfg(feature = "tracing")]
    tracing::info!(
        target: "cognito",
        { cognito.pool = pool.as_str() },
        "the pool registry no longer knows the pool: its tokens are refused"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = pool;
}

/// The registry knows no such pool. Its id is a stranger's text: only a hash of it is logged.
pub(crate) fn pool_unknown(pool: &UserPoolId) {
    #[cfg(feature = "metrics")]
    crate::metrics::pool_lookup("unknown");
    #[cfg(feature = "tracing")]
    {
        let pool_hash = short_hash(pool.as_str());
        tracing::debug!(target: "cognito", pool_hash, "the pool registry knows no such pool");
    }
    #[cfg(not(feature = "tracing"))]
    let _ = pool;
}

/// A look-up of a pool that told nothing.
#[derive(Debug)]
pub(crate) struct FailedLookup {
    pub(crate) error: PoolLookupError,
    /// In a row.
    pub(crate) failures: u32,
    /// The pool was registered before; else its id is a stranger's text, and only a hash of it is logged.
    pub(crate) is_known: bool,
    /// What was registered before serves on.
    pub(crate) is_serving: bool,
    /// As a warning.
    pub(crate) is_loud: bool,
}

pub(crate) fn pool_lookup_failed(pool: &UserPoolId, failed: &FailedLookup) {
    #[cfg(feature = "metrics")]
    crate::metrics::pool_lookup(failed.error.kind());
    #[cfg(feature = "tracing")]
    {
        let FailedLookup {
            error,
            failures,
            is_known,
            is_serving,
            is_loud,
        } = failed;
        let known = is_known.then(|| pool.as_str());
        let pool_hash = (!is_known).then(|| short_hash(pool.as_str()));
        let (kind, hint, cause) = (error.kind(), error.hint(), Causes(error));
        if *is_loud {
            tracing::warn!(
                target: "cognito",
                { cognito.pool = known, pool_hash, kind, failures, serving = is_serving, %cause, hint },
                "{error}"
            );
        } else {
            tracing::debug!(
                target: "cognito",
                { cognito.pool = known, pool_hash, kind, failures, serving = is_serving, %cause },
                "{error}"
            );
        }
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (
        pool,
        &failed.error,
        failed.failures,
        failed.is_known,
        failed.is_serving,
        failed.is_loud,
    );
}

/// Tells one text of a stranger from another in the log, and nothing more.
#[cfg(feature = "tracing")]
pub(crate) fn short_hash(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    let short = digest.as_ref().first_chunk().copied();
    format!("{:08x}", short.map(u32::from_be_bytes).unwrap_or_default())
}

/// What an error says of its causes, outermost first.
#[cfg(feature = "tracing")]
struct Causes<'a>(&'a dyn Error);

#[cfg(feature = "tracing")]
impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut next = self.0.source();
        let mut separator = "";
        while let Some(cause) = next {
            write!(f, "{separator}{cause}")?;
            separator = ": ";
            next = cause.source();
        }
        Ok(())
    }
}
