//! From a request to the answer of the identity pool: AWS JSON 1.1.

use dev_pool::{Answer, Request, loopback_host};
use serde_json::{Value, json};

use super::{api, refusal::Refusal};
use crate::{cloud::Shared, limit, random};

const AMZ_JSON: &str = "application/x-amz-json-1.1";
const TARGET_PREFIX: &str = "AWSCognitoIdentityService.";

/// Answers a request for the identity pool's path.
pub(crate) fn answer(cloud: &Shared, request: &Request) -> Answer {
    if loopback_host(request).is_none() {
        let message =
            "the development pool answers on loopback names only: use 127.0.0.1 or localhost";
        return Answer::json(403, &json!({ "message": message }));
    }
    match request.method() {
        "OPTIONS" => Answer::empty(204)
            .header("access-control-allow-origin", "*")
            .header("access-control-allow-methods", "POST, OPTIONS")
            .header("access-control-allow-headers", "*, authorization")
            .header("access-control-max-age", "600"),
        "POST" => call(cloud, request),
        _ => Answer::json(405, &json!({"message": "this method is not allowed here"}))
            .header("allow", "POST, OPTIONS"),
    }
}

fn call(cloud: &Shared, request: &Request) -> Answer {
    let outcome = operation(request)
        .and_then(|operation| Ok((operation, input(request)?)))
        .and_then(|(operation, input)| api::call(cloud, operation, &input));
    let answer = match outcome {
        Ok(body) => Answer::json(200, &body),
        Err(refusal) => refused(&refusal),
    };
    // Any page may read this, as with Cognito: no cookie or other ambient right stands behind it.
    answer
        .header("content-type", AMZ_JSON)
        .header("cache-control", "no-store")
        .header("x-amzn-requestid", random::uuid())
        .header("access-control-allow-origin", "*")
        .header(
            "access-control-expose-headers",
            "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
        )
}

fn operation(request: &Request) -> Result<&str, Refusal> {
    let target = request.sole("x-amz-target");
    target
        .and_then(|target| target.strip_prefix(TARGET_PREFIX))
        .ok_or_else(|| {
            Refusal::new(
                "UnknownOperationException",
                format!("Name an operation: x-amz-target: {TARGET_PREFIX}GetId"),
            )
        })
}

fn input(request: &Request) -> Result<Value, Refusal> {
    let malformed = |message: &str| Refusal::new("SerializationException", message);
    let is_amz_json = request
        .sole("content-type")
        .is_some_and(|value| value.starts_with("application/x-amz-json-1"));
    if !is_amz_json {
        return Err(malformed("Send content-type: application/x-amz-json-1.1"));
    }
    if request.bytes().len() > limit::IDENTITY_BODY {
        return Err(malformed("The body is too large."));
    }
    serde_json::from_slice(request.bytes())
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| malformed("The body is not a JSON object."))
}

fn refused(refusal: &Refusal) -> Answer {
    let (kind, message) = (refusal.kind(), refusal.message());
    let status = if kind == "InternalErrorException" {
        500
    } else {
        400
    };
    let body = json!({"__type": kind, "message": message});
    let answer = Answer::json(status, &body).header("x-amzn-errortype", format!("{kind}:"));
    // A message may quote what a client sent; a header takes visible ASCII only.
    if message.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        answer.header("x-amzn-errormessage", message)
    } else {
        answer
    }
}
