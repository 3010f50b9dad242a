//! Where the token is found in an event: wherever the authenticator looks for it in a request.

use super::*;
use crate::{Reason, RequestHead as _};

/// Why it was refused; `None` where it was not.
async fn refused(auth: AuthenticatorBuilder, event: &Value) -> Option<Reason> {
    let authorizer = LambdaAuthorizer::new(auth.build().unwrap()).iam_responses();
    match authorizer.answer(event).await {
        Ok(answer) => {
            assert!(answer.is_allowed(), "without a policy nothing is denied");
            None
        }
        Err(unanswered) => unanswered.reason(),
    }
}

fn event(more: &Value) -> Value {
    let mut event = json!({
        "type": "REQUEST",
        "methodArn": "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/GET/",
        "httpMethod": "GET",
    });
    for (name, value) in more.as_object().unwrap() {
        event[name] = value.clone();
    }
    event
}

fn http(more: &Value) -> Value {
    let mut event = event(more);
    event["version"] = json!("2.0");
    event["routeArn"] = event["methodArn"].clone();
    event["requestContext"] = json!({"http": {"method": "GET"}});
    event
}

#[tokio::test]
async fn a_header_by_any_spelling_and_in_either_list() {
    let bearer = format!("Bearer {}", POOL.access_token().mint());
    let other = format!("Bearer {}", POOL.access_token().subject("other").mint());
    for (headers, expected) in [
        (json!({"headers": {"authorization": bearer}}), None),
        (json!({"headers": {"AUTHORIZATION": bearer}}), None),
        (json!({"headers": {"Authorization": [bearer]}}), None),
        (
            json!({"multiValueHeaders": {"Authorization": [bearer]}}),
            None,
        ),
        (
            json!({"headers": null, "multiValueHeaders": {"Authorization": [bearer]}}),
            None,
        ),
        (
            json!({"headers": {"Authorization": bearer}, "multiValueHeaders": null}),
            None,
        ),
        (
            json!({"headers": {"Authorization": bearer}, "multiValueHeaders": {"Accept": ["*/*"]}}),
            None,
        ),
        // Of two, `headers` has the last.
        (
            json!({"headers": {"Authorization": bearer}, "multiValueHeaders": {"authorization": [other, bearer]}}),
            Some(Reason::MalformedRequest),
        ),
        (
            json!({"headers": {"Authorization": bearer, "authorization": bearer}}),
            Some(Reason::MalformedRequest),
        ),
        (
            json!({"headers": {"Authorization": null}}),
            Some(Reason::MissingToken),
        ),
        (
            json!({"headers": {"X-Authorization": bearer}}),
            Some(Reason::MissingToken),
        ),
        // Where a REQUEST event has it, it is the identity source: whatever header that is.
        (
            json!({"authorizationToken": bearer}),
            Some(Reason::MissingToken),
        ),
    ] {
        assert_eq!(
            refused(builder(), &event(&headers)).await,
            expected,
            "{headers}"
        );
    }
    let twice = json!({"headers": {"authorization": format!("{other},{bearer}")}});
    assert_eq!(
        refused(builder(), &http(&twice)).await,
        Some(Reason::MalformedRequest)
    );
}

#[tokio::test]
async fn the_token_of_a_token_event_is_the_authorization_header() {
    let token = POOL.access_token().mint();
    for (text, expected) in [
        (json!(format!("Bearer {token}")), None),
        (json!(token), Some(Reason::NotBearer)),
        (json!(""), Some(Reason::MalformedRequest)),
        (json!(null), Some(Reason::MissingToken)),
    ] {
        let mut event = with(REST_TOKEN, "");
        event["authorizationToken"] = text.clone();
        assert_eq!(refused(builder(), &event).await, expected, "{text}");
    }
}

#[tokio::test]
async fn cookies_by_the_rules_of_origin() {
    let token = POOL.access_token().mint();
    let cookies = || builder().token_sources([TokenSource::cookie("__Host-token")]);
    let pair = format!("__Host-token={token}");
    for (event, expected) in [
        (
            event(&json!({"headers": {"Cookie": format!("a=b; {pair}")}})),
            None,
        ),
        (
            event(&json!({"headers": {"Cookie": pair}, "httpMethod": "POST"})),
            Some(Reason::UntrustedOrigin),
        ),
        // Nothing is known of the method: not that it reads only.
        (
            event(&json!({"headers": {"Cookie": pair}, "httpMethod": null})),
            Some(Reason::UntrustedOrigin),
        ),
        (
            event(&json!({"headers": {"Cookie": pair, "Sec-Fetch-Site": "cross-site"}})),
            Some(Reason::UntrustedOrigin),
        ),
        (http(&json!({"cookies": ["a=b", pair]})), None),
        (
            http(&json!({"cookies": ["a=b", pair], "headers": {"cookie": "__Host-token=x"}})),
            None,
        ),
        (
            http(&json!({"cookies": [], "headers": {"cookie": pair}})),
            None,
        ),
        (
            http(&json!({"cookies": [pair, "__Host-token=x"]})),
            Some(Reason::ConflictingTokens),
        ),
        (
            http(
                &json!({"cookies": [pair], "headers": {"sec-fetch-site": "same-origin,cross-site"}}),
            ),
            Some(Reason::UntrustedOrigin),
        ),
    ] {
        assert_eq!(refused(cookies(), &event).await, expected, "{event}");
    }
}

#[tokio::test]
async fn a_handshake_by_its_subprotocol_or_its_header() {
    let token = POOL.access_token().mint();
    assert_eq!(refused(builder(), &with(WEB_SOCKET, &token)).await, None);
    let header_only = || builder().token_sources([TokenSource::bearer()]);
    assert_eq!(
        refused(header_only(), &with(WEB_SOCKET, &token)).await,
        Some(Reason::MissingToken)
    );

    let mut program = with(WEB_SOCKET, "");
    program["multiValueHeaders"] = json!({"Authorization": [format!("Bearer {token}")]});
    program["headers"] = json!({});
    assert_eq!(refused(header_only(), &program).await, None);

    // A handshake is a GET: a cookie of the site itself is taken, another site's is not.
    let cookies = || builder().token_sources([TokenSource::cookie("__Host-token")]);
    let mut browser = program;
    for (origin, expected) in [
        (None, None),
        (Some("https://evil.example"), Some(Reason::UntrustedOrigin)),
    ] {
        browser["multiValueHeaders"] = json!({"Cookie": [format!("__Host-token={token}")]});
        browser["headers"] = json!({"Origin": origin});
        assert_eq!(refused(cookies(), &browser).await, expected);
    }
}

/// Such an answer would be kept under the `Authorization` header, whoever sends that.
#[tokio::test]
async fn a_subprotocol_counts_in_no_event_but_a_handshakes() {
    let protocols = format!("bearer, bearer.{}", POOL.access_token().mint());
    for event in [REST_REQUEST, HTTP_1, HTTP_2] {
        for name in ["Sec-WebSocket-Protocol", "sec-websocket-protocol"] {
            for (authorization, expected) in [
                (json!("Basic anyone"), Reason::NotBearer),
                (Value::Null, Reason::MissingToken),
            ] {
                let mut event = with(event, "");
                event["headers"] = json!({"Authorization": authorization, name: protocols});
                event["multiValueHeaders"] = json!({name: [protocols]});
                assert_eq!(refused(builder(), &event).await, Some(expected), "{event}");
            }
        }
    }
    let mut handshake = with(WEB_SOCKET, "");
    handshake["headers"] = json!({"sec-websocket-protocol": protocols});
    handshake["multiValueHeaders"] = Value::Null;
    assert_eq!(refused(builder(), &handshake).await, None);
}

/// The path has ids in it.
#[test]
fn the_log_names_the_route() {
    for (event, route) in [
        (REST_TOKEN, "/*"),
        (REST_REQUEST, "/orders/{id}"),
        (WEB_SOCKET, "$connect"),
        (HTTP_1, "/orders/{id}"),
        (HTTP_2, "GET /orders/{id}"),
    ] {
        let event = Event::read(&with(event, "")).unwrap();
        assert_eq!(event.path(), route);
    }
}
