//! `GET /logout`: ends the browser's session.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html>

use super::{
    authorization::Authorization,
    callback::{found, is_registrable},
    cookie,
    form::Form,
    page,
};
use crate::{
    http::{Answer, Request},
    shared::Shared,
};

/// Sends the browser to a registered `logout_uri`, or to the login page if the request is one for a code. The tokens that were
/// issued stay good.
pub(super) fn answer(pool: &Shared, request: &Request) -> Answer {
    let destination = match destination(pool, request) {
        Ok(destination) => destination,
        Err(refusal) => return refusal,
    };
    if let Some(session) = cookie::value(request, cookie::SESSION) {
        pool.state().browser_sessions.end(session);
    }
    found(&destination).header("set-cookie", cookie::remove(pool, cookie::SESSION))
}

fn destination(pool: &Shared, request: &Request) -> Result<String, Answer> {
    let query = Form::of_query(request)
        .map_err(|malformed| page::error("invalid_request", malformed.message()))?;
    let Some(uri) = query.get("logout_uri") else {
        if query.get("redirect_uri").is_some() {
            return Ok(Authorization::read(pool, request)?.page(pool, "/login"));
        }
        return Err(page::error(
            "invalid_request",
            "logout takes client_id and logout_uri, or what authorize takes; Cognito knows no post_logout_redirect_uri",
        ));
    };
    let client = query
        .get("client_id")
        .and_then(|id| pool.client(id))
        .ok_or_else(|| {
            page::error(
                "invalid_client",
                "client_id names no app client of this pool",
            )
        })?;
    let is_registered = client
        .logout_urls
        .iter()
        .any(|registered| registered == uri);
    if is_registered && is_registrable(uri) {
        Ok(uri.to_owned())
    } else {
        Err(page::error(
            "redirect_mismatch",
            "logout_uri is not one of the client's logout URLs, to the letter",
        ))
    }
}
