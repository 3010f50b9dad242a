//! `/oauth2/userInfo`: the attributes of who bears an access token.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html>

use serde_json::{Map, Value, json};

use crate::{
    http::{Answer, Request},
    shared::Shared,
    token::{check, grant},
};

pub(super) fn answer(pool: &Shared, request: &Request) -> Answer {
    let outcome = bearer_token(request)
        .ok_or(Refusal::BadRequest)
        .and_then(|token| attributes(pool, token));
    let answer = match outcome {
        Ok(attributes) => Answer::json(200, &attributes),
        Err(refusal) => refusal.answer(),
    };
    answer.header("cache-control", "no-store")
}

/// All values are text. A scope shows here what it shows in the ID token.
fn attributes(pool: &Shared, token: &str) -> Result<Value, Refusal> {
    let claims = check::access_token(&pool.keys(), &pool.settings, token, pool.now())
        .map_err(|_| Refusal::InvalidToken)?;
    let state = pool.state();
    let is_live = state
        .sign_ins
        .is_live(claims.origin_jwt_id().unwrap_or_default());
    let user = state
        .users
        .by_sub(claims.subject())
        .filter(|_| is_live)
        .ok_or(Refusal::InvalidToken)?;
    let scopes = claims.scopes();
    if !scopes.contains("openid") {
        return Err(Refusal::NoOpenId);
    }
    let always = [("username".to_owned(), Value::from(&*user.username))];
    let shown = user
        .texts()
        .filter(|(name, _)| {
            matches!(*name, "sub" | "identities")
                || grant::shows(|scope| scopes.contains(scope), name)
        })
        .map(|(name, value)| (name.to_owned(), Value::from(value)));
    Ok(always
        .into_iter()
        .chain(shown)
        .collect::<Map<_, _>>()
        .into())
}

fn bearer_token(request: &Request) -> Option<&str> {
    let (scheme, token) = request.sole("authorization")?.split_once(' ')?;
    let is_token = scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty();
    is_token.then(|| token.trim())
}

enum Refusal {
    BadRequest,
    InvalidToken,
    NoOpenId,
}

impl Refusal {
    fn answer(&self) -> Answer {
        let (status, error, description) = match self {
            Self::BadRequest => (
                400,
                "invalid_request",
                "Bad OAuth2 request at UserInfo Endpoint",
            ),
            Self::InvalidToken => (
                401,
                "invalid_token",
                "Access token is expired, disabled, or deleted, or the user has globally signed out.",
            ),
            Self::NoOpenId => (
                401,
                "invalid_token",
                "Access token does not contain openid scope",
            ),
        };
        let challenge = format!("Bearer error=\"{error}\", error_description=\"{description}\"");
        Answer::json(
            status,
            &json!({"error": error, "error_description": description}),
        )
        .header("www-authenticate", challenge)
    }
}
