//! The embedded pool on the site's own listener: its API under `/cognito`, its mailbox under `/dev`.

use actix_web::{
    Error, HttpRequest, HttpResponse,
    error::{ErrorInternalServerError, ErrorNotFound},
    http::StatusCode,
    web::{self, Bytes, Data, PayloadConfig, ServiceConfig},
};
use dev_pool::{DevPool, MAX_BODY, Request};
use my_page::Site;

/// The pool's routes; none if the site's pool is elsewhere.
pub(crate) fn routes(config: &mut ServiceConfig, site: &Site) {
    let Some(pool) = site.dev_pool() else { return };
    config
        .app_data(Data::new(pool))
        .app_data(PayloadConfig::new(MAX_BODY))
        .route("/cognito", web::route().to(serve))
        .route("/cognito/{rest:.*}", web::route().to(serve))
        .route("/dev/{rest:.*}", web::route().to(serve));
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
