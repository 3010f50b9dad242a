use std::{fmt, time::SystemTime};

use crate::{
    AccessClaims, CognitoClaims, IdClaims, MachineClaims, Principal, UserClaims, UserPoolId,
    clock::since_1970,
};

/// Verified claims of either kind, with custom claims of any type: what a [`RevocationList`](super::RevocationList) can
/// act on.
///
/// Sealed: `CognitoClaims<C>`, `AccessClaims<C>`, `UserClaims<C>`, `MachineClaims<C>` and `IdClaims<C>`.
pub trait Revocable: sealed::Sealed {
    #[doc(hidden)]
    fn identity(&self) -> Identity<'_>;
}

/// The names that a token can be revoked by.
#[expect(unnameable_types, reason = "only the crate makes one and reads it")]
pub struct Identity<'a> {
    pub(super) pool: &'a UserPoolId,
    pub(super) subject: &'a str,
    pub(super) jwt_id: Option<&'a str>,
    pub(super) origin_jwt_id: Option<&'a str>,
    /// Whole seconds since 1970.
    pub(super) issued_at: Option<u64>,
    pub(super) is_machine: bool,
}

/// The seconds since 1970, cut off: the grain of Cognito's `iat`.
pub(super) fn seconds(time: SystemTime) -> u64 {
    since_1970(time).as_secs()
}

macro_rules! revocable {
    ($claims:ident, $is_machine:expr) => {
        impl<C> Revocable for $claims<C> {
            fn identity(&self) -> Identity<'_> {
                Identity {
                    pool: self.user_pool_id(),
                    subject: self.subject(),
                    jwt_id: self.jwt_id(),
                    origin_jwt_id: self.origin_jwt_id(),
                    issued_at: self.issued_at().map(seconds),
                    is_machine: $is_machine(self),
                }
            }
        }
    };
}

revocable!(CognitoClaims, |claims: &Self| is_machine(
    claims.principal()
));
revocable!(AccessClaims, |claims: &Self| is_machine(claims.principal()));
revocable!(UserClaims, |_| false);
revocable!(MachineClaims, |_| true);
revocable!(IdClaims, |_| false);

fn is_machine(principal: Principal<'_>) -> bool {
    matches!(principal, Principal::Machine { .. })
}

/// Prints no personal data.
impl fmt::Debug for Identity<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

mod sealed {
    use super::{AccessClaims, CognitoClaims, IdClaims, MachineClaims, UserClaims};

    #[expect(unnameable_types, reason = "that is what seals the trait")]
    pub trait Sealed {}

    impl<C> Sealed for CognitoClaims<C> {}
    impl<C> Sealed for AccessClaims<C> {}
    impl<C> Sealed for UserClaims<C> {}
    impl<C> Sealed for MachineClaims<C> {}
    impl<C> Sealed for IdClaims<C> {}
}
