//! `POST /sign-out-everywhere`: the person's sign-ins end at the pool, and their access tokens at this site.
//!
//! The pool alone is not enough: it takes back refresh tokens, but a site that checks access tokens by itself would take
//! these until they expire. So the site keeps a list of what it refuses, for as long as such tokens can live.
//!
//! | Answer | The pool was told | This site refuses the tokens |
//! |---|---|---|
//! | 204 | yes | yes |
//! | 502 | no: it refused, or it cannot be reached | yes |
//! | 503 | yes or no, as `detail` says | no: the list is full |
//!
//! With 502 the access tokens are dead here all the same, since that is what the person wants and what we can do. But
//! refresh tokens live on, and the person must know it. They can try again in a few seconds: their own refresh token still
//! gets them an access token to try with.
//!
//! This site cannot tell a new token from an old one in the second of the sign-out, nor in the two after it, for which its
//! clock may be behind the pool's (`RevocationListBuilder::clock_tolerance`): until then it refuses those of a new sign-in,
//! too. The embedded pool tells of each sign-in that it ends, and no new one is refused.
//!
//! The list is this process's own: behind a load balancer each site would need to hear of it, and a restart forgets it.
//!
//! No other site can make a browser send this request in the person's name: it takes a bearer token, which no browser
//! adds by itself.

#[cfg(test)]
mod tests;

use cognito_core::{AccessClaims, revocation::RevocationListFull};
use serde_json::json;

use crate::{Site, cognito::NotSignedOut, site::Pool};

/// An answer for the framework to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status code.
    pub status: u16,
    /// Names, in lower case, and values.
    pub headers: Vec<(&'static str, &'static str)>,
    /// What to send.
    pub body: String,
}

impl Site {
    /// Answers `POST /sign-out-everywhere`: for the claims that the site verified, and with the request's `Authorization`
    /// header, whose token the pool wants to see. A pool lets a token with the scope `aws.cognito.signin.user.admin` do this.
    ///
    /// 204 if it is done; else a problem (RFC 9457) whose `detail` is written for the person. It takes some seconds if the
    /// pool does not answer.
    pub async fn sign_out_everywhere(
        &self,
        claims: &AccessClaims,
        authorization: Option<&str>,
    ) -> Answer {
        // Before the pool is asked: whoever goes away meanwhile is signed out here at least. Whether it worked, the second
        // time tells.
        let _ = self.refuse_tokens(claims);
        let told = match authorization.and_then(bearer) {
            Some(token) => self.0.pool.global_sign_out(token).await,
            None => Err(NotSignedOut::NoToken),
        };
        // And after: until the pool knew, another device could get a new token for its refresh token. It is refused if this
        // computer's clock is behind the pool's by no more than two seconds.
        let refused = self.refuse_tokens(claims);
        if let Err(error) = &told {
            let error: &dyn std::error::Error = error;
            tracing::warn!(
                error,
                "the pool did not sign a person out everywhere; their refresh tokens stay good"
            );
        }
        if let Err(full) = refused {
            log_full(full);
        }
        match (told, refused) {
            (Ok(()), Ok(())) => Answer {
                status: 204,
                headers: vec![("cache-control", "no-store")],
                body: String::new(),
            },
            (Err(NotSignedOut::Unreachable(_)), Ok(())) => problem(
                502,
                "Bad Gateway",
                "This site refuses your access tokens from now on. But Amazon Cognito could not be reached, so your other \
                 devices can still get new ones. Try again in a few seconds.",
            ),
            (Err(_), Ok(())) => problem(
                502,
                "Bad Gateway",
                "This site refuses your access tokens from now on. But Amazon Cognito would not end your sign-ins, so \
                 your other devices can still get new ones.",
            ),
            (Ok(()), Err(_)) => problem(
                503,
                "Service Unavailable",
                "Amazon Cognito ended your sign-ins. But this site cannot remember any more sign-outs, so it takes your \
                 access tokens until they expire.",
            ),
            (Err(_), Err(_)) => problem(
                503,
                "Service Unavailable",
                "You are not signed out: Amazon Cognito did not end your sign-ins, and this site cannot remember any more \
                 sign-outs. Try again later.",
            ),
        }
    }

    fn refuse_tokens(&self, claims: &AccessClaims) -> Result<(), RevocationListFull> {
        match &self.0.pool {
            // The pool itself tells of each sign-in that it ends. This one is noted in any case.
            #[cfg(feature = "dev-pool")]
            Pool::Embedded(_) => self.0.revoked.sign_out(claims),
            // Nobody tells which sign-ins the user has: all that was issued up to now, and up to two seconds later.
            Pool::Remote(_) => self.0.revoked.sign_out_everywhere(claims),
        }
    }
}

impl Pool {
    async fn global_sign_out(&self, access_token: &str) -> Result<(), NotSignedOut> {
        match self {
            #[cfg(feature = "dev-pool")]
            Self::Embedded(embedded) => {
                crate::embedded::global_sign_out(embedded.pool(), access_token)
            }
            Self::Remote(pool) => pool.api.global_sign_out(access_token).await,
        }
    }
}

pub(crate) fn log_full(full: RevocationListFull) {
    let error: &dyn std::error::Error = &full;
    tracing::error!(
        error,
        "revoked access tokens are good here until they expire"
    );
}

/// The token of an `Authorization` header that passed the verifier.
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

fn problem(status: u16, title: &str, detail: &str) -> Answer {
    let body = json!({"type": "about:blank", "title": title, "status": status, "detail": detail});
    Answer {
        status,
        headers: vec![
            ("cache-control", "no-store"),
            ("content-type", "application/problem+json"),
        ],
        body: body.to_string(),
    }
}
