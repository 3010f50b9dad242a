use crate::{AccessClaims, AuthError, CognitoClaims, CustomClaims, IdClaims, Reason};

/// What a handler can ask for: the claims of either token, or an `Option` of them for routes that also serve
/// anonymous requests.
///
/// Sealed: `CognitoClaims<C>`, `AccessClaims<C>`, `IdClaims<C>`, and `Option`s of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be taken from a Cognito token",
    note = "use `CognitoClaims`, `AccessClaims`, `IdClaims`, or an `Option` of one of them"
)]
pub trait FromAuth: Sized + sealed::Sealed {
    #[doc(hidden)]
    fn from_auth(claims: Option<&CognitoClaims>) -> Result<Self, AuthError>;
}

impl<C: CustomClaims> FromAuth for CognitoClaims<C> {
    fn from_auth(claims: Option<&CognitoClaims>) -> Result<Self, AuthError> {
        claims.ok_or(Reason::MissingToken)?.with_custom()
    }
}

impl<C: CustomClaims> FromAuth for AccessClaims<C> {
    fn from_auth(claims: Option<&CognitoClaims>) -> Result<Self, AuthError> {
        claims.ok_or(Reason::MissingToken)?.access()?.with_custom()
    }
}

impl<C: CustomClaims> FromAuth for IdClaims<C> {
    fn from_auth(claims: Option<&CognitoClaims>) -> Result<Self, AuthError> {
        claims.ok_or(Reason::MissingToken)?.id()?.with_custom()
    }
}

/// `None` means that no token was presented, never that one was refused.
impl<T: FromAuth> FromAuth for Option<T> {
    fn from_auth(claims: Option<&CognitoClaims>) -> Result<Self, AuthError> {
        claims.map(|claims| T::from_auth(Some(claims))).transpose()
    }
}

mod sealed {
    use super::{AccessClaims, CognitoClaims, IdClaims};

    #[expect(unnameable_types, reason = "that is what seals the trait")]
    pub trait Sealed {}

    impl<C> Sealed for CognitoClaims<C> {}
    impl<C> Sealed for AccessClaims<C> {}
    impl<C> Sealed for IdClaims<C> {}
    impl<T: Sealed> Sealed for Option<T> {}
}
