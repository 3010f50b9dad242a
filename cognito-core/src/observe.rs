//! The one place that tells of decisions. Nothing here takes a token, a claim or a header value.

#[cfg(feature = "tracing")]
use std::{error::Error, fmt};

use crate::{Reason, revocation::RevocationError};

/// A refused request.
pub(crate) fn refused(reason: Reason) {
    #[cfg(feature = "tracing")]
    tracing::debug!(
        target: "cognito",
        reason = reason.as_str(),
        status = reason.class().status(),
        hint = reason.hint(),
        "request refused"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = reason;
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

/// The revocation store failed, and so did the request. `is_loud`: as a warning.
pub(crate) fn revocation_failed(pool: &str, error: &RevocationError, is_loud: bool) {
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
