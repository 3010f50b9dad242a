//! A [tower](https://docs.rs/tower) layer and [axum](https://docs.rs/axum) extractors that admit only requests with a
//! valid Amazon Cognito token. Handlers receive typed claims.
//!
//! ```no_run
//! use axum::{Router, routing::get};
//! use cognito_tower::{Cognito, ProtectedRouter, core::{Policy, UserClaims, UserPool, Verifier}};
//!
//! async fn me(Cognito(user): Cognito<UserClaims>) -> String {
//!     format!("hello {}", user.subject())
//! }
//!
//! # async fn serve() -> Result<(), Box<dyn std::error::Error>> {
//! let pool = UserPool::new("eu-west-1_AbC123xyz".parse()?, ["7lhlkkfbfb4q5kpp90urffao"]);
//! let verifier = Verifier::builder().user_pool(pool).build()?;
//!
//! let app: Router = ProtectedRouter::new(verifier)
//!     .get("/me", Policy::user(), me)
//!     .post("/orders", Policy::scope("orders/write"), || async { "ordered" })
//!     .public("/health", get(|| async { "ok" })) // the one way to open a route
//!     .finish();
//! # Ok(()) }
//! ```
//!
//! # Closed unless told otherwise
//!
//! In a [`ProtectedRouter`] every route names its policy. What it does not name is closed, too: an unknown path and a method that
//! a path does not have are a 401 without a token. Its routes are a table that can be printed, served, and checked in a test:
//!
//! ```
//! # #[cfg(feature = "test-util")]
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! use axum::routing::get;
//! use cognito_tower::{ProtectedRouter, assert_no_open_routes, core::{Policy, test_util::TestPool}};
//!
//! let pool = TestPool::new();
//! let router = ProtectedRouter::new(pool.verifier())
//!     .get("/orders/{id}", Policy::scope("orders/read"), || async { "an order" })
//!     .public("/health", get(|| async { "ok" }));
//! let table = router.table();
//! assert_eq!(
//!     table.to_string(),
//!     "METHOD  PATH          ACCESS\n\
//!      GET     /orders/{id}  scope(orders/read)\n\
//!      any     /health       public\n\
//!      any     /*            authenticated\n"
//! );
//! let app: axum::Router = router.finish();
//! assert_no_open_routes(app, &table, &pool).await; // every route, nine methods, no token and every bad one
//! # }
//! # #[cfg(not(feature = "test-util"))]
//! # fn main() {}
//! ```
//!
//! # What a handler can ask for
//!
//! [`Cognito<T>`](Cognito) for any `T` of [`FromAuth`](core::FromAuth): `UserClaims`, `MachineClaims`, `AccessClaims`, `IdClaims`,
//! each with the application's own claims if it has a type for them; `BearerToken` for calls to other services; `SubjectKey` for
//! rate limiters; `Expiry` for connections that live longer than their request:
//!
//! ```
//! use std::{convert::Infallible, time::Duration};
//! use axum::response::sse::{Event, Sse};
//! use cognito_tower::{Cognito, core::Expiry};
//! use futures_util::stream::{self, Stream, StreamExt as _};
//!
//! /// Ends when the token does.
//! async fn news(Cognito(expiry): Cognito<Expiry>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
//!     let ticks = stream::unfold((), |()| async {
//!         tokio::time::sleep(Duration::from_secs(1)).await;
//!         Some((Ok(Event::default().data("tick")), ()))
//!     });
//!     Sse::new(ticks.take_until(expiry))
//! }
//! ```
//!
//! `Option<Cognito<T>>` is for routes that also serve visitors ([`ProtectedRouter::optional`]): `None` means that there was no
//! token, and a bad one is refused.
//!
//! # Where a layer goes
//!
//! [`CognitoLayer`] is for routers of one's own. axum applies a layer to the routes, nested routers and fallbacks that were added
//! *before* it. Add it last, after everything that it is to protect. A handler that takes [`Cognito`] is safe wherever it stands:
//! without a layer it answers 500.
//!
//! Layers that are not about tokens go outside, that is, after this one. A CORS preflight carries no token, and a refusal should
//! carry CORS headers too; a tracing layer should see refusals, but no token:
//!
//! ```text
//! .layer(CognitoLayer::new(auth.clone()))   // inner: wants a token
//! .layer(CorsLayer::new().allow_origin(..)) // answers preflights, and adds its headers to refusals
//! .layer(TraceLayer::new_for_http())        // sees every answer
//! .layer(SetSensitiveRequestHeadersLayer::new(auth.token_headers().map(|name| name.parse().unwrap()))) // outermost
//! ```
//!
//! Scripts of other origins see the challenge only where the CORS layer exposes it: `.expose_headers([WWW_AUTHENTICATE, RETRY_AFTER])`.
//!
//! The reason of a refusal is in the response's extensions, as [`Rejection`](core::Rejection). A rate limiter that counts by user
//! goes inside, where the claims are: `SubjectKey::of(claims)` of the request's [`CognitoClaims`](core::CognitoClaims).
//!
//! For a method that a route does not have, axum adds an `Allow` header to the refusal.
//!
//! # gRPC
//!
//! `CognitoLayer::from(verifier).on_reject(Grpc)` around tonic's services answers with gRPC's statuses: see [`Grpc`].
//!
//! # Behind API Gateway
//!
//! `lambda_http` runs a router as it is. Where an authorizer of API Gateway has verified the token, and an authenticator was told to
//! `AuthenticatorBuilder::accept_upstream_verified` (feature `gateway`), the layer takes the claims
//! from the request's extensions. Put them there outside of the layer, out of what the Lambda runtime read, and out of no header:
//!
//! ```
//! # #[cfg(feature = "gateway")]
//! # mod demo {
//! use axum::{Router, extract::Request, middleware::map_request};
//! use cognito_tower::core::gateway::UpstreamContext;
//! use serde::Serialize;
//!
//! /// In a function, `C` is `lambda_http::request::RequestContext`.
//! async fn read_context<C>(mut request: Request) -> Request
//! where
//!     C: Clone + Send + Serialize + Sync + 'static,
//! {
//!     let context = request.extensions().get::<C>().map(UpstreamContext::of_gateway);
//!     if let Some(Ok(verified)) = context {
//!         request.extensions_mut().insert(verified);
//!     }
//!     request
//! }
//!
//! /// For `lambda_http::run`.
//! fn served<C: Clone + Send + Serialize + Sync + 'static>(app: Router) -> Router {
//!     app.layer(map_request(read_context::<C>))
//! }
//! # }
//! ```
//!
//! For a REST API `lambda_http` puts the stage into the path (`/prod/me`), and no route of yours begins with it: set
//! `AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH=1` in the function's environment, or take it off as `examples/lambda-api` does. A base path of
//! a custom domain stays in the path: nest the router under it. Which claims are worth what is in the
//! manual, `core::manual::gateway`.
//!
//! # What it costs
//!
//! With the key at hand no future is boxed and the inner service is not cloned. In plain tower a request costs 8 allocations: 4 of
//! the verification, 4 to put two values into the request's extensions. `tests/tests/allocations` of the repository counts them.
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
//! others see [`CognitoLayer::on_reject`]. [`extract`] takes from a request what axum's [`Cognito`] takes.
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
//! | `gateway` | no | claims that API Gateway has verified, from an `UpstreamContext` in the request's extensions, and Lambda authorizers |
//! | `metrics` | no | numbers for the `metrics` facade: see [`manual`](core::manual::observing) |
//! | `tracing` | yes | decisions as `tracing` events |
//! | `test-util` | no | `core::test_util`, a user pool in memory for tests, and `assert_no_open_routes` |
//! | `token-cache` | no | remembers verified tokens: see `core::token_cache` |
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
