//! A client that knows nothing but the resource finds its authorization servers (RFC 9728), in both frameworks alike.

use actix_web::{
    App,
    body::MessageBody,
    dev::{Service, ServiceResponse},
    test, web,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    routing::get,
};
use cognito_actix::{CognitoAuth, ProtectedScope};
use cognito_core::{Authenticator, Policy, ResourceMetadata, test_util::TestPool};
use cognito_tower::{CognitoLayer, ProtectedRouter, metadata_route};
use http::Request;
use tower::ServiceExt as _;

const RESOURCE: &str = "https://api.example.com/orders";

/// An authenticator that names the metadata.
fn site(pool: &TestPool) -> (ResourceMetadata, Authenticator) {
    let verifier = pool.verifier();
    let metadata = ResourceMetadata::builder(RESOURCE, &verifier).scopes(["orders/read"]);
    let metadata = metadata.build().unwrap();
    let auth = Authenticator::builder(verifier).resource_metadata(&metadata);
    (metadata, auth.build().unwrap())
}

/// What a client sees of an answer.
#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    challenge: Option<String>,
    content_type: Option<String>,
    body: String,
}

/// What a client does that was refused.
async fn follow(pool: &TestPool, send: impl AsyncFn(&str, &str) -> Answer) {
    let refused = send("GET", "/orders").await;
    assert_eq!(refused.status, 401);
    let challenge = refused.challenge.unwrap();
    let (_, url) = challenge.split_once(r#"resource_metadata=""#).unwrap();
    let url = url.strip_suffix('"').unwrap();
    // RFC 9728, section 3.1: from the resource itself the client knows where it must be.
    assert_eq!(
        url,
        "https://api.example.com/.well-known/oauth-protected-resource/orders"
    );
    let path = url.strip_prefix("https://api.example.com").unwrap();

    let found = send("GET", path).await;
    assert_eq!(
        (found.status, found.content_type.as_deref()),
        (200, Some("application/json"))
    );
    let document: serde_json::Value = serde_json::from_str(&found.body).unwrap();
    // Section 3.3: the resource is compared.
    assert_eq!(
        document,
        serde_json::json!({
            "resource": RESOURCE,
            "authorization_servers": [pool.issuer()],
            "scopes_supported": ["orders/read"],
            "bearer_methods_supported": ["header"],
        })
    );
    let head = send("HEAD", path).await;
    assert_eq!(
        head,
        Answer {
            body: String::new(),
            ..found
        }
    );

    // Nothing else is open.
    for (method, path) in [
        ("POST", path),
        ("GET", "/.well-known/oauth-protected-resource"),
        ("GET", "/.well-known/oauth-protected-resource/orders/1"),
    ] {
        let status = send(method, path).await.status;
        assert!((400..500).contains(&status), "{method} {path}: {status}");
    }
}

#[tokio::test]
async fn axum_clients_find_the_authorization_server() {
    let pool = TestPool::new();
    let (metadata, auth) = site(&pool);
    let by_hand: Router = Router::new()
        .route("/orders", get(async || "no orders"))
        .layer(CognitoLayer::new(auth.clone()))
        .route(metadata.path(), metadata_route(&metadata));
    follow_in_axum(&pool, by_hand).await;
    let protected = ProtectedRouter::new(auth)
        .get("/orders", Policy::authenticated(), async || "no orders")
        .public(metadata.path(), metadata_route(&metadata));
    follow_in_axum(&pool, protected.finish()).await;
}

async fn follow_in_axum(pool: &TestPool, app: Router) {
    follow(pool, async |method, path| {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("host", "evil.example").body(Body::empty());
        let response = app.clone().oneshot(request.unwrap()).await.unwrap();
        let header = |name| {
            response
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        Answer {
            status: response.status().as_u16(),
            challenge: header("www-authenticate"),
            content_type: header("content-type"),
            body: {
                let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
                String::from_utf8(body.into()).unwrap()
            },
        }
    })
    .await;
}

#[tokio::test]
async fn actix_clients_find_the_authorization_server() {
    let pool = TestPool::new();
    let (metadata, auth) = site(&pool);
    let by_hand = App::new()
        .route(metadata.path(), cognito_actix::metadata_route(&metadata))
        .service(
            web::scope("")
                .route("/orders", web::get().to(async || "no orders"))
                .wrap(CognitoAuth::new(auth.clone())),
        );
    follow_in_actix(&pool, test::init_service(by_hand).await).await;
    let protected = ProtectedScope::new(auth)
        .get("/orders", Policy::authenticated(), async || "no orders")
        .public(metadata.path(), cognito_actix::metadata_route(&metadata));
    follow_in_actix(
        &pool,
        test::init_service(App::new().service(protected)).await,
    )
    .await;
}

async fn follow_in_actix<S, B>(pool: &TestPool, app: S)
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    follow(pool, async |method, path| {
        let request = test::TestRequest::with_uri(path).method(method.parse().unwrap());
        let request = request.insert_header(("host", "evil.example")).to_request();
        let response = test::call_service(&app, request).await;
        let header = |name| {
            response
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        Answer {
            status: response.status().as_u16(),
            challenge: header("www-authenticate"),
            content_type: header("content-type"),
            body: {
                // The server leaves it out for `HEAD`: see the module `head`.
                let body = test::read_body(response).await;
                String::from_utf8(body.into()).unwrap_or_default()
            },
        }
        .sent_to(method)
    })
    .await;
}

impl Answer {
    /// As a server sends it: nothing for `HEAD`.
    fn sent_to(mut self, method: &str) -> Self {
        if method == "HEAD" {
            self.body.clear();
        }
        self
    }
}
