//! Claims that a gateway has verified: taken from where the application put them, and from nowhere else.

use actix_web::{App, test, web};
use axum::{Extension, Router, body::Body, middleware::map_request, routing::get};
use cognito_core::{
    Authenticator, CognitoClaims, Policy, Provenance, Verifier, gateway::UpstreamContext,
    test_util::TestPool,
};
use cognito_tower::{Cognito, CognitoLayer, ProtectedRouter, RequireLayer};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// Where adapters between a gateway and a web server put the context: any client can, too.
const CONTEXT_HEADER: &str = "x-amzn-request-context";

fn accepting(verifier: Verifier) -> Authenticator {
    let builder = Authenticator::builder(verifier).accept_upstream_verified();
    builder.build().unwrap()
}

/// The Lambda runtime's value in a request's extensions, with its own type.
#[derive(Clone)]
struct RequestContext(Value);

async fn read_context(mut request: Request<Body>) -> Request<Body> {
    if let Some(RequestContext(context)) = request.extensions().get()
        && let Ok(upstream) = UpstreamContext::of_gateway(context)
    {
        request.extensions_mut().insert(upstream);
    }
    request
}

fn router(auth: Authenticator) -> Router {
    let editors = get(async || "edited").layer(RequireLayer::new(Policy::group("editors")));
    Router::new()
        .route("/me", get(async |Cognito(claims): Cognito| who(&claims)))
        .route("/edit", editors)
        .layer(CognitoLayer::new(auth))
        .layer(map_request(read_context))
}

fn who(claims: &CognitoClaims) -> String {
    format!("{} {}", claims.subject(), claims.provenance().as_str())
}

async fn ask(app: &Router, path: &str, context: Value) -> (StatusCode, String) {
    let request = Request::get(path).extension(RequestContext(context));
    let request = request.body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1000).await;
    (status, String::from_utf8(body.unwrap().into()).unwrap())
}

#[tokio::test]
async fn layers_policies_and_extractors_take_what_the_application_put_there() {
    let pool = TestPool::new();
    let app = router(accepting(pool.verifier()));
    let user = || pool.access_token().subject("u1");
    for (context, provenance) in [
        (user().http_api_context(), Provenance::HttpApi),
        (user().rest_api_context(), Provenance::RestApi),
    ] {
        let (status, body) = ask(&app, "/me", context).await;
        assert_eq!(
            (status, body),
            (StatusCode::OK, format!("u1 {}", provenance.as_str()))
        );
    }
    let editor = user().group("editors");
    for (context, expected) in [
        (editor.http_api_context(), 200),
        (editor.clone().group("x").http_api_context(), 200),
        (editor.rest_api_context(), 200),
        // Two groups in one text, or one with a comma.
        (editor.clone().group("x").rest_api_context(), 403),
        (user().group("a,editors").rest_api_context(), 403),
        (user().group("a,editors").http_api_context(), 403),
        (user().http_api_context(), 403),
        (user().claim("exp", 1).http_api_context(), 401),
        (json!({"authorizer": {"jwt": "admin"}}), 401),
        (json!({"stage": "test"}), 401),
    ] {
        let (status, _) = ask(&app, "/edit", context.clone()).await;
        assert_eq!(status, expected, "{context}");
    }
    assert_eq!(pool.fetches(), 0);
}

#[tokio::test]
async fn nobody_takes_it_who_did_not_say_so() {
    let pool = TestPool::new();
    let context = || pool.access_token().http_api_context();
    let (status, _) = ask(&router(pool.verifier().into()), "/me", context()).await;
    assert_eq!(status, 401);

    // An extractor's own verifier decides anew, inside of a layer that would take it.
    let strict: Router = Router::new()
        .route("/me", get(async |_: Cognito| "in"))
        .layer(Extension(Authenticator::new(pool.verifier())))
        .layer(CognitoLayer::new(accepting(pool.verifier())))
        .layer(map_request(read_context));
    assert_eq!(ask(&strict, "/me", context()).await.0, 401);

    // Claims in the extensions are no decision.
    let claims = UpstreamContext::of_gateway(&context()).unwrap();
    let claims = pool.verifier().check_upstream(&claims).await.unwrap();
    let bare: Router = Router::new()
        .route("/me", get(async |_: Cognito| "in"))
        .layer(Extension(claims));
    assert_eq!(ask(&bare, "/me", context()).await.0, 500);
}

#[tokio::test]
async fn a_router_without_open_routes_is_as_closed() {
    let pool = TestPool::new();
    let router = ProtectedRouter::new(accepting(pool.verifier()));
    let router = router.get("/edit", Policy::group("editors"), async || "edited");
    let table = router.table();
    let app: Router = router.finish();
    cognito_tower::assert_no_open_routes(app.clone(), &table, &pool).await;
    let app = app.layer(map_request(read_context));
    let user = pool.access_token();
    assert_eq!(ask(&app, "/edit", user.http_api_context()).await.0, 403);
    let editor = user.group("editors");
    assert_eq!(ask(&app, "/edit", editor.http_api_context()).await.0, 200);
}

#[tokio::test]
async fn no_header_is_ever_read_for_it() {
    let pool = TestPool::new();
    let auth = accepting(pool.verifier());
    let token = pool.access_token().group("editors");
    let context = token.http_api_context();
    let claims = &context["authorizer"]["jwt"]["claims"];
    let headers = [
        (CONTEXT_HEADER, context.to_string()),
        ("x-amzn-lambda-context", context.to_string()),
        (
            "x-apigateway-event",
            json!({"requestContext": context}).to_string(),
        ),
        ("x-amzn-oidc-data", claims.to_string()),
        ("authorization", format!("Bearer {claims}")),
    ];
    let in_axum = router(auth.clone());
    let app = App::new().service(
        web::scope("")
            .wrap(cognito_actix::CognitoAuth::new(auth))
            .route("/me", web::get().to(async |_: cognito_actix::Cognito| "in")),
    );
    let in_actix = test::init_service(app).await;
    for (name, value) in headers {
        let request = Request::get("/me").header(name, &value);
        let request = request.body(Body::empty()).unwrap();
        let response = in_axum.clone().oneshot(request).await.unwrap();
        assert!(response.status().is_client_error(), "{name}");

        let request = test::TestRequest::with_uri("/me").append_header((name, value));
        let response = test::call_service(&in_actix, request.to_request()).await;
        assert!(response.status().is_client_error(), "{name}");
    }
}
