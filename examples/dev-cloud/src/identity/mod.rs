//! The identity pool: logins become identities, identities get credentials.
//!
//! <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/Welcome.html>

mod api;
mod login;
mod refusal;
pub(crate) mod role_mapping;
mod route;
pub(crate) mod table;

pub(crate) use self::route::answer;
