use std::future::ready;

use actix_web::{HttpResponse, Route, guard, web};
use cognito_core::ResourceMetadata;

/// A route that serves a resource's metadata, so that clients find the authorization servers
/// ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)): for [`ResourceMetadata::path`].
///
/// It must be open to everybody: a client that asks has no token yet. Pages of other origins may only read it where a CORS
/// middleware around all says so.
///
/// ```
/// use actix_web::{App, test};
/// use cognito_actix::{ProtectedScope, metadata_route};
/// use cognito_actix::core::{Authenticator, Policy, ResourceMetadata, test_util::TestPool};
///
/// # #[actix_web::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let verifier = TestPool::new().verifier();
/// let metadata = ResourceMetadata::builder("https://api.example.com/orders", &verifier).build()?;
/// let auth = Authenticator::builder(verifier).resource_metadata(&metadata).build()?;
/// let api = ProtectedScope::new(auth)
///     .get("/orders", Policy::authenticated(), || async { "no orders" })
///     .public(metadata.path(), metadata_route(&metadata));
///
/// let app = test::init_service(App::new().service(api)).await;
/// let request = test::TestRequest::get().uri("/.well-known/oauth-protected-resource/orders");
/// let response = test::call_service(&app, request.to_request()).await;
/// assert_eq!(response.status(), 200);
/// assert_eq!(response.headers().get("content-type").unwrap(), "application/json");
/// assert_eq!(test::read_body(response).await, metadata.json());
/// # Ok(()) }
/// ```
pub fn metadata_route(metadata: &ResourceMetadata) -> Route {
    let metadata = metadata.clone();
    let asks = guard::Any(guard::Get()).or(guard::Head());
    web::route().guard(asks).to(move || {
        let mut response = HttpResponse::Ok();
        response.content_type(ResourceMetadata::CONTENT_TYPE);
        ready(response.body(metadata.json().to_owned()))
    })
}
