use axum::routing::{MethodRouter, get};
use cognito_core::ResourceMetadata;
use http::header::CONTENT_TYPE;

/// A route that serves a resource's metadata, so that clients find the authorization servers
/// ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)): for [`ResourceMetadata::path`].
///
/// It must be open to everybody: a client that asks has no token yet. Pages of other origins may only read it where a CORS layer
/// around all says so.
///
/// ```
/// use axum::Router;
/// use cognito_tower::{ProtectedRouter, metadata_route};
/// use cognito_tower::core::{Authenticator, Policy, ResourceMetadata, test_util::TestPool};
/// # use axum::{body::{Body, to_bytes}, http::Request};
/// # use tower::ServiceExt as _;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let verifier = TestPool::new().verifier();
/// let metadata = ResourceMetadata::builder("https://api.example.com/orders", &verifier).build()?;
/// let auth = Authenticator::builder(verifier).resource_metadata(&metadata).build()?;
/// let app: Router = ProtectedRouter::new(auth)
///     .get("/orders", Policy::authenticated(), || async { "no orders" })
///     .public(metadata.path(), metadata_route(&metadata))
///     .finish();
///
/// let request = Request::get("/.well-known/oauth-protected-resource/orders").body(Body::empty())?;
/// let response = app.oneshot(request).await?;
/// assert_eq!(response.status(), 200);
/// assert_eq!(response.headers()["content-type"], "application/json");
/// assert_eq!(to_bytes(response.into_body(), 1024).await?, metadata.json());
/// # Ok(()) }
/// ```
pub fn metadata_route<S>(metadata: &ResourceMetadata) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    let metadata = metadata.clone();
    get(async move || {
        let content_type = [(CONTENT_TYPE, ResourceMetadata::CONTENT_TYPE)];
        (content_type, metadata.json().to_owned())
    })
}
