//! What the token endpoint answers.

use std::{error::Error, fmt};

use oauth2::{
    ExtraTokenFields, RequestTokenError, StandardTokenResponse, TokenResponse as _,
    basic::{BasicErrorResponse, BasicErrorResponseType, BasicTokenType},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::http_client::Unanswered;

/// Seconds of the shortest life that Cognito gives a token: for a pool that does not say.
const SHORTEST_LIFE: u64 = 300;

pub(super) type Tokens = StandardTokenResponse<WithIdToken, BasicTokenType>;

/// What the token endpoint gave.
pub(crate) struct Issued {
    pub(crate) access_token: SecretString,
    pub(crate) refresh_token: Option<SecretString>,
    pub(crate) id_token: Option<SecretString>,
    /// Seconds that the access token is good for.
    pub(crate) life: u64,
}

impl Issued {
    pub(super) fn of(answer: &Tokens) -> Self {
        let secret = |text: &str| SecretString::from(text.to_owned());
        let refresh_token = answer.refresh_token();
        Self {
            access_token: secret(answer.access_token().secret()),
            refresh_token: refresh_token.map(|token| secret(token.secret())),
            id_token: answer.extra_fields().id_token.as_deref().map(secret),
            life: answer
                .expires_in()
                .map_or(SHORTEST_LIFE, |life| life.as_secs()),
        }
    }
}

/// Why there are no tokens.
#[derive(Debug)]
pub(crate) enum TokenFault {
    /// The code or the refresh token is used up, revoked, expired or another client's: a new sign-in is needed.
    InvalidGrant,
    /// The pool, or the way to it, is out of order; or the site's own client is. Trying again may help.
    Unavailable(Box<dyn Error + Send + Sync>),
}

impl TokenFault {
    pub(super) fn of(error: RequestTokenError<Unanswered, BasicErrorResponse>) -> Self {
        match error {
            RequestTokenError::ServerResponse(refusal)
                if *refusal.error() == BasicErrorResponseType::InvalidGrant =>
            {
                Self::InvalidGrant
            }
            RequestTokenError::ServerResponse(refusal) => {
                // Its description may hold anything: the code is enough to mend it.
                Self::Unavailable(format!("the pool answered {}", refusal.error().as_ref()).into())
            }
            RequestTokenError::Request(error) => Self::Unavailable(error.into()),
            // Their texts quote the answer, which may hold tokens.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                Self::Unavailable("the pool's answer is not what RFC 6749 says".into())
            }
        }
    }
}

impl fmt::Display for TokenFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidGrant => "the pool does not take the code or the refresh token",
            Self::Unavailable(_) => "the pool gave no tokens",
        })
    }
}

impl Error for TokenFault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::InvalidGrant => None,
            Self::Unavailable(error) => Some(&**error),
        }
    }
}

/// The member of an answer that OAuth 2.0 does not know.
#[derive(Deserialize, Serialize)]
pub(super) struct WithIdToken {
    id_token: Option<String>,
}

impl ExtraTokenFields for WithIdToken {}

impl fmt::Debug for WithIdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WithIdToken")
    }
}
