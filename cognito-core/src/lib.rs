//! Verifies Amazon Cognito tokens: keys, signature, claims, policies and HTTP answers, for any web framework.
//!
//! Most programs use an adapter: [`cognito-tower`](https://docs.rs/cognito-tower) for axum and tower,
//! [`cognito-actix`](https://docs.rs/cognito-actix) for actix-web. This crate is what both are made of, and enough by
//! itself where there is only a token:
//!
//! ```no_run
//! use cognito_core::{UserPool, Verifier};
//!
//! # async fn demo(token: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let pool = UserPool::new("eu-west-1_AbC123xyz".parse()?, ["7lhlkkfbfb4q5kpp90urffao"]);
//! let verifier = Verifier::builder().user_pool(pool).build()?; // no I/O, no task
//! let claims = verifier.verify_access(token).await?;
//! println!("{} may {:?}", claims.subject(), claims.scopes().iter().collect::<Vec<_>>());
//! # Ok(()) }
//! ```
//!
//! # What is checked
//!
//! In this order; the first failure is the [`Reason`]. What needs no key comes first, so a hopeless token costs neither
//! a signature check nor a fetch.
//!
//! | step | refused |
//! |---|---|
//! | form | anything but three parts of canonical base64url, JSON objects without duplicate members, bounded size and depth |
//! | header | another algorithm than RS256, any `crit`, no `kid` |
//! | issuer | any `iss` that is not, byte for byte, a configured pool's; for pools of a [`registry`], after `token_use` |
//! | times | `exp` missing or past, `nbf` or `iat` in the future |
//! | use | `token_use` other than the accepted one: access tokens, unless told otherwise |
//! | client | `client_id` (access) or `aud` (ID) that is not a configured app client |
//! | key | a `kid` that the pool's key set does not have |
//! | signature | anything but RSASSA-PKCS1-v1_5 with SHA-256, 2048 to 4096 bits |
//! | audience | an access token bound to another resource (RFC 8707) |
//! | claims | a missing `sub`, or a claim that verification uses of another JSON type |
//! | age | a token issued too long ago, if the verifier has a limit |
//! | revocation | what the application's store says is revoked, if the verifier has one: see [`revocation`] |
//! | policy | what the application asks for |
//!
//! Without a revocation store, a token that Cognito revoked is accepted until it expires: keep token lives short then.
//!
//! # Features
//!
//! | feature | default | effect |
//! |---|---|---|
//! | `reqwest` | yes | key sets are fetched with `reqwest`; without it, bring a [`FetchJwks`](jwks::FetchJwks) or embed the key set |
//! | `rustls` | yes | and over TLS, with rustls and aws-lc-rs; with `reqwest` alone, bring a client or have the keys on loopback |
//! | `rustls-no-provider` | no | rustls with the crypto provider that the program installs |
//! | `native-tls` | no | the system's TLS library, where neither of the two above is on |
//! | `webpki-roots` | no | `ReqwestFetcher::bundled_roots`: CA certificates in the program, for images without any |
//! | `gateway` | no | what API Gateway and `AppSync` have verified, and Lambda authorizers: see `gateway` |
//! | `metrics` | no | numbers about requests and keys for the `metrics` facade: see [`manual::observing`] |
//! | `secret-hash` | no | `secret_hash`: the `SECRET_HASH` of an app client that has a secret |
//! | `tracing` | yes | decisions and key events as `tracing` events, target `cognito` |
//! | `test-util` | no | `test_util`: a pool in one process that mints tokens, for tests |
//! | `token-cache` | no | remembers verified tokens: see `token_cache` |
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod auth;
mod challenge;
mod claims;
pub mod clock;
mod error;
pub mod future;
#[cfg(feature = "gateway")]
pub mod gateway;
mod id;
pub mod jwks;
pub mod manual;
#[cfg(feature = "metrics")]
pub mod metrics;
mod observe;
mod policy;
mod pool;
pub mod registry;
mod rejection;
mod request;
mod resource_metadata;
pub mod revocation;
pub mod routes;
#[cfg(feature = "secret-hash")]
pub mod secret_hash;
#[cfg(feature = "tracing")]
#[cfg(test)]
mod sink;
mod source;
#[cfg(feature = "test-util")]
pub mod test_util;
mod token;
#[cfg(feature = "token-cache")]
pub mod token_cache;
mod verifier;

pub use self::{
    auth::{
        AuthFuture, Authentication, Authenticator, AuthenticatorBuilder, BearerToken, Expiry,
        FromAuth, Gate, Passage, Reach, Step,
    },
    claims::{
        AccessClaims, Actor, Address, CognitoClaims, CustomClaims, Groups, IdClaims, Identity,
        MachineClaims, NoCustom, Principal, Provenance, Scope, Scopes, SubjectKey, TokenUse,
        UserClaims, as_text,
    },
    error::{AuthError, BuildError, Reason, RefusalClass},
    id::{ClientId, InvalidRegion, InvalidUserPoolId, Region, UserPoolId},
    policy::Policy,
    pool::{ClientSet, Dangerous, UserPool},
    rejection::{GrpcStatus, Rejection},
    request::RequestHead,
    resource_metadata::{ResourceMetadata, ResourceMetadataBuilder},
    source::TokenSource,
    verifier::{Verifier, VerifierBuilder, VerifierStatus},
};
