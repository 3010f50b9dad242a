//! The one place that tells of decisions. Nothing here takes a token, a claim or a header value.

use crate::Reason;

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
