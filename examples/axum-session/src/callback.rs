//! `GET /callback`: back from the pool's login page, with a code.

use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    attempt::Attempt,
    cookie::{Received, SIGN_IN, clear},
    gate::{append, set_session},
    identity::NotSignedIn,
    oauth::TokenFault,
    pages,
    renewal::End,
    session::{Opened, Session},
    site::Site,
};

#[derive(Deserialize)]
pub(crate) struct Answer {
    code: Option<String>,
    error: Option<String>,
    state: Option<String>,
}

pub(crate) async fn finish(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Response {
    let received = Received::of(&headers);
    let Some(attempt) = Attempt::open(&site.vault, &received, site.now()) else {
        return Fault::NotBegun.page();
    };
    let given = answer.state.unwrap_or_default();
    if verify_slices_are_equal(given.as_bytes(), attempt.state.as_bytes()).is_err() {
        // The browser's own sign-in may still come back: its cookie stays.
        return Fault::NotBegun.page();
    }
    let mut response = match sign_in(&site, &received, &attempt, answer.code, answer.error).await {
        Ok(response) => response,
        Err(fault) => fault.page(),
    };
    append(response.headers_mut(), [clear(SIGN_IN)].into_iter());
    response
}

async fn sign_in(
    site: &Arc<Site>,
    received: &Received,
    attempt: &Attempt,
    code: Option<String>,
    error: Option<String>,
) -> Result<Response, Fault> {
    let (Some(code), None) = (code, error) else {
        return Err(Fault::Refused);
    };
    let now = site.now();
    let verifier = attempt.verifier.clone();
    let issued = match site.oauth.exchange(code, verifier).await {
        Ok(issued) => issued,
        Err(TokenFault::InvalidGrant) => return Err(Fault::Refused),
        Err(TokenFault::Unavailable(error)) => {
            tracing::warn!(%error, "nobody could be signed in");
            return Err(Fault::Unavailable);
        }
    };
    let person = match site.identity.signed_in(&issued, &attempt.nonce).await {
        Ok(person) => person,
        Err(NotSignedIn::Refused(error)) if error.status() == 503 => {
            return Err(Fault::Unavailable);
        }
        Err(fault) => {
            fault.log("nobody is signed in");
            return Err(Fault::Refused);
        }
    };
    let session = Session::begin(issued, person, now).ok_or(Fault::Refused)?;
    let pieces = session.seal(&site.vault).map_err(|_| Fault::Oversized)?;
    if let Opened::Session(old) = Session::open(&site.vault, received) {
        // Nothing that is under way for it may overwrite the new one's cookies: it may be another user's.
        let mut tokens = site.renewals.end(site, &old, End::Replaced);
        tokens.push(old.refresh_token);
        drop(site.revoke_all(tokens));
    }
    let mut response = Redirect::to(&attempt.to).into_response();
    set_session(received, &pieces, response.headers_mut());
    Ok(response)
}

/// Why nobody is signed in.
#[derive(Clone, Copy)]
enum Fault {
    /// Not by this browser, or too long ago, or it is over.
    NotBegun,
    Oversized,
    Refused,
    Unavailable,
}

impl Fault {
    fn page(self) -> Response {
        let (status, title, text) = match self {
            Self::NotBegun => (
                StatusCode::BAD_REQUEST,
                "This sign-in did not begin here",
                "It was begun in another browser, under another address of this site, or too long ago.",
            ),
            Self::Oversized => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "You could not be signed in",
                "Your account is in too many groups for a browser's cookies. Please tell who runs this site.",
            ),
            Self::Refused => (
                StatusCode::BAD_REQUEST,
                "You are not signed in",
                "The sign-in was given up, or was not accepted.",
            ),
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "You could not be signed in",
                "The service that signs you in does not answer at the moment. Please try again.",
            ),
        };
        (status, pages::html(pages::message(title, text))).into_response()
    }
}
