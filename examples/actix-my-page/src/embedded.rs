//! What the site brings for development, on its own listener: the pool under `/cognito`, its console and mailbox under
//! `/dev`, the identity pool at `/identity`, the store under `/s3`.

use actix_web::{
    Error, HttpRequest, HttpResponse,
    error::{ErrorInternalServerError, ErrorNotFound, ErrorPayloadTooLarge},
    http::StatusCode,
    rt::time::sleep,
    web::{self, Data, Payload, ServiceConfig},
};
use cognito_actix::ProtectedScope;
use dev_pool::Request;
use my_page::{Embedded, Site};

const PATHS: [&str; 8] = [
    "/cognito",
    "/cognito/{rest:.*}",
    "/dev",
    "/dev/{rest:.*}",
    "/identity",
    "/identity/",
    "/s3",
    "/s3/{rest:.*}",
];

/// What the routes need; nothing if the site's pool is elsewhere.
pub(crate) fn configure(config: &mut ServiceConfig, site: &Site) {
    if let Some(embedded) = site.embedded_services() {
        config.app_data(Data::new(embedded));
    }
}

/// Adds the routes; none if the site's pool is elsewhere.
pub(crate) fn add_routes(routes: ProtectedScope, site: &Site) -> ProtectedScope {
    if site.embedded_services().is_none() {
        return routes;
    }
    PATHS.into_iter().fold(routes, |routes, path| {
        routes.public(path, web::route().to(serve))
    })
}

async fn serve(
    embedded: Data<Embedded>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Error> {
    let body = body
        .to_bytes_limited(embedded.max_body(request.path()))
        .await
        .map_err(|_| ErrorPayloadTooLarge("payload too large"))??;
    // The path as it came: signatures are over its percent signs.
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let asked = Request::new(request.method().as_str(), path).body(body);
    let asked = request
        .headers()
        .iter()
        .fold(asked, |asked, (name, value)| {
            asked.header(name.as_str(), String::from_utf8_lossy(value.as_bytes()))
        });
    // SRP is arithmetic with 3072-bit numbers: not for the threads that serve.
    let answer = web::block(move || embedded.answer(&asked))
        .await
        .map_err(ErrorInternalServerError)?
        .ok_or_else(|| ErrorNotFound("not found"))?;
    sleep(answer.delay).await;
    let status = StatusCode::from_u16(answer.status).map_err(ErrorInternalServerError)?;
    let mut response = HttpResponse::build(status);
    for (name, value) in answer.headers {
        response.insert_header((&*name, value));
    }
    Ok(response.body(answer.body))
}
