//! The OAuth 2.0 and `OpenID` Connect endpoints: what in Cognito is served on a user pool's domain.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html>

mod asked;
mod authorization;
mod authorize;
mod callback;
mod client_auth;
mod code;
mod cookie;
mod csrf;
mod discovery;
mod endpoint;
mod form;
mod login;
mod login_page;
mod logout;
mod native;
mod page;
mod provider_page;
mod refusal;
mod revoke;
mod scope;
mod session;
mod token;
mod user_info;

pub(crate) use self::{
    code::AuthorizationCodes, discovery::document, endpoint::Endpoint, session::BrowserSessions,
};
