//! `GET /sign-in`: to the pool's login page.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;

use crate::{attempt::Attempt, gate::append, return_path::ReturnPath, site::Site};

#[derive(Deserialize)]
pub(crate) struct Asked {
    to: Option<String>,
}

/// Where two tabs sign in at once, the later one counts.
pub(crate) async fn begin(State(site): State<Arc<Site>>, Query(asked): Query<Asked>) -> Response {
    let to = ReturnPath::or_default(asked.to.as_deref());
    let begun = site.oauth.begin();
    let away = Redirect::to(&begun.url);
    let attempt = Attempt::new(begun, &to, site.now());
    let mut response = away.into_response();
    append(
        response.headers_mut(),
        attempt.cookie(&site.vault).into_iter(),
    );
    response
}
