//! What the fetcher makes before its first fetch over HTTPS, whose certificates are the system's or the program's:
//! `start-https <system|bundled>`. Nobody listens.

use cognito_core::jwks::{FetchErrorKind, FetchJwks as _, ReqwestFetcher};
use load::{Outcome, argument};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome {
    let fetcher = match &*argument(1, "whose certificates")? {
        "bundled" => ReqwestFetcher::new().bundled_roots(),
        _ => ReqwestFetcher::new(),
    };
    match fetcher.fetch("https://127.0.0.1:1/jwks.json").await {
        Err(error) if error.kind() == FetchErrorKind::Connect => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) => Err("somebody listens".into()),
    }
}
