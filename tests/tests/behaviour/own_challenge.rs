//! A handler's own challenge and ours stay beside each other, each once.

use std::convert::Infallible;

use actix_web::{
    App, HttpResponse, Responder, ResponseError as _, http::header as actix_header, test, web,
};
use axum::{
    Extension, Router,
    body::Body,
    response::{IntoResponse as _, Response as AxumResponse},
    routing::get,
};
use cognito_core::{AccessClaims, Authenticator, test_util::TestPool};
use cognito_tower::{CognitoLayer, RejectionResponse as _, Render};
use http::{HeaderMap, HeaderValue, Request, Response, header};
use tower::{ServiceBuilder, ServiceExt as _, service_fn};

const OWN: &str = r#"Basic realm="own""#;
const OURS: &str = r#"Bearer realm="cognito""#;

/// Requests without a token are the handler's to refuse.
fn optional(pool: &TestPool) -> Authenticator {
    let auth = Authenticator::builder(pool.verifier()).optional();
    auth.build().unwrap()
}

fn with_own(headers: &mut HeaderMap) {
    headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static(OWN));
}

fn challenges(headers: &HeaderMap) -> Vec<&str> {
    let values = headers.get_all(header::WWW_AUTHENTICATE).iter();
    values.map(|value| value.to_str().unwrap()).collect()
}

/// Takes a token, and says that a password would do as well.
async fn axum_handler(
    claims: Result<cognito_tower::Cognito<AccessClaims>, cognito_tower::CognitoRejection>,
) -> AxumResponse {
    match claims {
        Ok(_) => "hello".into_response(),
        Err(refused) => {
            let mut response = refused.into_response();
            with_own(response.headers_mut());
            response
        }
    }
}

#[tokio::test]
async fn axum_keeps_both() {
    let pool = TestPool::new();
    let route = || Router::new().route("/me", get(axum_handler));
    for app in [
        route().layer(Extension(optional(&pool))),
        route().layer(CognitoLayer::new(optional(&pool))),
        route()
            .layer(CognitoLayer::new(optional(&pool)))
            .layer(CognitoLayer::new(optional(&pool))),
    ] {
        let request = Request::get("/me").body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(challenges(response.headers()), [OURS, OWN]);
    }
}

#[tokio::test]
async fn tower_keeps_both() {
    let pool = TestPool::new();
    let handler = service_fn(async |request: Request<()>| {
        let response = match cognito_tower::extract::<AccessClaims, _>(&request) {
            Ok(_) => Response::new(String::from("hello")),
            Err(refused) => {
                let mut response = Render::default().respond(refused.rejection());
                with_own(response.headers_mut());
                response
            }
        };
        Ok::<_, Infallible>(response)
    });
    let app = ServiceBuilder::new()
        .layer(CognitoLayer::new(optional(&pool)))
        .layer(CognitoLayer::new(optional(&pool)))
        .service(handler);
    let response = app
        .oneshot(Request::get("/me").body(()).unwrap())
        .await
        .unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(challenges(response.headers()), [OURS, OWN]);
}

async fn actix_handler(
    claims: Result<cognito_actix::Cognito<AccessClaims>, cognito_actix::CognitoError>,
) -> impl Responder {
    match claims {
        Ok(_) => HttpResponse::Ok().body("hello"),
        Err(refused) => {
            let mut response = refused.error_response();
            let own = actix_header::HeaderValue::from_static(OWN);
            response
                .headers_mut()
                .append(actix_header::WWW_AUTHENTICATE, own);
            response
        }
    }
}

/// The values of a response's challenge.
macro_rules! by_actix {
    ($app:expr) => {{
        let app = test::init_service($app.route("/me", web::get().to(actix_handler))).await;
        let request = test::TestRequest::get().uri("/me").to_request();
        let response = test::call_service(&app, request).await;
        assert_eq!(response.status(), 401);
        let values = response.headers().get_all("www-authenticate");
        let values = values.map(|value| value.to_str().unwrap().to_owned());
        values.collect::<Vec<_>>()
    }};
}

#[tokio::test]
async fn actix_keeps_both() {
    use cognito_actix::CognitoAuth;

    let pool = TestPool::new();
    let auth = || CognitoAuth::new(optional(&pool));
    assert_eq!(by_actix!(App::new().app_data(optional(&pool))), [OURS, OWN]);
    assert_eq!(by_actix!(App::new().wrap(auth())), [OURS, OWN]);
    assert_eq!(by_actix!(App::new().wrap(auth()).wrap(auth())), [OURS, OWN]);
}
