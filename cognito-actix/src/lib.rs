//! [actix-web](https://docs.rs/actix-web) middleware and extractors that admit only requests with a valid Amazon Cognito
//! token. Handlers receive typed claims.
//!
//! ```no_run
//! use actix_web::{App, HttpServer, web};
//! use cognito_actix::{Cognito, ProtectedScope, core::{Policy, UserClaims, UserPool, Verifier}};
//!
//! async fn me(Cognito(user): Cognito<UserClaims>) -> String {
//!     format!("hello {}", user.subject())
//! }
//!
//! #[actix_web::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let pool = UserPool::new("eu-west-1_AbC123xyz".parse()?, ["7lhlkkfbfb4q5kpp90urffao"]);
//!     let verifier = Verifier::builder().user_pool(pool).build()?; // shared by all workers
//!
//!     HttpServer::new(move || {
//!         App::new().service(
//!             ProtectedScope::new(verifier.clone())
//!                 .get("/me", Policy::user(), me)
//!                 .post("/orders", Policy::scope("orders/write"), || async { "ordered" })
//!                 .public("/health", web::get().to(|| async { "ok" })), // the one way to open a route
//!         )
//!     })
//!     .bind("127.0.0.1:3000")?
//!     .run()
//!     .await?;
//!     Ok(())
//! }
//! ```
//!
//! # Closed unless told otherwise
//!
//! In a [`ProtectedScope`] every route names its policy. What it does not name is closed, too: an unknown path and a method that
//! a path does not have are a 401 without a token. Put it last in the `App`: what is added before it is not covered, and what is
//! added after it is never reached. Its routes are a table that can be printed, served, and checked in a test, by
//! `assert_no_open_routes` of the feature `test-util`:
//!
//! ```
//! # #[cfg(feature = "test-util")]
//! # #[actix_web::main] async fn main() {
//! use actix_web::{App, test, web};
//! use cognito_actix::{ProtectedScope, assert_no_open_routes, core::{Authenticator, Policy, test_util::TestPool}};
//!
//! fn routes(auth: Authenticator) -> ProtectedScope {
//!     ProtectedScope::new(auth)
//!         .get("/orders/{id}", Policy::scope("orders/read"), || async { "an order" })
//!         .public("/health", web::get().to(|| async { "ok" }))
//! }
//!
//! let pool = TestPool::new();
//! let auth = Authenticator::new(pool.verifier());
//! let table = routes(auth.clone()).table();
//! assert_eq!(
//!     table.to_string(),
//!     "METHOD  PATH          ACCESS\n\
//!      GET     /orders/{id}  scope(orders/read)\n\
//!      any     /health       public\n\
//!      any     /*            authenticated\n"
//! );
//! let app = test::init_service(App::new().service(routes(auth))).await;
//! assert_no_open_routes(&app, &table, &pool).await; // every route, nine methods, no token and every bad one
//! # }
//! # #[cfg(not(feature = "test-util"))]
//! # fn main() {}
//! ```
//!
//! # What a handler can ask for
//!
//! [`Cognito<T>`](Cognito) for any `T` of [`FromAuth`](core::FromAuth): `UserClaims`, `MachineClaims`, `AccessClaims`, `IdClaims`,
//! each with the application's own claims if it has a type for them; `BearerToken` for calls to other services; `SubjectKey` for
//! rate limiters; `Expiry`, a future that ends when the token does, for sockets and event streams.
//!
//! For routes that also serve visitors ([`ProtectedScope::optional`]) take `Cognito<Option<T>>`, **not `Option<Cognito<T>>`**: there
//! actix makes a visitor of whoever is refused. The refusal is logged and counted, and behind the middleware no refused token gets
//! so far.
//!
//! # Where the middleware goes
//!
//! [`CognitoAuth`] is for scopes of one's own. `App::wrap` covers everything, 404 answers included. A scope's `wrap` covers that
//! scope, and actix takes the first service that matches: a path registered on the `App` before the scope stays open. A handler
//! that takes [`Cognito`] is safe wherever it stands: without middleware it verifies by itself, or answers 500. Of several `wrap`s
//! the last runs first; put CORS and logging after this one:
//!
//! ```text
//! .wrap(CognitoAuth::from(verifier)) // inner: wants a token
//! .wrap(Cors::default().allowed_origin(..)) // answers preflights, and adds its headers to refusals
//! .wrap(Logger::new("%r %s")) // outermost; no `%{authorization}i` in the format
//! ```
//!
//! Scripts of other origins see the challenge only where the CORS middleware exposes it:
//! `.expose_headers([WWW_AUTHENTICATE, RETRY_AFTER])`.
//!
//! The reason of a refusal is in the response's extensions, as [`Rejection`](core::Rejection). A rate limiter that counts by user
//! goes inside, where the claims are: `SubjectKey::of(claims)` of the request's [`CognitoClaims`](core::CognitoClaims).
//!
//! # What it costs
//!
//! With the key at hand no future is boxed. A request costs 6 allocations more than without the middleware: 4 of the verification,
//! 2 to put two values into the request's extensions. `tests/tests/allocations` of the repository counts them.
//!
//! # Readiness
//!
//! [`Verifier::status`](core::Verifier::status) is what a status route shows, for a readiness probe and for operators. It holds
//! nothing of any token, so the route may be public:
//!
//! ```
//! use actix_web::{App, HttpResponse, Responder, http::{StatusCode, header}, web};
//! use cognito_actix::core::Verifier;
//!
//! async fn status(verifier: web::Data<Verifier>) -> impl Responder {
//!     if !verifier.is_ready() {
//!         let _ = verifier.prefetch().await; // nobody else asks for keys while the probe keeps requests away
//!     }
//!     let status = verifier.status();
//!     let code = StatusCode::from_u16(status.http_status()).expect("200 or 503");
//!     HttpResponse::build(code).insert_header((header::CACHE_CONTROL, "no-store")).json(status)
//! }
//!
//! # use actix_web::test;
//! # use cognito_actix::core::test_util::TestPool;
//! # #[actix_web::main] async fn main() {
//! # let verifier = TestPool::new().verifier();
//! let app = App::new().app_data(web::Data::new(verifier)).route("/status", web::get().to(status));
//! # let app = test::init_service(app).await;
//! # let response = test::call_service(&app, test::TestRequest::get().uri("/status").to_request()).await;
//! # assert_eq!(response.status(), 200);
//! # }
//! ```
//!
//! # Testing routes
//!
//! The feature `test-util` has a user pool in memory:
//!
//! ```
//! use actix_web::{App, test, web};
//! use cognito_actix::{Cognito, CognitoAuth, core::{AccessClaims, test_util::TestPool}};
//!
//! async fn me(Cognito(claims): Cognito<AccessClaims>) -> String {
//!     format!("hello {}", claims.subject())
//! }
//!
//! # #[actix_web::main] async fn main() {
//! let pool = TestPool::new();
//! let app = App::new().route("/me", web::get().to(me)).wrap(CognitoAuth::from(pool.verifier()));
//! let app = test::init_service(app).await;
//! let status = async |token: String| {
//!     let request = test::TestRequest::get().uri("/me");
//!     let request = request.insert_header(("authorization", format!("Bearer {token}")));
//!     test::call_service(&app, request.to_request()).await.status()
//! };
//! assert_eq!(status(pool.access_token().mint()).await, 200);
//! assert_eq!(status(pool.id_token().mint()).await, 401); // an API wants the access token
//! # }
//! ```
//!
//! # Features
//!
//! | feature | default | effect |
//! |---|---|---|
//! | `reqwest` | yes | keys are fetched with `reqwest` |
//! | `rustls` | yes | and over TLS, with rustls |
//! | `rustls-no-provider`, `native-tls` | no | another TLS in its place: see [`cognito_core`](core#features) |
//! | `webpki-roots` | no | CA certificates for images without any: `ReqwestFetcher::bundled_roots` |
//! | `metrics` | no | numbers for the `metrics` facade: see [`manual`](core::manual::observing) |
//! | `tracing` | yes | decisions as `tracing` events |
//! | `test-util` | no | `core::test_util`, a user pool in memory for tests, and `assert_no_open_routes` |
//! | `token-cache` | no | remembers verified tokens: see `core::token_cache` |
//!
//! For another TLS, name what you keep of the default features too:
//! `default-features = false, features = ["tracing", "native-tls"]`.
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod error;
mod extract;
mod future;
mod head;
mod metadata;
mod middleware;
#[cfg(feature = "test-util")]
mod open_routes;
mod require;
mod scope;

pub use cognito_core as core;

#[cfg(feature = "test-util")]
pub use self::open_routes::assert_no_open_routes;
pub use self::{
    error::CognitoError,
    extract::{Cognito, ExtractFuture},
    future::ResponseFuture,
    metadata::metadata_route,
    middleware::{CognitoAuth, CognitoMiddleware},
    require::{Require, RequireMiddleware},
    scope::ProtectedScope,
};
