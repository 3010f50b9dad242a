//! What API Gateway may keep, and what it must not.

use super::*;
use crate::{AuthError, Reason, RefusalClass};

const ARN: &str = "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/GET/";

/// How a refusal is answered.
#[derive(Debug, PartialEq)]
enum Answer {
    /// 500 of any API.
    Another,
    /// 403, and kept.
    Refused,
    /// 401 of a REST API.
    Unauthorized,
}

fn refusal(event: &Value, reason: Reason) -> Answer {
    let form = Form::of(&Event::read(event).unwrap(), false).unwrap();
    match form.refuse(&AuthError::from(reason)) {
        Ok(answer) => {
            assert!(!answer.is_allowed(), "{reason}");
            Answer::Refused
        }
        Err(unanswered) => {
            assert_eq!(unanswered.reason(), Some(reason));
            let text = unanswered.to_string();
            assert_eq!(text == "Unauthorized", unanswered.is_unauthorized());
            if unanswered.is_unauthorized() {
                Answer::Unauthorized
            } else {
                assert_eq!(text, "the token could not be decided about");
                Answer::Another
            }
        }
    }
}

#[test]
fn every_reason_is_answered_as_the_table_says() {
    let rest = json!({"type": "TOKEN", "methodArn": ARN});
    let http = json!({"version": "2.0", "type": "REQUEST", "routeArn": ARN});
    for reason in Reason::ALL.iter().copied() {
        let (by_policy, simple) = match reason {
            Reason::ClientMismatch
            | Reason::NotYetValid
            | Reason::UnknownKid
            | Reason::UnknownIssuer
            | Reason::UntrustedOrigin
            | Reason::ConflictingTokens => (Answer::Unauthorized, Answer::Unauthorized),
            _ => match reason.class().status() {
                400 | 401 => (Answer::Unauthorized, Answer::Refused),
                403 => (Answer::Refused, Answer::Refused),
                _ => (Answer::Another, Answer::Another),
            },
        };
        assert_eq!(refusal(&rest, reason), by_policy, "{reason}");
        assert_eq!(refusal(&http, reason), simple, "{reason}");
    }
}

#[tokio::test]
async fn an_outage_is_no_answer_and_over_with_the_next_request() {
    let pool = TestPool::new();
    let authorizer = LambdaAuthorizer::new(pool.verifier());
    for event in [REST_TOKEN, HTTP_2] {
        let event = with(event, &pool.access_token().mint());
        pool.set_available(false);
        let outage = authorizer.answer(&event).await.unwrap_err();
        assert_eq!(
            outage.reason().map(Reason::class),
            Some(RefusalClass::Unavailable)
        );
        assert!(!outage.is_unauthorized());

        pool.set_available(true);
        pool.clock().advance(std::time::Duration::from_secs(60));
        assert!(
            authorizer
                .answer(&event)
                .await
                .is_ok_and(|answer| answer.is_allowed())
        );
        pool.rotate();
    }
}

/// Of nobody there are no claims to hand on.
#[tokio::test]
async fn nobody_is_allowed_without_a_token() {
    for auth in [
        builder().build().unwrap(),
        builder().optional().build().unwrap(),
        builder().build().unwrap().or_anonymous(),
        builder().allow_preflight().build().unwrap(),
    ] {
        let authorizer = LambdaAuthorizer::new(auth);
        for method in ["GET", "OPTIONS"] {
            let headers = json!({
                "origin": "https://app.example.com",
                "access-control-request-method": "PUT",
            });
            let rest = json!({"type": "REQUEST", "methodArn": ARN, "httpMethod": method, "headers": headers});
            let refused = authorizer.answer(&rest).await.unwrap_err();
            assert_eq!(refused.reason(), Some(Reason::MissingToken));
            assert!(refused.is_unauthorized());

            let context = json!({"http": {"method": method}});
            let http = json!({
                "version": "2.0",
                "type": "REQUEST",
                "routeArn": ARN,
                "headers": headers,
                "requestContext": context,
            });
            assert!(!authorizer.answer(&http).await.unwrap().is_allowed());
        }
    }
    let form = Form::of(
        &Event::read(&json!({"type": "TOKEN", "methodArn": ARN})).unwrap(),
        false,
    );
    assert!(form.unwrap().allow(None).unwrap_err().is_unauthorized());
}
