//! `/login`: where users sign in.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html>

use super::{
    authorization::Authorization,
    csrf,
    form::Form,
    login_page::View,
    native::{self, Outcome, Stage},
    page,
};
use crate::{
    http::{Answer, Request},
    shared::Shared,
};

/// Shows the page, whether or not somebody is signed in.
pub(super) fn show(pool: &Shared, request: &Request) -> Answer {
    match Authorization::read(pool, request) {
        Ok(authorization) => {
            let name = authorization.login_hint.as_deref().unwrap_or_default();
            View::new(name).answer(pool, request, &authorization)
        }
        Err(refusal) => refusal,
    }
}

/// Takes the form: a name and a password, what comes after them, or the wish to go on as who is signed in.
pub(super) fn submit(pool: &Shared, request: &Request) -> Answer {
    let authorization = match Authorization::read(pool, request) {
        Ok(authorization) => authorization,
        Err(refusal) => return refusal,
    };
    let form = match Form::of_body(request) {
        Ok(form) => form,
        Err(malformed) => return page::error("invalid_request", malformed.message()),
    };
    let name = form.get("username").unwrap_or_default().trim();
    let view = View::new(name);
    if !csrf::is_proven(pool, request, &form) {
        let view = view.problem(403, page::NOT_FROM_HERE);
        return view.answer(pool, request, &authorization);
    }
    if form.get("continue").is_some() {
        if let Some(session) = authorization.session(pool, request) {
            return authorization.finish(pool, &session);
        }
        let view = view.problem(400, "You are no longer signed in: please sign in again.");
        return view.answer(pool, request, &authorization);
    }
    match native::advance(pool, authorization.client, name, &form) {
        Outcome::SignedIn(sub) => authorization.sign_in(pool, request, &sub, None),
        Outcome::Asks(stage, problem) => {
            let view = match stage {
                Stage::Credentials => view,
                Stage::Step(step, handle) => view.step(step, handle),
            };
            let view = match problem {
                Some(problem) => view.problem(400, problem),
                None => view,
            };
            view.answer(pool, request, &authorization)
        }
    }
}
