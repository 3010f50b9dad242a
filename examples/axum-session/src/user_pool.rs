//! The user pool's API, as far as a new account needs it. Each call proves the app client's secret by a hash.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html>

use axum::http::{Request, header};
use cognito_core::{ClientId, secret_hash::SecretHash};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::{http_client::HttpClient, oauth::AppClient};

#[derive(Debug)]
pub(crate) struct UserPoolApi {
    client: ClientId,
    endpoint: String,
    http: HttpClient,
    secret: SecretString,
}

/// What the visitor is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
    AccountExists,
    NotAccepted,
    TooMany,
    Unavailable,
    WeakPassword,
    WrongCode,
}

impl UserPoolApi {
    pub(crate) fn new(app: &AppClient) -> Result<Self, reqwest::Error> {
        Ok(Self {
            client: ClientId::from(&*app.id),
            endpoint: app.api.clone(),
            http: HttpClient::new(&app.api)?,
            secret: app.secret.clone(),
        })
    }

    /// Makes an account; the pool sends a code to the address.
    pub(crate) async fn sign_up(
        &self,
        email: &str,
        password: &SecretString,
    ) -> Result<(), Refusal> {
        let more = json!({
            "Password": password.expose_secret(),
            "UserAttributes": [{"Name": "email", "Value": email}],
        });
        self.call("SignUp", email, more).await
    }

    /// Proves the address by the code.
    pub(crate) async fn confirm(&self, email: &str, code: &str) -> Result<(), Refusal> {
        let more = json!({"ConfirmationCode": code});
        self.call("ConfirmSignUp", email, more).await
    }

    async fn call(
        &self,
        operation: &'static str,
        email: &str,
        mut body: Value,
    ) -> Result<(), Refusal> {
        let hash = SecretHash::new(email, &self.client, &self.secret);
        if let Some(members) = body.as_object_mut() {
            members.insert("ClientId".to_owned(), self.client.as_str().into());
            members.insert("SecretHash".to_owned(), hash.expose().into());
            members.insert("Username".to_owned(), email.into());
        }
        let request = Request::post(&self.endpoint)
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
            .header(
                "x-amz-target",
                format!("AWSCognitoIdentityProviderService.{operation}"),
            )
            .body(body.to_string().into_bytes());
        let answer = match request {
            Ok(request) => self.http.send(request).await,
            Err(error) => Err(error.into()),
        };
        let answer = answer.map_err(|error| {
            tracing::warn!(operation, %error, "no account could be made");
            Refusal::Unavailable
        })?;
        if answer.status().is_success() {
            return Ok(());
        }
        Err(refusal(operation, answer.body()))
    }
}

/// By the exception's name, which may have a name space before it. Its message may hold anything, and is told to nobody.
fn refusal(operation: &'static str, body: &[u8]) -> Refusal {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let kind = body
        .get("__type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match kind.rsplit('#').next().unwrap_or_default() {
        "AliasExistsException" | "UsernameExistsException" => Refusal::AccountExists,
        "CodeMismatchException" | "ExpiredCodeException" => Refusal::WrongCode,
        "InvalidPasswordException" => Refusal::WeakPassword,
        "LimitExceededException"
        | "TooManyFailedAttemptsException"
        | "TooManyRequestsException" => Refusal::TooMany,
        "InvalidParameterException" | "UserNotFoundException" => Refusal::NotAccepted,
        other => {
            // A wrong secret, or sign-up that only administrators may do.
            let is_name =
                other.len() <= 64 && other.bytes().all(|byte| byte.is_ascii_alphanumeric());
            let exception = if is_name { other } else { "no exception" };
            tracing::warn!(operation, exception, "the pool refused a new account");
            Refusal::NotAccepted
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_are_known_with_and_without_their_name_space() {
        for (body, expected) in [
            (
                r#"{"__type":"UsernameExistsException"}"#,
                Refusal::AccountExists,
            ),
            (
                r#"{"__type":"com.amazonaws.cognito#ExpiredCodeException"}"#,
                Refusal::WrongCode,
            ),
            (r#"{"__type":"TooManyRequestsException"}"#, Refusal::TooMany),
            (
                r#"{"__type":"NotAuthorizedException"}"#,
                Refusal::NotAccepted,
            ),
            (r#"{"__type":7}"#, Refusal::NotAccepted),
            ("<html>", Refusal::NotAccepted),
        ] {
            assert_eq!(refusal("SignUp", body.as_bytes()), expected, "{body}");
        }
    }
}
