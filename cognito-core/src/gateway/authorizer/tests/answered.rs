//! The forms of the answers.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::*;
use crate::{Provenance, Reason, gateway::UpstreamContext};

const STAGE: &str = "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/*";
const DEFAULT_STAGE: &str = "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/$default/*";

fn policy(effect: &str, principal: &str, routes: &str, context: &Value) -> Value {
    json!({
        "principalId": principal,
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": routes}],
        },
        "context": context,
    })
}

fn reader() -> TokenBuilder {
    let token = POOL.access_token().subject("u-1").username("ada");
    token.scope("orders/read orders/write")
}

/// What is handed on of [`reader`].
fn of_reader() -> Value {
    let payload = reader().mint();
    json!({
        "cognito_claims": payload.split('.').nth(1).unwrap(),
        "sub": "u-1",
        "client_id": POOL.client_id(),
        "username": "ada",
        "scope": "orders/read orders/write",
        "token_use": "access",
        "exp": "1763003600",
    })
}

#[tokio::test]
async fn each_event_in_its_form() {
    let readers = authorizer(Policy::scope("orders/read"));
    let iam = readers.clone().iam_responses();
    for (authorizer, event, routes) in [
        (&readers, REST_TOKEN, STAGE),
        (&readers, REST_REQUEST, STAGE),
        (&readers, WEB_SOCKET, STAGE),
        (&readers, HTTP_1, DEFAULT_STAGE),
        (&iam, REST_REQUEST, STAGE),
        (&iam, HTTP_2, DEFAULT_STAGE),
    ] {
        let allowed = ask(authorizer, event, &reader()).await.unwrap();
        assert_eq!(
            allowed,
            policy("Allow", "u-1", routes, &of_reader()),
            "{event}"
        );
        let denied = ask(authorizer, event, &POOL.access_token()).await.unwrap();
        let context = json!({"error": "insufficient_scope", "scope": "orders/read"});
        assert_eq!(
            denied,
            policy("Deny", "refused", routes, &context),
            "{event}"
        );
    }
    assert_eq!(
        ask(&readers, HTTP_2, &reader()).await.unwrap(),
        json!({"isAuthorized": true, "context": of_reader()})
    );
    assert_eq!(
        ask(&readers, HTTP_2, &POOL.access_token()).await.unwrap(),
        json!({"isAuthorized": false, "context": {"error": "insufficient_scope", "scope": "orders/read"}})
    );
}

/// One policy for the whole stage: a kept answer is right for the sibling routes, too.
#[tokio::test]
async fn the_answer_to_a_sibling_route_is_the_same() {
    let readers = authorizer(Policy::scope("orders/read"));
    let of = async |token: &TokenBuilder, route: &str| {
        let event = REST_REQUEST.replace("GET/orders/17", route);
        ask(&readers, &event, token).await.unwrap()
    };
    for token in [reader(), POOL.access_token()] {
        assert_eq!(
            of(&token, "GET/orders/17").await,
            of(&token, "DELETE/users/*").await
        );
    }
}

#[tokio::test]
async fn what_is_handed_on_of_every_kind_of_token() {
    let anybody = authorizer(Policy::authenticated());
    let context = async |token: &TokenBuilder| {
        let answer = ask(&anybody, HTTP_2, token).await.unwrap();
        answer["context"].clone()
    };
    let names = |context: &Value| {
        let context = context.as_object().unwrap();
        assert!(context.values().all(Value::is_string), "{context:?}");
        context.keys().cloned().collect::<Vec<_>>().join(" ")
    };
    let user = context(&POOL.id_token().username("ada")).await;
    assert_eq!(
        names(&user),
        "client_id cognito_claims exp sub token_use username"
    );
    assert_eq!(
        (&user["username"], &user["token_use"]),
        (&json!("ada"), &json!("id"))
    );

    let machine = context(&POOL.machine_token()).await;
    assert_eq!(
        names(&machine),
        "client_id cognito_claims exp scope sub token_use"
    );

    // To the letter, with whatever a trigger wrote.
    let odd = POOL
        .access_token()
        .claim("n", json!({"ä\"": [1e300, null, u64::MAX]}));
    let payload = context(&odd).await["cognito_claims"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(odd.mint().split('.').nth(1), Some(&*payload));
    let read: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&payload).unwrap()).unwrap();
    assert_eq!(handed_on::payload(&payload), Some(read.to_string()));
}

/// The same claims, of another provenance, and again checked: the answer may have been kept longer than the token is good for.
#[tokio::test]
async fn the_function_behind_reads_what_was_handed_on() {
    let pool = TestPool::new();
    let verifier = pool.verifier();
    let own = LambdaAuthorizer::new(verifier.clone());
    let token = pool
        .access_token()
        .group("a,b")
        .group("staff")
        .claim("n", [1.5, 2.0]);
    let of_token = serde_json::to_value(verifier.verify(&token.mint()).await.unwrap()).unwrap();
    for (event, is_http) in [(REST_TOKEN, false), (HTTP_2, true)] {
        let context = ask(&own, event, &token).await.unwrap()["context"].clone();
        let authorizer = if is_http {
            json!({"lambda": context})
        } else {
            context
        };
        let context = UpstreamContext::of_gateway(&json!({"authorizer": authorizer})).unwrap();
        assert_eq!(context.provenance(), Provenance::LambdaAuthorizer);
        let claims = verifier.check_upstream(&context).await.unwrap();
        assert!(claims.groups().contains("a,b") && claims.groups().contains("staff"));
        assert_eq!(serde_json::to_value(&claims).unwrap(), of_token);

        pool.clock().advance(std::time::Duration::from_secs(3700));
        let late = verifier.check_upstream(&context).await.unwrap_err();
        assert_eq!(late.reason(), Reason::Expired);
        pool.clock().set_wall(1_763_000_000);
    }
    let members = authorizer(Policy::group("members"));
    let denied = ask(&members, HTTP_2, &POOL.access_token()).await.unwrap();
    let context = json!({"authorizer": {"lambda": denied["context"]}});
    let nothing = UpstreamContext::of_gateway(&context).unwrap_err();
    assert_eq!(nothing.reason(), Reason::MissingToken);
}

/// A template puts them into JSON as they are.
#[tokio::test]
async fn a_name_that_would_break_a_template_is_in_the_payload_only() {
    let anybody = authorizer(Policy::authenticated());
    let clever = POOL.access_token().username(r#"x","admin":"true"#);
    let context = &ask(&anybody, REST_REQUEST, &clever).await.unwrap()["context"];
    assert_eq!(context.get("username"), None);
    let payload = handed_on::payload(context["cognito_claims"].as_str().unwrap()).unwrap();
    let payload: Value = serde_json::from_str(&payload).unwrap();
    assert_eq!(payload["username"], r#"x","admin":"true"#);
}

#[tokio::test]
async fn a_web_socket_api_takes_eight_kilobytes() {
    let verifier = POOL
        .verifier_builder()
        .max_token_len(32_768)
        .build()
        .unwrap();
    let sources = [TokenSource::bearer(), TokenSource::web_socket("bearer")];
    let auth = Authenticator::builder(verifier).token_sources(sources);
    let authorizer = LambdaAuthorizer::new(auth.build().unwrap());
    let long = |len: usize| POOL.access_token().claim("long", "x".repeat(len));
    let len = async |token: &TokenBuilder| {
        let answer = ask(&authorizer, REST_REQUEST, token).await.unwrap();
        answer
            .to_string()
            .replace("GET/orders/17", "$connect")
            .len()
    };
    // Three letters more are four bytes more, of base64.
    let base = len(&long(0)).await;
    let fits = (8192 - base) / 4 * 3;
    assert!(len(&long(fits)).await <= 8192 && len(&long(fits + 6)).await > 8192);

    assert!(ask(&authorizer, WEB_SOCKET, &long(fits)).await.is_ok());
    let unanswered = ask(&authorizer, WEB_SOCKET, &long(fits + 6))
        .await
        .unwrap_err();
    assert_eq!(cause(&unanswered), Some(AuthorizerFault::AnswerTooLarge));
    assert!(!unanswered.is_unauthorized());
    assert!(
        ask(&authorizer, REST_REQUEST, &long(fits + 6))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_fault_says_what_is_set_up_wrongly() {
    use AuthorizerFault::{InvalidArn, NotAnAuthorizerEvent};

    let anybody = authorizer(Policy::authenticated());
    let token = POOL.access_token().mint();
    let change = |event: &str, name: &str, value: Value| {
        let mut event = with(event, &token);
        event[name] = value;
        event
    };
    for (event, fault) in [
        (json!(null), NotAnAuthorizerEvent),
        (json!({"Records": []}), NotAnAuthorizerEvent),
        (
            change(REST_TOKEN, "type", json!("REQUESTS")),
            NotAnAuthorizerEvent,
        ),
        (
            change(REST_TOKEN, "methodArn", json!(null)),
            NotAnAuthorizerEvent,
        ),
        (change(REST_TOKEN, "methodArn", json!("*")), InvalidArn),
        (
            change(REST_REQUEST, "methodArn", json!("arn:aws:lambda:x")),
            InvalidArn,
        ),
        (
            change(REST_REQUEST, "headers", json!(7)),
            NotAnAuthorizerEvent,
        ),
        (change(WEB_SOCKET, "methodArn", json!("")), InvalidArn),
        (change(HTTP_1, "methodArn", json!({})), NotAnAuthorizerEvent),
        // An event of the function behind has no type.
        (change(HTTP_2, "type", json!(null)), NotAnAuthorizerEvent),
        (
            change(HTTP_2, "routeArn", json!(null)),
            NotAnAuthorizerEvent,
        ),
    ] {
        let unanswered = anybody.answer(&event).await.unwrap_err();
        assert_eq!(cause(&unanswered), Some(fault), "{event}");
        assert_eq!(
            (unanswered.is_unauthorized(), unanswered.reason()),
            (false, None)
        );
        assert_eq!(unanswered.to_string(), "the authorizer has no answer");
    }
    // A simple answer names no route.
    let unnamed = change(HTTP_2, "routeArn", json!("?"));
    assert!(anybody.answer(&unnamed).await.unwrap().is_allowed());
    let unanswered = anybody.iam_responses().answer(&unnamed).await.unwrap_err();
    assert_eq!(cause(&unanswered), Some(InvalidArn));
}

#[tokio::test]
async fn nothing_prints_the_token_or_what_it_says() {
    let readers = authorizer(Policy::scope("orders/read"));
    let marked = POOL.access_token().subject("Zx9Sub").username("Zx9Name");
    let token = marked.clone().scope("orders/read").mint();
    let allowed = readers.answer(&with(REST_REQUEST, &token)).await.unwrap();
    assert_eq!(
        format!("{allowed:?}"),
        "AuthorizerAnswer { is_allowed: true, .. }"
    );

    let expired = marked.claim("exp", 1).mint();
    let refused = readers
        .answer(&with(REST_REQUEST, &expired))
        .await
        .unwrap_err();
    assert_eq!(refused.reason(), Some(Reason::Expired));
    for text in [
        format!("{refused:?}"),
        refused.to_string(),
        format!("{readers:?}"),
    ] {
        assert!(
            !text.contains("Zx9") && !text.contains(&expired[..20]),
            "{text}"
        );
    }
}

fn cause(unanswered: &Unanswered) -> Option<AuthorizerFault> {
    let source = std::error::Error::source(unanswered)?;
    source.downcast_ref().copied()
}
