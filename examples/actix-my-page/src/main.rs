//! A site with sign-up, sign-in and a page of one's own, on actix: `cargo run -p actix-my-page`.
#![forbid(unsafe_code)]

#[cfg(feature = "dev-pool")]
mod embedded;
mod status;
#[cfg(all(test, feature = "dev-pool"))]
mod tests;

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer, Responder, Route, guard,
    http::{StatusCode, header},
    web::{self, Data, Json, ServiceConfig},
};
use cognito_actix::{
    Cognito, ProtectedScope,
    core::{AccessClaims, Authenticator, IdClaims, Policy, Verifier},
};
use my_page::{Site, pages};

#[actix_web::main]
#[expect(clippy::print_stdout, reason = "that is how one learns the address")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    my_page::init_log();
    let site = Site::from_env()?;
    let listener = site.listen()?;
    println!("{}", site.introduction());
    let auth = Authenticator::from(site.verifier());
    HttpServer::new(move || App::new().configure(|config| configure(config, &site, &auth)))
        .workers(2)
        .listen(listener)?
        .run()
        .await?;
    Ok(())
}

fn configure(config: &mut ServiceConfig, site: &Site, auth: &Authenticator) {
    config
        .app_data(Data::new(site.clone()))
        .service(routes(site, auth, site.id_verifier()));
    #[cfg(feature = "dev-pool")]
    embedded::configure(config, site);
}

/// Who may use what. All that is not public wants a token, whatever is added later.
fn routes(site: &Site, auth: &Authenticator, id_verifier: Verifier) -> ProtectedScope {
    let id = ProtectedScope::new(id_verifier).get("/", Policy::authenticated(), who_i_am);
    let routes = ProtectedScope::new(auth.clone())
        .get("/me", Policy::authenticated(), me)
        .nest("/me/id", id)
        .get("/admin", Policy::group("admins"), admin)
        .post(
            "/sign-out-everywhere",
            Policy::authenticated(),
            sign_out_everywhere,
        )
        .public("/status", status::route(site.verifier()))
        .public("/config.json", read().to(pool_config))
        .public("/assets/{file}", read().to(page))
        .public_fallback(no_page);
    let routes = pages::paths().fold(routes, |routes, path| routes.public(path, read().to(page)));
    #[cfg(feature = "dev-pool")]
    let routes = embedded::add_routes(routes, site);
    routes
}

/// `GET`, and `HEAD` with it; actix does not imply the second.
fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
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
    site: Data<Site>,
    request: HttpRequest,
) -> impl Responder {
    let authorization = text(&request, "authorization");
    let answer = site.sign_out_everywhere(&claims, authorization).await;
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    for header in answer.headers {
        response.insert_header(header);
    }
    response.body(answer.body)
}

/// What the pages need to know of the pool.
async fn pool_config(site: Data<Site>, request: HttpRequest) -> impl Responder {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(site.config(text(&request, "host")))
}

/// The pages themselves; the scripts in them sign the user in.
async fn page(site: Data<Site>, request: HttpRequest) -> HttpResponse {
    let Some(page) = site.page(request.path()) else {
        return no_page().await;
    };
    let mut response = HttpResponse::Ok();
    for (name, value) in site.page_headers(text(&request, "host")) {
        response.insert_header((name, value));
    }
    response
        .insert_header((header::CONTENT_TYPE, page.content_type))
        .body(page.body)
}

async fn no_page() -> HttpResponse {
    HttpResponse::NotFound()
        .content_type("text/plain; charset=utf-8")
        .body("There is no such page.\n")
}

fn text<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name)?.to_str().ok()
}
