//! A site with sign-up, sign-in and a page of one's own, on axum: `cargo run -p axum-my-page`.
#![forbid(unsafe_code)]

#[cfg(feature = "dev-pool")]
mod embedded;
mod status;
#[cfg(all(test, feature = "dev-pool"))]
mod tests;

use axum::{
    Json, Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, StatusCode, Uri, header},
    response::{AppendHeaders, IntoResponse, Response},
    routing::get,
};
use cognito_tower::{
    Cognito, ProtectedRouter,
    core::{AccessClaims, IdClaims, Policy, Verifier},
};
use my_page::{Site, pages};
use tokio::net::TcpListener;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "that is how one learns the address")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    my_page::init_log();
    let site = Site::from_env()?;
    let listener = TcpListener::from_std(site.listen()?)?;
    println!("{}", site.introduction());
    axum::serve(listener, routes(&site))
        .with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) })
        .await?;
    Ok(())
}

fn routes(site: &Site) -> Router {
    let router = router(site.verifier(), site.id_verifier());
    #[cfg(feature = "dev-pool")]
    let router = embedded::add_routes(router, site);
    router.finish().with_state(site.clone())
}

/// Who may use what. All that is not public wants a token, whatever is added later.
fn router(verifier: Verifier, id_verifier: Verifier) -> ProtectedRouter<Site> {
    let id = ProtectedRouter::new(id_verifier).get("/", Policy::authenticated(), who_i_am);
    let router = ProtectedRouter::new(verifier.clone())
        .get("/me", Policy::authenticated(), me)
        .nest("/me/id", id)
        .get("/admin", Policy::group("admins"), admin)
        .post(
            "/sign-out-everywhere",
            Policy::authenticated(),
            sign_out_everywhere,
        )
        .public("/status", status::route(verifier))
        .public("/config.json", get(config))
        .public("/assets/{file}", get(page))
        .public_fallback(no_page);
    pages::paths().fold(router, |router, path| router.public(path, get(page)))
}

/// The claims that this handler received, under their token names.
async fn me(Cognito(claims): Cognito<AccessClaims>) -> Json<AccessClaims> {
    Json(claims)
}

/// The same of an ID token, which tells an application who signed in. An API asks for access tokens: this one path, and no
/// other, takes ID tokens, by a verifier that accepts nothing else.
async fn who_i_am(Cognito(claims): Cognito<IdClaims>) -> Json<IdClaims> {
    Json(claims)
}

/// Only members of the group `admins` get this far.
async fn admin(Cognito(claims): Cognito<AccessClaims>) -> String {
    format!("Hello, administrator {}.", claims.subject())
}

/// Ends the person's sign-ins at Cognito, and their access tokens here.
async fn sign_out_everywhere(
    Cognito(claims): Cognito<AccessClaims>,
    State(site): State<Site>,
    headers: HeaderMap,
) -> impl IntoResponse {
    let authorization = text(&headers, "authorization");
    let answer = site.sign_out_everywhere(&claims, authorization).await;
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = AppendHeaders(answer.headers);
    (status, headers, Body::from(answer.body))
}

/// What the pages need to know of the pool.
async fn config(State(site): State<Site>, headers: HeaderMap) -> impl IntoResponse {
    let json = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (json, site.config(text(&headers, "host")))
}

/// The pages themselves; the scripts in them sign the user in.
async fn page(State(site): State<Site>, uri: Uri, headers: HeaderMap) -> Response {
    let Some(page) = site.page(uri.path()) else {
        return no_page().await.into_response();
    };
    let security = site
        .page_headers(text(&headers, "host"))
        .into_iter()
        .map(|(name, value)| (HeaderName::from_static(name), value));
    let content_type = [(header::CONTENT_TYPE, page.content_type)];
    (AppendHeaders(security), content_type, page.body).into_response()
}

async fn no_page() -> impl IntoResponse {
    (StatusCode::NOT_FOUND, "There is no such page.\n")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
