//! Who may open what.

use std::sync::Arc;

use axum::{
    Extension, Json, Router,
    extract::{DefaultBodyLimit, State},
    http::HeaderMap,
    middleware::{from_fn_with_state, map_response_with_state},
    response::IntoResponse,
    routing::{get, post},
};
use cognito_tower::{
    Cognito, ProtectedRouter,
    core::{Policy, SubjectKey, UserClaims},
};
use serde_json::{Value, json};

use crate::{
    callback,
    cookie::Received,
    gate::with_session,
    join, notes, pages,
    session::{Opened, Person, Session},
    sign_in, sign_out,
    site::Site,
};

/// Bytes of the largest form.
const MOST_BYTES: usize = 16 * 1024;

pub(crate) fn app(site: Arc<Site>) -> Router {
    let sessions = from_fn_with_state(Arc::clone(&site), with_session);
    let headers = map_response_with_state(Arc::clone(&site), pages::add_headers);
    guarded(&site)
        .finish()
        .layer(sessions)
        .merge(doors())
        .layer(headers)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state(site)
}

/// What wants a signed-in user. So does all that has no route.
pub(crate) fn guarded(site: &Site) -> ProtectedRouter<Arc<Site>> {
    ProtectedRouter::new(site.auth.clone())
        .get("/me", Policy::user(), me)
        .get("/api/me", Policy::user(), api_me)
        .post("/notes", Policy::user(), notes::add)
        .get(
            "/admin",
            Policy::all([Policy::user(), Policy::group("admins")]),
            admin,
        )
}

/// What everybody may open. Nothing here needs an access token, so nothing is renewed for it.
fn doors() -> Router<Arc<Site>> {
    Router::new()
        .route("/", get(start))
        .route("/sign-in", get(sign_in::begin))
        .route("/join", get(join::form).post(join::join))
        .route("/activate", get(join::code_form).post(join::activate))
        .route("/callback", get(callback::finish))
        .route("/sign-out", post(sign_out::end))
        .route("/assets/{file}", get(pages::asset))
        .route("/favicon.ico", get(pages::no_icon))
}

async fn start(State(site): State<Arc<Site>>, headers: HeaderMap) -> impl IntoResponse {
    let person = match Session::open(&site.vault, &Received::of(&headers)) {
        Opened::Session(session) if site.renewals.ended(&site, &session).is_none() => {
            Some(session.person)
        }
        Opened::Session(_) | Opened::Unreadable | Opened::None => None,
    };
    pages::html(pages::start(person.as_ref()))
}

async fn me(
    State(site): State<Arc<Site>>,
    Cognito(claims): Cognito<UserClaims>,
    Cognito(user): Cognito<SubjectKey>,
    person: Option<Extension<Person>>,
) -> impl IntoResponse {
    // A program with an access token of its own has no session.
    let person = person.map_or_else(|| nobody_known(&claims), |Extension(person)| person);
    pages::html(pages::me(&person, &claims, &site.notes.of(&user)))
}

async fn api_me(Cognito(claims): Cognito<UserClaims>) -> Json<Value> {
    let groups: Vec<&str> = claims.groups().iter().collect();
    Json(json!({
        "subject": claims.subject(),
        "username": claims.username(),
        "groups": groups,
    }))
}

async fn admin(Cognito(claims): Cognito<UserClaims>) -> impl IntoResponse {
    pages::html(pages::admin(&claims))
}

fn nobody_known(claims: &UserClaims) -> Person {
    Person {
        sub: claims.subject().to_owned(),
        email: None,
        name: None,
    }
}
