//! Tokens: the keys that sign them, their claims, the sign-ins they belong to, and the check of one that comes back.

pub(crate) mod check;
pub(crate) mod claims;
pub(crate) mod grant;
pub(crate) mod hash;
pub(crate) mod issue;
pub(crate) mod keys;
mod refresh;
pub(crate) mod requests;
pub(crate) mod revoked;
pub(crate) mod sign_in;
