//! One module for each peer: it builds what an application would keep, sees that the token is good, and enters the race.

mod axum_jwt_auth;
mod josekit;
mod jsonwebtoken;
mod jwt_authorizer;
mod jwt_simple;
mod ours;

use cognito_tests::bench::{Contestant, Race};

use crate::case::Case;

/// Enters a race with the verification of one token.
type Enter = fn(&Case<'_>, &mut Race) -> Contestant;

pub(crate) const PEERS: [(&str, Enter); 6] = [
    ("ours", ours::enter),
    (jsonwebtoken::NAME, jsonwebtoken::enter),
    (jwt_simple::NAME, jwt_simple::enter),
    ("jwt-authorizer", jwt_authorizer::enter),
    ("josekit", josekit::enter),
    ("axum-jwt-auth", axum_jwt_auth::enter),
];
