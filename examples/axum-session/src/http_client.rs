//! How the site calls the pool: no redirects, no endless waits, no endless answers.

use std::{error::Error, fmt, time::Duration};

use axum::http::{Request, Response};
use reqwest::{Client, redirect, retry};

const CONNECT: Duration = Duration::from_secs(2);
/// From the first byte sent to the last received: somebody is looking at an empty page.
const WHOLE_CALL: Duration = Duration::from_secs(5);
/// Three tokens with a hundred groups are less than 64 KB.
const MOST_BYTES: usize = 256 * 1024;

#[derive(Clone, Debug)]
pub(crate) struct HttpClient(Client);

impl HttpClient {
    /// For calls below this URL. Plain http is for this computer only.
    pub(crate) fn new(base: &str) -> Result<Self, reqwest::Error> {
        let builder = Client::builder()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .connect_timeout(CONNECT)
            .timeout(WHOLE_CALL);
        let builder = if base.starts_with("http://") {
            builder.no_proxy()
        } else {
            builder.https_only(true)
        };
        builder.build().map(Self)
    }

    /// An answer of the pool, one of refusal too.
    pub(crate) async fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, Unanswered> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let status = answer.status();
        // What a proxy or an overloaded pool says is no answer to the question, whatever the body looks like.
        if status.is_server_error() || status.as_u16() == 429 {
            return Err(Unanswered::Status(status.as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(Unanswered::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

/// Why the pool's word is not known.
#[derive(Debug)]
pub(crate) enum Unanswered {
    Network(reqwest::Error),
    NotWritten(axum::http::Error),
    Status(u16),
    TooLong,
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(_) => f.write_str("the pool could not be reached"),
            Self::NotWritten(_) => f.write_str("the request to the pool could not be written"),
            Self::Status(status) => write!(f, "the pool answered {status}"),
            Self::TooLong => f.write_str("the pool's answer is too long"),
        }
    }
}

impl Error for Unanswered {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Network(error) => Some(error),
            Self::NotWritten(error) => Some(error),
            Self::Status(_) | Self::TooLong => None,
        }
    }
}

impl From<axum::http::Error> for Unanswered {
    fn from(error: axum::http::Error) -> Self {
        Self::NotWritten(error)
    }
}

/// Without the URL, which may hold what an operator would not log.
impl From<reqwest::Error> for Unanswered {
    fn from(error: reqwest::Error) -> Self {
        Self::Network(error.without_url())
    }
}
