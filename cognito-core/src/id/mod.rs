//! The names a pool goes by: user pool id, Region, app client id.

mod client_id;
mod invalid_user_pool_id;
mod region;
mod user_pool_id;

pub use self::{
    client_id::ClientId,
    invalid_user_pool_id::InvalidUserPoolId,
    region::{InvalidRegion, Region},
    user_pool_id::UserPoolId,
};
