//! From a path to an answer.

use serde_json::{Value, json};

use super::{
    answer::Answer,
    guard,
    request::{MAX_BODY, Request},
};
use crate::{
    api::{self, Caller},
    console,
    error::ApiError,
    jwks_mode,
    oauth::{self, Endpoint},
    random,
    shared::Shared,
    token::keys::OldKeys,
};

const AMZ_JSON: &str = "application/x-amz-json-1.1";
const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// What is served at a path.
#[derive(Clone, Copy)]
enum Place {
    Api,
    Console,
    Discovery,
    Jwks,
    Mailbox,
    OAuth(Endpoint),
    Rotation,
}

impl Place {
    fn of(pool: &Shared, path: &str) -> Option<Self> {
        if console::is_at(path) {
            return Some(Self::Console);
        }
        if path == "/dev/mailbox.json" {
            return Some(Self::Mailbox);
        }
        if path == "/dev/rotate-keys" {
            return Some(Self::Rotation);
        }
        let rest = path.strip_prefix(&*pool.settings.mount)?;
        if rest.is_empty() || rest == "/" {
            return Some(Self::Api);
        }
        if let Some(endpoint) = Endpoint::at(pool, rest) {
            return Some(Self::OAuth(endpoint));
        }
        let document = rest
            .strip_prefix('/')?
            .strip_prefix(&*pool.settings.user_pool_id)?
            .strip_prefix("/.well-known/")?;
        match document {
            "jwks.json" => Some(Self::Jwks),
            "openid-configuration" => Some(Self::Discovery),
            _ => None,
        }
    }

    fn methods(self) -> &'static str {
        match self {
            Self::Api => "POST, OPTIONS",
            // It has methods of its own for each path.
            Self::Console => "",
            Self::Discovery | Self::Jwks => "GET, HEAD, OPTIONS",
            Self::Mailbox => "GET, HEAD",
            Self::OAuth(endpoint) => endpoint.methods(),
            Self::Rotation => "POST",
        }
    }
}

/// Answers a request, or `None` if the path is not one of the pool's.
pub(crate) fn answer(pool: &Shared, request: &Request) -> Option<Answer> {
    let place = Place::of(pool, request.path())?;
    let Some(host) = guard::loopback_host(request) else {
        return Some(forbidden(
            "the development pool answers on loopback names only: use 127.0.0.1 or localhost",
        ));
    };
    Some(match (place, request.method()) {
        (Place::Console, _) => {
            return console::answer(pool, request, guard::is_foreign(request, host));
        }
        (Place::Mailbox, "GET" | "HEAD") | (Place::Rotation, "POST")
            if guard::is_foreign(request, host) =>
        {
            forbidden("this is not for pages of another origin")
        }
        (Place::OAuth(endpoint), method)
            if endpoint.is_guarded(method) && guard::is_foreign(request, host) =>
        {
            forbidden("this is not for pages of another origin")
        }
        (Place::Mailbox, "GET" | "HEAD") => mailbox(pool),
        (Place::Rotation, "POST") => rotate_keys(pool),
        (Place::Api | Place::Discovery | Place::Jwks, "OPTIONS") => preflight(place),
        (Place::OAuth(endpoint), "OPTIONS") if endpoint.is_shared_with_all() => preflight(place),
        (Place::OAuth(endpoint), _) => match endpoint.answer(pool, request) {
            Some(answer) if endpoint.is_shared_with_all() => shared_with_all(answer),
            Some(answer) => answer,
            None => not_allowed(place),
        },
        (Place::Api, "POST") => shared_with_all(api_call(pool, request, host)),
        (Place::Discovery, "GET" | "HEAD") => {
            shared_with_all(Answer::json(200, &oauth::document(pool, host)))
        }
        (Place::Jwks, "GET" | "HEAD") => shared_with_all(jwks_mode::serve(pool)),
        _ => not_allowed(place),
    })
}

fn not_allowed(place: Place) -> Answer {
    Answer::json(405, &json!({"message": "this method is not allowed here"}))
        .header("allow", place.methods())
}

fn forbidden(message: &str) -> Answer {
    Answer::json(403, &json!({ "message": message }))
}

/// Any page may read this, as with Cognito: no cookie or other ambient right stands behind it.
fn shared_with_all(answer: Answer) -> Answer {
    answer.header("access-control-allow-origin", "*").header(
        "access-control-expose-headers",
        "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
    )
}

fn preflight(place: Place) -> Answer {
    Answer::empty(204)
        .header("access-control-allow-origin", "*")
        .header("access-control-allow-methods", place.methods())
        .header("access-control-allow-headers", "*, authorization")
        .header("access-control-max-age", "600")
}

/// New keys from now on; the old ones go, so that their tokens are refused as soon as a verifier asks again.
fn rotate_keys(pool: &Shared) -> Answer {
    pool.rotate_keys(OldKeys::Drop);
    Answer::json(200, &pool.keys().jwks()).header("cache-control", "no-store")
}

fn mailbox(pool: &Shared) -> Answer {
    let mails = pool.state().mailbox.mails();
    Answer::json(200, &json!({ "mails": mails }))
        .header("cache-control", "no-store")
        .header("cross-origin-resource-policy", "same-origin")
        .header("x-content-type-options", "nosniff")
}

fn api_call(pool: &Shared, request: &Request, host: &str) -> Answer {
    let caller = Caller {
        host,
        is_foreign: guard::is_foreign(request, host),
    };
    let outcome = operation(request)
        .and_then(|operation| Ok((operation, input(request)?)))
        .and_then(|(operation, input)| api::call(pool, operation, &input, caller));
    let answer = match outcome {
        Ok(body) => Answer::json(200, &body),
        Err(error) => refusal(&error),
    };
    answer
        .header("content-type", AMZ_JSON)
        .header("x-amzn-requestid", random::uuid())
}

fn operation(request: &Request) -> Result<&str, ApiError> {
    request
        .sole("x-amz-target")
        .and_then(|target| target.strip_prefix(TARGET_PREFIX))
        .ok_or_else(|| {
            ApiError::new(
                "UnknownOperationException",
                format!("Name an operation: x-amz-target: {TARGET_PREFIX}SignUp"),
            )
        })
}

fn input(request: &Request) -> Result<Value, ApiError> {
    let malformed = |message: &str| ApiError::new("SerializationException", message);
    let is_amz_json = request
        .sole("content-type")
        .is_some_and(|value| value.starts_with("application/x-amz-json-1"));
    if !is_amz_json {
        return Err(malformed("Send content-type: application/x-amz-json-1.1"));
    }
    if request.bytes().len() > MAX_BODY {
        return Err(malformed("The body is too large."));
    }
    serde_json::from_slice(request.bytes())
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| malformed("The body is not a JSON object."))
}

fn refusal(error: &ApiError) -> Answer {
    let body = json!({"__type": error.kind(), "message": error.message()});
    let answer = Answer::json(400, &body).header("x-amzn-errortype", format!("{}:", error.kind()));
    // A message may quote what a client sent; a header takes visible ASCII only.
    let is_plain = error
        .message()
        .bytes()
        .all(|byte| (0x20..0x7f).contains(&byte));
    if is_plain {
        answer.header("x-amzn-errormessage", error.message())
    } else {
        answer
    }
}
