//! The `Sec-WebSocket-Protocol` header of a handshake (RFC 6455, section 4.1).

use std::borrow::Cow;

use super::{
    Place, TokenSource,
    header::{agreed, each, is_name},
};
use crate::{BuildError, Reason, RequestHead};

/// The lower-case name of the header.
pub(super) const HEADER: &str = "sec-websocket-protocol";

impl TokenSource {
    /// A subprotocol `<prefix>.<token>` that a WebSocket's client offers
    /// ([RFC 6455](https://www.rfc-editor.org/rfc/rfc6455#section-4.1), section 4.1): the one header of a handshake that a
    /// browser lets a script write.
    ///
    /// ```js
    /// new WebSocket("wss://api.example.com/orders", ["orders.v1", `bearer.${accessToken}`])
    /// ```
    ///
    /// **Let the server select another subprotocol that is offered, here `orders.v1`, never this one**: what is selected goes
    /// into the answer's head, and a browser gives up a connection whose answer selects nothing of what it offered.
    /// List the subprotocols that the application speaks, and do not choose the first that is offered.
    ///
    /// The prefix is case-sensitive and the token's alone: all that is offered under it is a token. Two different ones are
    /// refused with 400 `conflicting_tokens`, and what cannot be a token with 400 `malformed_request`. A client that offers none
    /// has none here, such as a program that sends the `Authorization` header.
    ///
    /// Other sites can open a WebSocket, but not with a token that they do not know: the request's origin is not asked for.
    /// A handshake with a [cookie](Self::cookie) is another matter.
    ///
    /// The token is looked at once, when the connection is made. A handler whose connection is to end with it asks for an
    /// [`Expiry`](crate::Expiry).
    ///
    /// ```
    /// use cognito_core::{Authenticator, Reason, Step, TokenSource, test_util::{TestHead, TestPool}};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let verifier = pool.verifier();
    /// verifier.prefetch().await?;
    /// let auth = Authenticator::builder(verifier)
    ///     .token_sources([TokenSource::bearer(), TokenSource::web_socket("bearer")])
    ///     .build()?;
    ///
    /// let offer = |token: &str| TestHead::get("/orders").header("sec-websocket-protocol", format!("orders.v1, bearer.{token}"));
    /// assert!(matches!(auth.authenticate(&offer(&pool.access_token().mint())), Step::Ready(Ok(_))));
    ///
    /// let Step::Ready(Err(refused)) = auth.authenticate(&offer("")) else { panic!("there is no token") };
    /// assert_eq!((refused.status(), refused.reason()), (400, Reason::MalformedRequest));
    /// # Ok(()) }
    /// ```
    ///
    /// A prefix that no subprotocol can begin with, or with a dot at its end, is reported by
    /// [`AuthenticatorBuilder::build`](crate::AuthenticatorBuilder::build).
    pub fn web_socket(prefix: impl Into<Cow<'static, str>>) -> Self {
        Self(Place::WebSocket(prefix.into()))
    }
}

/// A prefix that subprotocols can have. The dot after it is not part of it.
pub(super) fn check(prefix: &str) -> Result<(), BuildError> {
    if is_name(prefix) && !prefix.ends_with('.') {
        return Ok(());
    }
    Err(BuildError::InvalidSubprotocol {
        prefix: prefix.into(),
    })
}

/// The token of the offered `<prefix>.<token>`.
///
/// # Errors
/// `conflicting_tokens` where two different ones are offered.
pub(super) fn token<'h>(
    head: &'h dyn RequestHead,
    prefix: &str,
) -> Result<Option<&'h str>, Reason> {
    let offered = each(head, HEADER)?
        .flat_map(|header| header.split(|b| *b == b','))
        .map(without_spaces);
    agreed(offered.filter_map(|name| name.strip_prefix(prefix.as_bytes())?.strip_prefix(b".")))
}

/// A list's entry without what RFC 9110, section 5.6.3, allows around it.
fn without_spaces(mut entry: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = entry {
        entry = rest;
    }
    entry
}

#[cfg(test)]
mod tests;
