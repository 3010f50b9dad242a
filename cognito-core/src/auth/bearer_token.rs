use std::fmt;

use super::Authentication;
use crate::{
    AuthError, Reason, RequestHead, observe,
    source::{self, Found},
};

/// The text of a verified token, for calls to other services in the name of whoever calls.
///
/// It is not kept: when a handler asks, it is looked for in the request again, in the places where the authenticator found it.
/// It must then be the token whose claims the handler sees. Where it is not, for something behind the layer took it out of the
/// request or put another one there, the answer is 500 and the log says so. So it is for claims that a gateway has verified: no
/// token was.
///
/// It has no `Display` and cannot be serialized, and `Debug` prints its length only. [`expose`](Self::expose) is the one way to
/// the text. **Send it to services that you trust as you trust yourself**: who has it can do all that its scopes allow, in the
/// user's name and at any service that accepts it, until it expires. Where another service needs less than that, give it a token
/// of its own.
///
/// ```
/// use cognito_core::{Authenticator, BearerToken, Step, test_util::{TestHead, TestPool}};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = TestPool::new();
/// let verifier = pool.verifier();
/// verifier.prefetch().await?;
/// let text = pool.access_token().mint();
/// let head = TestHead::get("/orders").bearer(&text);
/// let Step::Ready(Ok(decided)) = Authenticator::new(verifier).authenticate(&head) else { panic!("a good token") };
///
/// let token: BearerToken = decided.extract(&head).unwrap();
/// assert_eq!(token.expose(), text); // `client.get(url).bearer_auth(token.expose())`
/// assert_eq!(format!("{token:?}"), format!("BearerToken(len={})", text.len()));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct BearerToken(Box<str>);

impl BearerToken {
    /// The text. Let it get into no log, no URL and no answer.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The token that was decided about, out of the head of its request.
    pub(super) fn found_again(
        decided: &Authentication,
        head: &dyn RequestHead,
    ) -> Result<Self, AuthError> {
        let claims = decided.claims_or_missing()?;
        if claims.provenance().is_upstream() {
            observe::token_was_not_verified_here(&head.path());
            return Err(Reason::LayerMissing.into());
        }
        let config = &*decided.auth.0;
        let found = source::find(&config.sources, &config.trusted_origins, head);
        match found.and_then(Found::well_formed) {
            Ok(token) if claims.are_of(&token) => Ok(Self(token.into())),
            Ok(_) | Err(_) => {
                observe::token_is_gone(&head.path());
                Err(Reason::LayerMissing.into())
            }
        }
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BearerToken(len={})", self.0.len())
    }
}

#[cfg(test)]
mod tests;
