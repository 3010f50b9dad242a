//! `/join` and `/activate`: a new account, by the user pool's API.
//!
//! They say whether an address has an account, as the pool does. A site that must not say it answers alike, and mails the rest.
//!
//! These forms act for nobody who is signed in, so no cookie counts here, and there is nothing for another site to forge.

use std::sync::Arc;

use axum::{
    extract::{Form, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use secrecy::SecretString;
use serde::Deserialize;

use crate::{pages, site::Site, user_pool::Refusal};

#[derive(Deserialize)]
pub(crate) struct NewAccount {
    email: String,
    password: SecretString,
}

#[derive(Deserialize)]
pub(crate) struct Code {
    email: String,
    code: String,
}

pub(crate) async fn form() -> impl IntoResponse {
    pages::html(pages::join("", None))
}

pub(crate) async fn code_form() -> impl IntoResponse {
    pages::html(pages::activate("", None))
}

/// The next form comes at once: an address is not for URLs, which end up in histories and logs.
pub(crate) async fn join(
    State(site): State<Arc<Site>>,
    Form(account): Form<NewAccount>,
) -> Response {
    let email = account.email.trim();
    match site.user_pool.sign_up(email, &account.password).await {
        Ok(()) => pages::html(pages::activate(email, None)).into_response(),
        Err(refusal) => again(refusal, |text| pages::join(email, Some(text))),
    }
}

pub(crate) async fn activate(State(site): State<Arc<Site>>, Form(code): Form<Code>) -> Response {
    let email = code.email.trim();
    match site.user_pool.confirm(email, code.code.trim()).await {
        Ok(()) => {
            let page = pages::message("Your account is active", "You can sign in now.");
            pages::html(page).into_response()
        }
        Err(refusal) => again(refusal, |text| pages::activate(email, Some(text))),
    }
}

/// The form, with what was wrong.
fn again(refusal: Refusal, page: impl FnOnce(&str) -> String) -> Response {
    let (status, text) = match refusal {
        Refusal::AccountExists => (
            StatusCode::CONFLICT,
            "There is an account with this address already.",
        ),
        Refusal::NotAccepted => (
            StatusCode::BAD_REQUEST,
            "This was not accepted. Please check what you entered.",
        ),
        Refusal::TooMany => (
            StatusCode::TOO_MANY_REQUESTS,
            "There were too many attempts. Please wait a while.",
        ),
        Refusal::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The service does not answer at the moment. Please try again.",
        ),
        Refusal::WeakPassword => (
            StatusCode::BAD_REQUEST,
            "The password is too simple: mix lower and upper case, digits and symbols.",
        ),
        Refusal::WrongCode => (StatusCode::BAD_REQUEST, "The code is wrong or too old."),
    };
    (status, pages::html(page(text))).into_response()
}
