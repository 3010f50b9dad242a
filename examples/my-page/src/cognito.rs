//! `GlobalSignOut`, the one operation of the pool's API that the site itself calls; the pages call the others.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html>

use std::{fmt, sync::OnceLock, time::Duration};

use reqwest::{Client, header, redirect, retry};
use serde_json::{Value, json};

const CONNECT: Duration = Duration::from_secs(2);
/// From the first byte sent to the last received: somebody is looking at a button.
const WHOLE_CALL: Duration = Duration::from_secs(5);
/// An answer of this operation is `{}` or a line of text.
const MOST_BYTES: usize = 16 * 1024;

pub(crate) const CONTENT_TYPE: &str = "application/x-amz-json-1.1";
pub(crate) const TARGET: (&str, &str) = (
    "x-amz-target",
    "AWSCognitoIdentityProviderService.GlobalSignOut",
);

/// The operation's input.
pub(crate) fn body(access_token: &str) -> String {
    json!({ "AccessToken": access_token }).to_string()
}

/// Reads the operation's answer.
pub(crate) fn outcome(status: u16, body: &[u8]) -> Result<(), NotSignedOut> {
    if status == 200 {
        return Ok(());
    }
    Err(NotSignedOut::Refused {
        status,
        exception: exception(body),
    })
}

/// The exception's name, without the name space that may stand before it. Anything else stays out of the log.
fn exception(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let name = body.get("__type").and_then(Value::as_str);
    name.and_then(|name| name.rsplit('#').next())
        .filter(|name| (1..=64).contains(&name.len()))
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .unwrap_or("no exception")
        .to_owned()
}

/// Where a pool's API is, and the connection to it.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) endpoint: String,
    client: OnceLock<Client>,
}

impl Api {
    pub(crate) fn at(endpoint: String) -> Self {
        Self {
            endpoint,
            client: OnceLock::new(),
        }
    }

    /// Ends every sign-in of the user whose access token this is.
    pub(crate) async fn global_sign_out(&self, access_token: &str) -> Result<(), NotSignedOut> {
        let mut answer = self
            .client()?
            .post(&self.endpoint)
            .header(header::CONTENT_TYPE, CONTENT_TYPE)
            .header(TARGET.0, TARGET.1)
            .body(body(access_token))
            .send()
            .await?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > MOST_BYTES {
                break;
            }
            body.extend_from_slice(&chunk);
        }
        outcome(answer.status().as_u16(), &body)
    }

    /// Made at the first call, since that reads the system's CA certificates, and not kept if it fails: they may be
    /// installed meanwhile.
    fn client(&self) -> Result<&Client, NotSignedOut> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let builder = Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .connect_timeout(CONNECT)
            .timeout(WHOLE_CALL);
        // Plain http is this computer (`pages::may_be_called`): no proxy can reach it, and it has no certificate.
        let builder = if self.endpoint.starts_with("http://") {
            builder.no_proxy().tls_certs_only([])
        } else {
            builder.https_only(true)
        };
        let client = builder.build()?;
        Ok(self.client.get_or_init(|| client))
    }
}

/// Why the pool may not have ended the sign-ins.
#[derive(Debug)]
pub(crate) enum NotSignedOut {
    /// The request's token is not at hand.
    NoToken,
    Refused {
        status: u16,
        exception: String,
    },
    Unreachable(reqwest::Error),
}

impl fmt::Display for NotSignedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoToken => f.write_str("the request has no bearer token to send on"),
            Self::Refused { status, exception } => {
                write!(f, "the pool answered {status}, {exception}")
            }
            Self::Unreachable(_) => f.write_str("the pool could not be reached"),
        }
    }
}

impl std::error::Error for NotSignedOut {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreachable(error) => Some(error),
            Self::NoToken | Self::Refused { .. } => None,
        }
    }
}

/// Without the URL, which may hold what an operator would not log.
impl From<reqwest::Error> for NotSignedOut {
    fn from(error: reqwest::Error) -> Self {
        Self::Unreachable(error.without_url())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_exception_and_nothing_else_of_the_answer() {
        let long = format!(r#"{{"__type":"{}"}}"#, "A".repeat(65));
        for (body, exception) in [
            (
                r#"{"__type":"NotAuthorizedException","message":"x"}"#,
                "NotAuthorizedException",
            ),
            (
                r#"{"__type":"com.amazonaws.cognito#TooManyRequestsException"}"#,
                "TooManyRequestsException",
            ),
            (r#"{"__type":"a\nb"}"#, "no exception"),
            (r#"{"__type":""}"#, "no exception"),
            (r#"{"__type":7}"#, "no exception"),
            (&long, "no exception"),
            ("[]", "no exception"),
            ("<html>", "no exception"),
            ("", "no exception"),
        ] {
            let error = outcome(400, body.as_bytes()).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("the pool answered 400, {exception}")
            );
        }
        assert!(outcome(200, b"{}").is_ok());
        assert!(outcome(302, b"").is_err());
    }
}
