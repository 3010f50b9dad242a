//! A refusal as a gRPC status.

use std::{borrow::Cow, fmt::Write as _};

use super::Rejection;
use crate::{Reason, RefusalClass};

/// A refusal as gRPC says it: a code and a message, and the headers of a response that has no more than these.
///
/// gRPC has statuses of its own, and a response carries them at its end while the HTTP status stays 200
/// ([gRPC over HTTP/2](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#responses)). The codes, of
/// [gRPC's list](https://grpc.io/docs/guides/status-codes/):
///
/// | class | code | HTTP status of the same refusal |
/// |---|---|---|
/// | no, malformed or invalid credentials; a sign-in that is too old or too weak | 16 `UNAUTHENTICATED` | 400, 401 |
/// | scope, group, principal or another rule not met | 7 `PERMISSION_DENIED` | 403 |
/// | keys, pool registry or revocation store unavailable | 14 `UNAVAILABLE` | 503 |
/// | no verifier in reach | 13 `INTERNAL` | 500 |
///
/// ```
/// use cognito_core::{Authenticator, Step, test_util::{TestHead, TestPool}};
///
/// let auth = Authenticator::new(TestPool::new().verifier());
/// let Step::Ready(Err(rejection)) = auth.authenticate(&TestHead::new("POST", "/shop.Orders/List")) else {
///     panic!("there is no token");
/// };
/// let status = rejection.grpc();
/// assert_eq!((status.code(), status.message()), (16, "no credentials"));
/// assert!(status.headers().any(|header| header == ("grpc-status", "16".into())));
/// ```
#[derive(Clone, Debug)]
pub struct GrpcStatus {
    code: i32,
    message: Cow<'static, str>,
    challenge: Option<String>,
    retry_after_seconds: Option<u64>,
}

impl GrpcStatus {
    /// The number of the code, as gRPC libraries take it: `tonic::Code::from(status.code())`.
    pub fn code(&self) -> i32 {
        self.code
    }

    /// What the client is told: one of nine short texts. In development mode it names the reason and a hint too.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The headers of a response that is nothing but this status ("trailers only"), with lower-case names. Each value is
    /// printable ASCII.
    ///
    /// Clients read them as the call's metadata. The challenge is there as it is over HTTP: it tells which scopes are missing,
    /// or what to sign in for anew. A wait is there twice, in seconds as `retry-after` and for the retry policies of gRPC
    /// libraries as `grpc-retry-pushback-ms`
    /// ([A6](https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback)).
    ///
    /// ```
    /// use cognito_core::{Authenticator, test_util::{TestHead, TestPool}};
    /// # use cognito_core::Step;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let pool = TestPool::new();
    /// pool.set_available(false); // nobody can fetch the keys
    /// let auth = Authenticator::new(pool.verifier());
    /// let head = TestHead::new("POST", "/shop.Orders/List").bearer(&pool.access_token().mint());
    /// # let Step::Pending(waiting) = auth.authenticate(&head) else { panic!("there are no keys yet") };
    /// # let rejection = waiting.await.unwrap_err();
    /// let headers: Vec<_> = rejection.grpc().headers().collect();
    /// assert_eq!(headers, [
    ///     ("content-type", "application/grpc".into()),
    ///     ("grpc-status", "14".into()),
    ///     ("grpc-message", "tokens cannot be verified now".into()),
    ///     ("retry-after", "1".into()),
    ///     ("grpc-retry-pushback-ms", "1000".into()),
    ///     ("cache-control", "no-store".into()),
    /// ]);
    /// # }
    /// ```
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, Cow<'static, str>)> + use<> {
        let wait = self.retry_after_seconds;
        let milliseconds = wait.map(|seconds| seconds.saturating_mul(1000));
        [
            Some(("content-type", "application/grpc".into())),
            Some(("grpc-status", self.code.to_string().into())),
            Some(("grpc-message", encoded(&self.message).into())),
            self.challenge
                .clone()
                .map(|value| ("www-authenticate", value.into())),
            wait.map(|seconds| ("retry-after", seconds.to_string().into())),
            milliseconds.map(|wait| ("grpc-retry-pushback-ms", wait.to_string().into())),
            Some(("cache-control", "no-store".into())),
        ]
        .into_iter()
        .flatten()
    }
}

impl Rejection {
    /// The refusal as gRPC says it, in place of status, headers and body.
    pub fn grpc(&self) -> GrpcStatus {
        let reason = self.reason();
        let told = told(reason);
        let message = if self.style.development {
            format!("{told} ({reason}: {})", reason.hint()).into()
        } else {
            told.into()
        };
        GrpcStatus {
            code: code(reason.class()),
            message,
            challenge: self.challenge(),
            retry_after_seconds: self.retry_after_seconds(),
        }
    }
}

fn code(class: RefusalClass) -> i32 {
    match class {
        RefusalClass::Forbidden | RefusalClass::InsufficientScope => 7,
        RefusalClass::InsufficientAuthentication
        | RefusalClass::InvalidRequest
        | RefusalClass::InvalidToken
        | RefusalClass::NoCredentials => 16,
        RefusalClass::Misconfigured => 13,
        RefusalClass::Unavailable => 14,
    }
}

/// As little as over HTTP: "expired" is the one precise word about a token.
fn told(reason: Reason) -> &'static str {
    match (reason, reason.class()) {
        (Reason::Expired, _) => "token expired",
        (_, RefusalClass::Forbidden) => "not allowed",
        (_, RefusalClass::InsufficientAuthentication) => "a new sign-in is needed",
        (_, RefusalClass::InsufficientScope) => "scope missing",
        (_, RefusalClass::InvalidRequest) => "credentials malformed",
        (_, RefusalClass::InvalidToken) => "token not valid",
        (_, RefusalClass::Misconfigured) => "the server is not set up to verify tokens",
        (_, RefusalClass::NoCredentials) => "no credentials",
        (_, RefusalClass::Unavailable) => "tokens cannot be verified now",
    }
}

/// `Percent-Encoded` of gRPC over HTTP/2: printable ASCII but `%` stands for itself.
fn encoded(message: &str) -> String {
    let mut encoded = String::with_capacity(message.len());
    for byte in message.bytes() {
        match byte {
            b' '..=b'~' if byte != b'%' => encoded.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use super::*;
    use crate::rejection::AnswerStyle;

    fn status(reason: Reason, style: AnswerStyle) -> GrpcStatus {
        Rejection::new(reason.into(), Arc::new(style)).grpc()
    }

    #[test]
    fn each_http_status_has_its_code() {
        for reason in Reason::ALL.iter().copied() {
            let expected = match reason.class().status() {
                400 | 401 => 16,
                403 => 7,
                500 => 13,
                503 => 14,
                other => panic!("{reason} is answered with {other}"),
            };
            assert_eq!(status(reason, AnswerStyle::default()).code(), expected);
        }
    }

    #[test]
    fn messages_are_a_closed_list_and_name_no_reason() {
        let messages: BTreeSet<_> = Reason::ALL
            .iter()
            .map(|reason| {
                let status = status(*reason, AnswerStyle::default());
                let message = status.message().to_owned();
                assert!(!message.contains(reason.as_str()) || *reason == Reason::Expired);
                assert_eq!(encoded(&message), message);
                message
            })
            .collect();
        assert_eq!(messages.len(), 9);
    }

    #[test]
    fn an_answer_in_full() {
        let style = AnswerStyle {
            realm: "orders".into(),
            ..AnswerStyle::default()
        };
        let headers: Vec<_> = status(Reason::BadSignature, style).headers().collect();
        assert_eq!(
            headers,
            [
                ("content-type", "application/grpc".into()),
                ("grpc-status", "16".into()),
                ("grpc-message", "token not valid".into()),
                (
                    "www-authenticate",
                    r#"Bearer realm="orders", error="invalid_token", error_description="token not valid""#.into()
                ),
                ("cache-control", "no-store".into()),
            ]
        );
    }

    #[test]
    fn development_mode_says_why() {
        let style = AnswerStyle {
            development: true,
            ..AnswerStyle::default()
        };
        let status = status(Reason::WrongTokenUse, style);
        let hint = Reason::WrongTokenUse.hint();
        let expected = format!("token not valid (wrong_token_use: {hint})");
        assert_eq!(status.message(), expected);
    }

    #[test]
    fn what_a_header_cannot_carry_is_encoded() {
        for (message, expected) in [
            ("plain ~ text!", "plain ~ text!"),
            ("100 %", "100 %25"),
            ("a\r\nb\u{7f}", "a%0D%0Ab%7F"),
            ("\u{e4}", "%C3%A4"),
        ] {
            assert_eq!(encoded(message), expected);
        }
    }
}
