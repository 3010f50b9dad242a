//! [actix-web](https://docs.rs/actix-web) middleware and extractors that admit only requests with a valid Amazon Cognito
//! token. Handlers receive typed claims.
//!
//! ```no_run
//! use actix_web::{App, HttpServer, web};
//! use cognito_actix::{Cognito, CognitoAuth, core::{AccessClaims, UserPool, Verifier}};
//!
//! async fn me(Cognito(claims): Cognito<AccessClaims>) -> String {
//!     format!("hello {}", claims.subject())
//! }
//!
//! #[actix_web::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let pool = UserPool::new("eu-west-1_AbC123xyz".parse()?, ["7lhlkkfbfb4q5kpp90urffao"]);
//!     let verifier = Verifier::builder().user_pool(pool).build()?; // shared by all workers
//!
//!     HttpServer::new(move || {
//!         App::new()
//!             .route("/health", web::get().to(|| async { "ok" })) // open to everybody
//!             .service(
//!                 web::scope("")
//!                     .route("/me", web::get().to(me))
//!                     .wrap(CognitoAuth::from(verifier.clone())),
//!             )
//!     })
//!     .bind("127.0.0.1:3000")?
//!     .run()
//!     .await?;
//!     Ok(())
//! }
//! ```
//!
//! # Where the middleware goes
//!
//! `App::wrap` covers everything, 404 answers included. A scope's `wrap` covers that scope, and actix takes the first
//! service that matches: a path registered on the `App` before the scope stays open. A handler that takes [`Cognito`]
//! is safe wherever it stands: without middleware it verifies by itself, or answers 500. Of several `wrap`s the last
//! runs first; put CORS and logging after this one:
//!
//! ```text
//! .wrap(CognitoAuth::from(verifier)) // inner: wants a token
//! .wrap(Cors::permissive()) // outer: answers preflights, and adds its headers to refusals
//! ```
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
//! | `test-util` | no | `core::test_util`, a user pool in memory for tests |
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
