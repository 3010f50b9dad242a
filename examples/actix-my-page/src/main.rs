//! A site with sign-up, sign-in and a page of one's own, on actix: `cargo run -p actix-my-page`.
#![forbid(unsafe_code)]

#[cfg(feature = "dev-pool")]
mod embedded;

use std::error::Error;

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer, Responder, Route, guard,
    http::header,
    web::{self, Data, Json, ServiceConfig},
};
use cognito_actix::{
    Cognito, CognitoAuth, Require,
    core::{AccessClaims, Policy, Verifier},
};
use my_page::Site;

#[actix_web::main]
#[expect(clippy::print_stdout, reason = "that is how one learns the address")]
async fn main() -> Result<(), Box<dyn Error>> {
    my_page::init_log();
    let site = Site::from_env()?;
    let listener = site.listen()?;
    println!("{}", site.introduction());
    HttpServer::new(move || App::new().configure(|config| routes(config, &site)))
        .workers(2)
        .listen(listener)?
        .run()
        .await?;
    Ok(())
}

fn routes(config: &mut ServiceConfig, site: &Site) {
    let verifier: Verifier = site.verifier();
    let members = CognitoAuth::from(verifier);
    let admins = Require::new(Policy::group("admins"));
    config
        .service(
            web::resource("/me")
                .route(read().to(me))
                .wrap(members.clone()),
        )
        .service(
            web::resource("/admin")
                .route(read().to(admin))
                .wrap(admins) // runs second
                .wrap(members), // runs first
        );
    #[cfg(feature = "dev-pool")]
    embedded::routes(config, site);
    config
        .app_data(Data::new(site.clone()))
        .service(web::resource("/config.json").route(read().to(pool_config)))
        .service(web::resource("/{path:.*}").route(read().to(page)));
}

/// `GET`, and `HEAD` with it; actix does not imply the second.
fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// The claims that this handler received, under their token names.
async fn me(Cognito(claims): Cognito<AccessClaims>) -> Json<AccessClaims> {
    Json(claims)
}

/// Only members of the group `admins` get this far.
async fn admin(Cognito(claims): Cognito<AccessClaims>) -> String {
    format!("Hello, administrator {}.", claims.subject())
}

/// What the pages need to know of the pool.
async fn pool_config(site: Data<Site>, request: HttpRequest) -> impl Responder {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(site.config(host(&request)))
}

/// The pages themselves; the scripts in them sign the user in.
async fn page(site: Data<Site>, request: HttpRequest) -> impl Responder {
    let Some(page) = site.page(request.path()) else {
        return HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("There is no such page.\n");
    };
    let mut response = HttpResponse::Ok();
    for (name, value) in site.page_headers(host(&request)) {
        response.insert_header((name, value));
    }
    response
        .insert_header((header::CONTENT_TYPE, page.content_type))
        .body(page.body)
}

fn host(request: &HttpRequest) -> Option<&str> {
    request.headers().get(header::HOST)?.to_str().ok()
}
