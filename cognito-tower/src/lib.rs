//! A [tower](https://docs.rs/tower) layer and [axum](https://docs.rs/axum) extractors that admit only requests with a
//! valid Amazon Cognito token. Handlers receive typed claims.
//!
//! ```no_run
//! use axum::{Router, routing::get};
//! use cognito_tower::{Cognito, CognitoLayer, core::{AccessClaims, UserPool, Verifier}};
//!
//! async fn me(Cognito(claims): Cognito<AccessClaims>) -> String {
//!     format!("hello {}", claims.subject())
//! }
//!
//! # async fn serve() -> Result<(), Box<dyn std::error::Error>> {
//! let pool = UserPool::new("eu-west-1_AbC123xyz".parse()?, ["7lhlkkfbfb4q5kpp90urffao"]);
//! let verifier = Verifier::builder().user_pool(pool).build()?;
//!
//! let app: Router = Router::new()
//!     .route("/me", get(me))
//!     .layer(CognitoLayer::from(verifier)) // covers the routes above it
//!     .route("/health", get(|| async { "ok" })); // open to everybody
//! # Ok(()) }
//! ```
//!
//! # Where the layer goes
//!
//! axum applies a layer to the routes, nested routers and fallbacks that were added *before* it. Add it last, after
//! everything that it is to protect. A handler that takes [`Cognito`] is safe wherever it stands: without a layer it
//! answers 500. Put CORS and tracing layers outside, that is, after this one: a CORS preflight carries no token, and a
//! refusal should carry CORS headers too:
//!
//! ```text
//! .layer(CognitoLayer::from(verifier)) // inner: wants a token
//! .layer(CorsLayer::permissive()) // outer: answers preflights, and adds its headers to refusals
//! ```
//!
//! For a method that a route does not have, axum adds an `Allow` header to the refusal; actix does not.
//!
//! # Readiness
//!
//! [`Verifier::status`](core::Verifier::status) is what a status route shows, for a readiness probe and for operators. It holds
//! nothing of any token, so the route may be public:
//!
//! ```
//! use axum::{Json, Router, extract::State, http::{StatusCode, header}, response::IntoResponse, routing::get};
//! use cognito_tower::core::Verifier;
//!
//! async fn status(State(verifier): State<Verifier>) -> impl IntoResponse {
//!     if !verifier.is_ready() {
//!         let _ = verifier.prefetch().await; // nobody else asks for keys while the probe keeps requests away
//!     }
//!     let status = verifier.status();
//!     let code = StatusCode::from_u16(status.http_status()).expect("200 or 503");
//!     (code, [(header::CACHE_CONTROL, "no-store")], Json(status))
//! }
//!
//! # use axum::{body::Body, http::Request};
//! # use cognito_tower::core::test_util::TestPool;
//! # use tower::ServiceExt as _;
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! # let verifier = TestPool::new().verifier();
//! let app: Router = Router::new().route("/status", get(status)).with_state(verifier);
//! # let response = app.oneshot(Request::get("/status").body(Body::empty()).unwrap()).await.unwrap();
//! # assert_eq!(response.status(), 200);
//! # }
//! ```
//!
//! # Testing routes
//!
//! The feature `test-util` has a user pool in memory:
//!
//! ```
//! use axum::{Router, body::Body, http::Request, routing::get};
//! use cognito_tower::{Cognito, CognitoLayer, core::{AccessClaims, test_util::TestPool}};
//! use tower::ServiceExt as _;
//!
//! async fn me(Cognito(claims): Cognito<AccessClaims>) -> String {
//!     format!("hello {}", claims.subject())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let pool = TestPool::new();
//! let app: Router = Router::new().route("/me", get(me)).layer(CognitoLayer::from(pool.verifier()));
//! let status = async |token: String| {
//!     let request = Request::get("/me").header("authorization", format!("Bearer {token}"));
//!     app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
//! };
//! assert_eq!(status(pool.access_token().mint()).await, 200);
//! assert_eq!(status(pool.id_token().mint()).await, 401); // an API wants the access token
//! # }
//! ```
//!
//! # Plain tower
//!
//! [`CognitoLayer`] works with any service over `http` requests whose response body can be made of a `String`; for
//! others see [`CognitoLayer::on_reject`]. The claims are in the request's extensions, as
//! [`CognitoClaims`](core::CognitoClaims).
//!
//! gRPC servers such as tonic want other answers: `.on_reject(`[`Grpc`]`)`.
//!
//! # Features
//!
//! | feature | default | effect |
//! |---|---|---|
//! | `axum` | yes | the extractor [`Cognito`]; needs `axum-core` only |
//! | `axum-router` | yes | [`ProtectedRouter`], [`metadata_route`], and the matched path in the log; needs `axum`, without its default features |
//! | `reqwest` | yes | keys are fetched with `reqwest` |
//! | `rustls` | yes | and over TLS, with rustls |
//! | `rustls-no-provider`, `native-tls` | no | another TLS in its place: see [`cognito_core`](core#features) |
//! | `webpki-roots` | no | CA certificates for images without any: `ReqwestFetcher::bundled_roots` |
//! | `metrics` | no | numbers for the `metrics` facade: see [`manual`](core::manual::observing) |
//! | `tracing` | yes | decisions as `tracing` events |
//! | `test-util` | no | `core::test_util`, a user pool in memory for tests |
//!
//! For another TLS, name what you keep of the default features too:
//! `default-features = false, features = ["axum-router", "tracing", "native-tls"]`.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod extract;
#[cfg(feature = "axum")]
mod extractor;
mod future;
mod grpc;
mod head;
mod layer;
#[cfg(feature = "axum-router")]
mod metadata;
mod reject;
mod rejection;
mod require;
#[cfg(feature = "axum-router")]
mod router;
mod service;
#[cfg(all(feature = "axum-router", feature = "test-util"))]
mod test_util;

pub use cognito_core as core;

#[cfg(feature = "axum")]
pub use self::extractor::Cognito;
#[cfg(all(feature = "axum-router", feature = "test-util"))]
pub use self::test_util::assert_no_open_routes;
pub use self::{
    extract::extract,
    future::ResponseFuture,
    grpc::Grpc,
    layer::CognitoLayer,
    reject::{RejectionResponse, Render},
    rejection::CognitoRejection,
    require::{Require, RequireLayer},
    service::CognitoService,
};
#[cfg(feature = "axum-router")]
pub use self::{metadata::metadata_route, router::ProtectedRouter};
