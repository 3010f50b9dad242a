//! A refusal as an HTTP answer, without an `http` type in sight.

mod grpc;

use std::{borrow::Cow, fmt, sync::Arc};

use serde::Serialize;

pub use self::grpc::GrpcStatus;
use crate::{AuthError, Reason, RefusalClass, RequestHead, challenge};

/// A refused request, and how to say so: status, headers and body.
///
/// The adapters turn it into a response of their framework. What a client reads never says more than its
/// [`RefusalClass`]; [`Rejection::reason`] is for logs and metrics.
///
/// ```
/// use cognito_core::{Authenticator, Step, test_util::{TestHead, TestPool}};
///
/// let auth = Authenticator::new(TestPool::new().verifier());
/// let Step::Ready(Err(rejection)) = auth.authenticate(&TestHead::get("/me")) else { panic!("there is no token") };
/// assert_eq!(rejection.status(), 401);
/// let challenge = rejection.headers().find(|(name, _)| *name == "www-authenticate");
/// assert_eq!(challenge.unwrap().1, r#"Bearer realm="cognito""#);
/// ```
#[derive(Clone, Debug)]
pub struct Rejection {
    error: AuthError,
    style: Arc<AnswerStyle>,
}

/// How an authenticator answers.
#[derive(Debug)]
pub(crate) struct AnswerStyle {
    pub(crate) realm: Box<str>,
    pub(crate) resource_metadata: Option<Box<str>>,
    pub(crate) development: bool,
    /// In place of problem details.
    pub(crate) body: Option<OwnBody>,
}

impl Default for AnswerStyle {
    fn default() -> Self {
        Self {
            realm: "cognito".into(),
            resource_metadata: None,
            development: false,
            body: None,
        }
    }
}

/// A body that the application writes.
pub(crate) struct OwnBody {
    pub(crate) content_type: Box<str>,
    pub(crate) write: Box<dyn Fn(&AuthError) -> String + Send + Sync>,
}

impl fmt::Debug for OwnBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnBody")
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

impl Rejection {
    pub(crate) fn new(error: AuthError, style: Arc<AnswerStyle>) -> Self {
        Self { error, style }
    }

    /// For a request that no verifier is in reach of: the route stays closed, and the log names it and the fix.
    pub fn layer_missing(head: &dyn RequestHead) -> Self {
        let reason = Reason::LayerMissing;
        crate::observe::layer_missing(&head.path(), reason);
        Self::new(reason.into(), Arc::default())
    }

    /// For a request that two verifiers are in reach of, where only one can be meant: the route stays closed, and the log
    /// names it. The reason is `layer_missing`, too.
    pub fn two_in_reach(head: &dyn RequestHead) -> Self {
        let reason = Reason::LayerMissing;
        crate::observe::two_in_reach(&head.path(), reason);
        Self::new(reason.into(), Arc::default())
    }

    /// The stable code of what happened.
    pub fn reason(&self) -> Reason {
        self.error.reason()
    }

    /// What happened.
    pub fn error(&self) -> &AuthError {
        &self.error
    }

    /// The HTTP status code.
    pub fn status(&self) -> u16 {
        self.error.status()
    }

    /// The headers, with lower-case names. Each value is printable ASCII.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, Cow<'static, str>)> + use<> {
        let content_type = match &self.style.body {
            Some(body) => body.content_type.to_string().into(),
            None => "application/problem+json".into(),
        };
        let wait = self.retry_after_seconds();
        [
            self.challenge()
                .map(|value| ("www-authenticate", value.into())),
            wait.map(|seconds| ("retry-after", seconds.to_string().into())),
            Some(("content-type", content_type)),
            Some(("cache-control", "no-store".into())),
        ]
        .into_iter()
        .flatten()
    }

    fn challenge(&self) -> Option<String> {
        let style = &self.style;
        challenge::write(
            &self.error,
            &style.realm,
            style.resource_metadata.as_deref(),
        )
    }

    /// Rounded up, at least 1: who comes back earlier comes for nothing.
    fn retry_after_seconds(&self) -> Option<u64> {
        let wait = self.error.retry_after()?;
        let started = u64::from(wait.subsec_nanos() > 0);
        Some((wait.as_secs() + started).max(1))
    }

    /// The body: problem details ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), or what the application writes
    /// in their place ([`refusal_body`](crate::AuthenticatorBuilder::refusal_body)).
    ///
    /// It is the same for `HEAD`: servers leave it out on the wire, and need it for `Content-Length`.
    pub fn body(&self) -> String {
        if let Some(body) = &self.style.body {
            return (body.write)(&self.error);
        }
        let reason = self.reason();
        let class = reason.class();
        let told = self.style.development.then_some(reason);
        let problem = Problem {
            kind: "about:blank",
            title: title(class),
            status: class.status(),
            error: challenge::error_code(class),
            reason: told.map(Reason::as_str),
            hint: told.map(Reason::hint),
        };
        // Plain texts and a number: this cannot fail, and an empty body would still be a refusal.
        serde_json::to_string(&problem).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
}

/// The reason phrase of RFC 9110.
fn title(class: RefusalClass) -> &'static str {
    match class {
        RefusalClass::InvalidRequest => "Bad Request",
        RefusalClass::InsufficientAuthentication
        | RefusalClass::InvalidToken
        | RefusalClass::NoCredentials => "Unauthorized",
        RefusalClass::Forbidden | RefusalClass::InsufficientScope => "Forbidden",
        RefusalClass::Misconfigured => "Internal Server Error",
        RefusalClass::Unavailable => "Service Unavailable",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::registry::{LookupFailed, PoolLookupError};

    fn rejection(reason: Reason) -> Rejection {
        Rejection::new(reason.into(), Arc::default())
    }

    #[test]
    fn an_answer_in_full() {
        let rejection = rejection(Reason::BadSignature);
        let headers: Vec<_> = rejection.headers().collect();
        assert_eq!(
            headers,
            [
                (
                    "www-authenticate",
                    r#"Bearer realm="cognito", error="invalid_token", error_description="token not valid""#.into()
                ),
                ("content-type", "application/problem+json".into()),
                ("cache-control", "no-store".into()),
            ]
        );
        assert_eq!(
            rejection.body(),
            r#"{"type":"about:blank","title":"Unauthorized","status":401,"error":"invalid_token"}"#
        );
    }

    #[test]
    fn every_body_is_json_and_names_no_reason() {
        for reason in Reason::ALL.iter().copied() {
            let rejection = rejection(reason);
            let body: serde_json::Value = serde_json::from_str(&rejection.body()).unwrap();
            assert_eq!(body["status"], rejection.status());
            assert!(body.get("reason").is_none() && body.get("hint").is_none());
        }
    }

    #[test]
    fn unavailability_asks_to_come_back_in_whole_seconds() {
        for reason in [Reason::KeysUnavailable, Reason::RevocationUnavailable] {
            let headers: Vec<_> = rejection(reason).headers().collect();
            assert!(headers.contains(&("retry-after", "1".into())));
            assert!(headers.iter().all(|(name, _)| *name != "www-authenticate"));
        }
    }

    #[test]
    fn a_wait_is_rounded_up_to_whole_seconds() {
        for (milliseconds, seconds) in
            [(0, "1"), (1, "1"), (1000, "1"), (1001, "2"), (29_900, "30")]
        {
            let error = AuthError::from(LookupFailed {
                error: PoolLookupError::busy(),
                retry_after: Duration::from_millis(milliseconds),
            });
            let headers = Rejection::new(error, Arc::default()).headers();
            let wait: Vec<_> = headers.filter(|(name, _)| *name == "retry-after").collect();
            assert_eq!(wait, [("retry-after", seconds.into())]);
        }
    }

    #[test]
    fn development_mode_says_why() {
        let style = AnswerStyle {
            development: true,
            ..AnswerStyle::default()
        };
        let rejection = Rejection::new(Reason::WrongTokenUse.into(), Arc::new(style));
        let body: serde_json::Value = serde_json::from_str(&rejection.body()).unwrap();
        assert_eq!(body["reason"], "wrong_token_use");
        assert_eq!(body["hint"], Reason::WrongTokenUse.hint());
    }
}
