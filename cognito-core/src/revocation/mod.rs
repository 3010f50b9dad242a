//! Refusing a token before it expires.
//!
//! A JWT is checked without asking Cognito, so a sign-out there does not stop a token here. A [`Revocation`] store does:
//! [`VerifierBuilder::revocation`](crate::VerifierBuilder::revocation) asks it about every token that passed all other
//! checks, before any policy. [`RevocationList`] is such a store for one process; implement the trait for a shared one.
//!
//! The [manual](crate::manual::revocation) tells which key to revoke by, and what a store costs.
//!
//! ```
//! use cognito_core::{Reason, revocation::RevocationList, test_util::TestPool};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let pool = TestPool::new();
//! let list = RevocationList::builder().clock(pool.clock().clone()).build()?;
//! let verifier = pool.verifier_builder().revocation(list.clone()).build()?;
//! let token = pool.access_token().mint();
//! let claims = verifier.verify_access(&token).await?;
//!
//! list.sign_out(&claims)?;
//! let error = verifier.verify_access(&token).await.unwrap_err();
//! assert_eq!(error.reason(), Reason::Revoked);
//! # Ok(()) }
//! ```

mod check;
mod error;
mod guard;
mod list;

pub(crate) use self::guard::{Asking, Guard, OnFailure, Ruling};
pub use self::{
    check::{Revocation, RevocationCheck, RevocationStatus},
    error::RevocationError,
    list::{Revocable, RevocationList, RevocationListBuilder, RevocationListFull},
};
