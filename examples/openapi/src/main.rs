//! A library, and a document of its API that says which routes want a token, on axum with utoipa: `cargo run -p openapi`.
#![forbid(unsafe_code)]

#[cfg(test)]
mod tests;
mod trial;

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    routing::get,
};
use cognito_tower::{
    Cognito, ProtectedRouter,
    core::{Policy, UserClaims, Verifier},
};
use demo_pool::Demo;
use serde::Serialize;
use tokio::{net::TcpListener, sync::Mutex};
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        self,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = Demo::from_env()?;
    let verifier = demo.verifier()?;
    let listener = TcpListener::from_std(demo.listen(&trial::trial())?)?;
    let app = routes(verifier).finish().with_state(Loans::default());
    axum::serve(listener, app).await?;
    Ok(())
}

fn routes(verifier: Verifier) -> ProtectedRouter<Loans> {
    ProtectedRouter::new(verifier)
        .public("/books", get(books))
        .put("/books/{title}/loan", Policy::user(), lend)
        .get("/loans", Policy::group("librarians"), loans)
        .public("/openapi.json", get(async || Json(Document::openapi())))
}

/// Who has which book.
type Loans = Arc<Mutex<BTreeMap<String, String>>>;

const BOOKS: [&str; 2] = ["Emma", "Walden"];

#[derive(Serialize, ToSchema)]
struct Book {
    title: String,
    available: bool,
}

#[utoipa::path(get, path = "/books", responses((status = 200, body = [Book])))]
async fn books(State(loans): State<Loans>) -> Json<Vec<Book>> {
    let loans = loans.lock().await;
    let book = |title: &str| Book {
        title: title.to_owned(),
        available: !loans.contains_key(title),
    };
    Json(BOOKS.map(book).into())
}

#[utoipa::path(
    put, path = "/books/{title}/loan", params(("title" = String, Path)), security(("cognito" = [])),
    responses((status = 204), (status = 401), (status = 404), (status = 409, description = "somebody has it")),
)]
async fn lend(
    State(loans): State<Loans>,
    Path(title): Path<String>,
    Cognito(user): Cognito<UserClaims>,
) -> StatusCode {
    let mut loans = loans.lock().await;
    if !BOOKS.contains(&&*title) {
        return StatusCode::NOT_FOUND;
    }
    if loans.contains_key(&title) {
        return StatusCode::CONFLICT;
    }
    let reader = user.username().unwrap_or("somebody");
    loans.insert(title, reader.to_owned());
    StatusCode::NO_CONTENT
}

#[utoipa::path(
    get, path = "/loans", security(("cognito" = [])), description = "For the group `librarians`.",
    responses((status = 200, body = BTreeMap<String, String>), (status = 401), (status = 403)),
)]
async fn loans(State(loans): State<Loans>) -> Json<BTreeMap<String, String>> {
    Json(loans.lock().await.clone())
}

#[derive(OpenApi)]
#[openapi(info(title = "Library"), paths(books, lend, loans), modifiers(&Scheme))]
struct Document;

/// The scheme that the paths name: `security(("cognito" = []))`.
struct Scheme;

impl Modify for Scheme {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.bearer_format = Some("JWT".to_owned());
        bearer.description = Some("An access token of the user pool.".to_owned());
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("cognito", SecurityScheme::Http(bearer));
    }
}
