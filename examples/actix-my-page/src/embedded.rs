//! The embedded pool on the site's own listener: its API under `/cognito`, its mailbox under `/dev`.

use actix_web::{
    Error, HttpRequest, HttpResponse,
    error::{ErrorInternalServerError, ErrorNotFound},
    http::StatusCode,
    web::{self, Bytes, Data, PayloadConfig, ServiceConfig},
};
use cognito_actix::ProtectedScope;
use dev_pool::{DevPool, MAX_BODY, Request};
use my_page::Site;

/// What the pool's routes need; nothing if the site's pool is elsewhere.
pub(crate) fn configure(config: &mut ServiceConfig, site: &Site) {
    if let Some(pool) = site.dev_pool() {
        let limit = PayloadConfig::new(MAX_BODY);
        config.app_data(Data::new(pool)).app_data(limit);
    }
}

/// Adds the pool's routes; none if the site's pool is elsewhere.
pub(crate) fn add_routes(routes: ProtectedScope, site: &Site) -> ProtectedScope {
    if site.dev_pool().is_none() {
        return routes;
    }
    ["/cognito", "/cognito/{rest:.*}", "/dev/{rest:.*}"]
        .into_iter()
        .fold(routes, |routes, path| {
            routes.public(path, web::route().to(serve))
        })
}

async fn serve(
    pool: Data<DevPool>,
    request: HttpRequest,
    body: Bytes,
) -> Result<HttpResponse, Error> {
    let asked = Request::new(request.method().as_str(), request.path()).body(body);
    let asked = request
        .headers()
        .iter()
        .fold(asked, |asked, (name, value)| {
            asked.header(name.as_str(), String::from_utf8_lossy(value.as_bytes()))
        });
    // SRP is arithmetic with 3072-bit numbers: not for the threads that serve.
    let answer = web::block(move || pool.answer(&asked))
        .await
        .map_err(ErrorInternalServerError)?
        .ok_or_else(|| ErrorNotFound("not found"))?;
    let status = StatusCode::from_u16(answer.status).map_err(ErrorInternalServerError)?;
    let mut response = HttpResponse::build(status);
    for header in answer.headers {
        response.insert_header(header);
    }
    Ok(response.body(answer.body))
}
