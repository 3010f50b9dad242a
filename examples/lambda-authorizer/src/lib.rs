//! What the function, its tests and `examples/try.rs` share: an authorizer that is set by its environment.
//!
//! `events` has an event of each kind as API Gateway sends it, with `{token}` where the token is.
#![forbid(unsafe_code)]

mod setting;

use cognito_core::gateway::{AuthorizerAnswer, LambdaAuthorizer};
use lambda_runtime::Error;
use serde_json::Value;

pub use self::setting::{SettingError, authorizer, authorizer_of, keys_of};

/// Answers an event.
///
/// # Errors
/// What the function returns as its error. API Gateway goes by the text: `Unauthorized`, or another.
pub async fn answer(
    authorizer: &LambdaAuthorizer,
    event: Value,
) -> Result<AuthorizerAnswer, Error> {
    Ok(authorizer.answer(&event).await?)
}
