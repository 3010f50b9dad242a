use std::{fmt, ops::Deref};

use serde::{Serialize, Serializer};

use super::{AccessClaims, CustomClaims, NoCustom, Principal};
use crate::{AuthError, Reason};

/// The claims of a person's access token: what a handler asks for that serves people only.
///
/// It has every accessor of [`AccessClaims`]. A program's token, that is, one of the client-credentials grant, is refused with
/// 403 `wrong_principal`, and an ID token as everywhere else. [`Policy::user`](crate::Policy::user) says the same of a route;
/// the type says it where the claims are used, and no layer need be remembered.
///
/// The adapters take it from a request: `Cognito<UserClaims>`. Elsewhere it is made of claims:
///
/// ```
/// use cognito_core::{Reason, UserClaims, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
/// let pool = TestPool::new();
/// let verifier = pool.verifier();
/// let claims = verifier.verify_access(&pool.access_token().username("kim").mint()).await?;
/// let user = UserClaims::try_from(claims)?;
/// assert_eq!(user.username(), Some("kim"));
///
/// let claims = verifier.verify_access(&pool.machine_token().mint()).await?;
/// let refused = UserClaims::try_from(claims).unwrap_err();
/// assert_eq!((refused.status(), refused.reason()), (403, Reason::WrongPrincipal));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct UserClaims<C = NoCustom>(AccessClaims<C>);

/// The claims of a program's access token, by the client-credentials grant
/// ([RFC 6749, section 4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)): what a handler asks for that serves programs
/// only.
///
/// It has every accessor of [`AccessClaims`]. A person's token is refused with 403 `wrong_principal`, and an ID token as
/// everywhere else. [`client_id`](AccessClaims::client_id) says which program calls.
///
/// The adapters take it from a request: `Cognito<MachineClaims>`. Elsewhere it is made of claims:
///
/// ```
/// use cognito_core::{MachineClaims, Reason, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
/// let pool = TestPool::new();
/// let verifier = pool.verifier();
/// let claims = verifier.verify_access(&pool.machine_token().scope("orders/read").mint()).await?;
/// let machine = MachineClaims::try_from(claims)?;
/// assert_eq!(machine.client_id(), pool.client_id());
/// assert!(machine.scopes().contains("orders/read"));
///
/// let claims = verifier.verify_access(&pool.access_token().mint()).await?;
/// assert_eq!(MachineClaims::try_from(claims).unwrap_err().reason(), Reason::WrongPrincipal);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct MachineClaims<C = NoCustom>(AccessClaims<C>);

macro_rules! by_principal {
    ($claims:ident, $is_wanted:expr) => {
        impl<C> $claims<C> {
            /// The same claims with custom ones read into a type of the application.
            ///
            /// # Errors
            /// `bad_custom_claims` if the token does not fit the type.
            pub fn with_custom<D: CustomClaims>(&self) -> Result<$claims<D>, AuthError> {
                Ok($claims(self.0.with_custom()?))
            }

            /// The claims as those of any access token.
            pub fn into_inner(self) -> AccessClaims<C> {
                self.0
            }
        }

        impl<C: CustomClaims> $claims<C> {
            /// The principal comes before the custom claims: nobody mends a machine's claims to be let in where it may not be.
            pub(crate) fn read_from(claims: &AccessClaims) -> Result<Self, AuthError> {
                demand($is_wanted(&claims.principal()))?;
                Ok(Self(claims.with_custom()?))
            }
        }

        impl<C> Deref for $claims<C> {
            type Target = AccessClaims<C>;

            fn deref(&self) -> &AccessClaims<C> {
                &self.0
            }
        }

        /// Refuses the other principal's claims: `wrong_principal`.
        impl<C> TryFrom<AccessClaims<C>> for $claims<C> {
            type Error = AuthError;

            fn try_from(claims: AccessClaims<C>) -> Result<Self, AuthError> {
                demand($is_wanted(&claims.principal()))?;
                Ok(Self(claims))
            }
        }

        impl<C> fmt::Debug for $claims<C> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.verified().debug(stringify!($claims), f)
            }
        }

        /// All claims under their token names, as [`AccessClaims`] writes them.
        impl<C> Serialize for $claims<C> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }
    };
}

fn demand(is_wanted: bool) -> Result<(), Reason> {
    is_wanted.then_some(()).ok_or(Reason::WrongPrincipal)
}

by_principal!(UserClaims, Principal::is_user);
by_principal!(MachineClaims, Principal::is_machine);
