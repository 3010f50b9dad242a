#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)
)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod cache;
mod error;
mod exchange;
mod flight;
mod identity_id;
mod identity_pool_id;
mod login;
mod moment;
mod pool;
mod session;
mod user_credentials;

pub use self::{
    error::{IdentityError, Reason},
    identity_id::{IdentityId, InvalidIdentityId, InvalidObjectName},
    identity_pool_id::{IdentityPoolId, InvalidIdentityPoolId},
    pool::{BuildError, IdentityPool, IdentityPoolBuilder},
    session::AwsSession,
    user_credentials::UserCredentials,
};
