//! `GET /oauth2/authorize`.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html>

use super::{asked::Prompt, authorization::Authorization, callback::found};
use crate::{
    http::{Answer, Request},
    shared::Shared,
};

/// Sends the browser back with a code, or to where its user signs in.
pub(super) fn answer(pool: &Shared, request: &Request) -> Answer {
    let authorization = match Authorization::read(pool, request) {
        Ok(authorization) => authorization,
        Err(refusal) => return refusal,
    };
    let wanted = authorization.asked.provider;
    let session = authorization.session(pool, request);
    match (authorization.asked.prompt, session) {
        (Prompt::None, Some(session)) => authorization.finish(pool, &session),
        (Prompt::None, None) => authorization.callback.refuse(
            "login_required",
            "nobody is signed in, or not recently enough",
        ),
        (Prompt::WhatIsNeeded, Some(session)) if wanted.is_none() || wanted == session.provider => {
            authorization.finish(pool, &session)
        }
        _ => found(&match wanted {
            Some(provider) => authorization.page(pool, &format!("/idp/{provider}")),
            None => authorization.page(pool, "/login"),
        }),
    }
}
