use super::{Authentication, BearerToken, Expiry};
use crate::{
    AccessClaims, AuthError, CognitoClaims, CustomClaims, IdClaims, MachineClaims, RequestHead,
    SubjectKey, UserClaims,
};

/// What a handler can ask for: the claims of either token, what is made of them, or an `Option` of these for routes that
/// also serve anonymous requests.
///
/// | Asked for | Given | Refused |
/// |---|---|---|
/// | [`CognitoClaims<C>`] | the claims of whatever token the verifier accepts | |
/// | [`AccessClaims<C>`], [`IdClaims<C>`] | the claims of this kind of token | the other kind: 401 |
/// | [`UserClaims<C>`], [`MachineClaims<C>`] | the claims of a person's or a program's access token | the other principal: 403; an ID token: 401 |
/// | [`Expiry`] | a future that ends when the token does | |
/// | [`BearerToken`] | the text of the token, for calls to other services | 500 where it was taken out of the request since |
/// | [`SubjectKey`] | the key of who calls, for rate limiters and maps | |
/// | `Option<T>` | `None` where no token was presented, and was not wanted | whatever `T` refuses |
///
/// All but the last refuse a request without a token with 401. `C` is the application's type of custom claims; a token that does
/// not fit it is refused with 403.
///
/// Sealed: there is no other.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be taken from a Cognito token",
    note = "use `CognitoClaims`, `AccessClaims`, `IdClaims`, `UserClaims`, `MachineClaims`, `Expiry`, `BearerToken`, \
            `SubjectKey`, or an `Option` of one of them"
)]
pub trait FromAuth: Sized + sealed::Sealed {
    #[doc(hidden)]
    fn from_auth(decided: &Authentication, head: &dyn RequestHead) -> Result<Self, AuthError>;
}

impl<C: CustomClaims> FromAuth for CognitoClaims<C> {
    fn from_auth(decided: &Authentication, _: &dyn RequestHead) -> Result<Self, AuthError> {
        decided.claims_or_missing()?.with_custom()
    }
}

impl<C: CustomClaims> FromAuth for AccessClaims<C> {
    fn from_auth(decided: &Authentication, _: &dyn RequestHead) -> Result<Self, AuthError> {
        decided.claims_or_missing()?.access()?.with_custom()
    }
}

impl<C: CustomClaims> FromAuth for IdClaims<C> {
    fn from_auth(decided: &Authentication, _: &dyn RequestHead) -> Result<Self, AuthError> {
        decided.claims_or_missing()?.id()?.with_custom()
    }
}

impl<C: CustomClaims> FromAuth for UserClaims<C> {
    fn from_auth(decided: &Authentication, _: &dyn RequestHead) -> Result<Self, AuthError> {
        Self::read_from(decided.claims_or_missing()?.access()?)
    }
}

impl<C: CustomClaims> FromAuth for MachineClaims<C> {
    fn from_auth(decided: &Authentication, _: &dyn RequestHead) -> Result<Self, AuthError> {
        Self::read_from(decided.claims_or_missing()?.access()?)
    }
}

impl FromAuth for Expiry {
    fn from_auth(decided: &Authentication, _: &dyn RequestHead) -> Result<Self, AuthError> {
        let claims = decided.claims_or_missing()?;
        Ok(Self::of(claims, &decided.auth.0.verifier))
    }
}

impl FromAuth for BearerToken {
    fn from_auth(decided: &Authentication, head: &dyn RequestHead) -> Result<Self, AuthError> {
        Self::found_again(decided, head)
    }
}

impl FromAuth for SubjectKey {
    fn from_auth(decided: &Authentication, _: &dyn RequestHead) -> Result<Self, AuthError> {
        Ok(Self::of(decided.claims_or_missing()?))
    }
}

/// `None` means that no token was presented, never that one was refused.
impl<T: FromAuth> FromAuth for Option<T> {
    fn from_auth(decided: &Authentication, head: &dyn RequestHead) -> Result<Self, AuthError> {
        let is_anonymous = decided.claims().is_none();
        (!is_anonymous)
            .then(|| T::from_auth(decided, head))
            .transpose()
    }
}

mod sealed {
    use super::{
        AccessClaims, BearerToken, CognitoClaims, Expiry, IdClaims, MachineClaims, SubjectKey,
        UserClaims,
    };

    #[expect(unnameable_types, reason = "that is what seals the trait")]
    pub trait Sealed {}

    impl<C> Sealed for CognitoClaims<C> {}
    impl<C> Sealed for AccessClaims<C> {}
    impl<C> Sealed for IdClaims<C> {}
    impl<C> Sealed for UserClaims<C> {}
    impl<C> Sealed for MachineClaims<C> {}
    impl Sealed for Expiry {}
    impl Sealed for BearerToken {}
    impl Sealed for SubjectKey {}
    impl<T: Sealed> Sealed for Option<T> {}
}

#[cfg(test)]
mod tests;
