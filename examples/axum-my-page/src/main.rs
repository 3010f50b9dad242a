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
    extract::{Path, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
    routing::get,
};
use cognito_tower::{
    Cognito, ProtectedRouter,
    core::{AccessClaims, Policy, Verifier},
};
use my_page::Site;
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
    let router = router(site.verifier());
    #[cfg(feature = "dev-pool")]
    let router = embedded::add_routes(router, site);
    router.finish().with_state(site.clone())
}

/// Who may use what. All that is not public wants a token, whatever is added later.
fn router(verifier: Verifier) -> ProtectedRouter<Site> {
    ProtectedRouter::new(verifier.clone())
        .get("/me", Policy::authenticated(), me)
        .get("/admin", Policy::group("admins"), admin)
        .post(
            "/sign-out-everywhere",
            Policy::authenticated(),
            sign_out_everywhere,
        )
        .public("/status", status::route(verifier))
        .public("/config.json", get(config))
        .public("/", get(start_page))
        .public("/{*path}", get(page))
}

/// The claims that this handler received, under their token names.
async fn me(Cognito(claims): Cognito<AccessClaims>) -> Json<AccessClaims> {
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

async fn start_page(site: State<Site>, headers: HeaderMap) -> impl IntoResponse {
    page(site, Path(String::new()), headers).await
}

/// The pages themselves; the scripts in them sign the user in.
async fn page(
    State(site): State<Site>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> impl IntoResponse {
    let page = site
        .page(&format!("/{path}"))
        .ok_or((StatusCode::NOT_FOUND, "There is no such page.\n"))?;
    let security = site
        .page_headers(text(&headers, "host"))
        .into_iter()
        .map(|(name, value)| (HeaderName::from_static(name), value));
    let content_type = [(header::CONTENT_TYPE, page.content_type)];
    Ok::<_, (StatusCode, &str)>((AppendHeaders(security), content_type, page.body))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
