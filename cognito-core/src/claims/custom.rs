use serde::de::DeserializeOwned;

use crate::{AuthError, Reason, observe};

/// A type that custom claims are read into: any that serde can make, from the claims under their token names.
///
/// Cognito writes its custom attributes as text whatever their type in the pool: [`as_text`](crate::as_text) reads
/// `"12"` into a number.
///
/// ```
/// use cognito_core::test_util::TestPool;
/// use serde::Deserialize;
///
/// #[derive(Clone, Deserialize)]
/// struct Tenant {
///     #[serde(rename = "custom:tenant")]
///     tenant: String,
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = TestPool::new();
/// let token = pool.access_token().claim("custom:tenant", "acme").mint();
/// let claims = pool.verifier().verify_access(&token).await?.with_custom::<Tenant>()?;
/// assert_eq!(claims.custom().tenant, "acme");
/// # Ok(()) }
/// ```
pub trait CustomClaims: Sized + sealed::Sealed {
    #[doc(hidden)]
    fn from_payload(payload: &str) -> Result<Self, AuthError>;
}

/// No custom claims: the default, and free.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct NoCustom;

impl CustomClaims for NoCustom {
    fn from_payload(_: &str) -> Result<Self, AuthError> {
        Ok(Self)
    }
}

impl<T: DeserializeOwned> CustomClaims for T {
    fn from_payload(payload: &str) -> Result<Self, AuthError> {
        // serde's message quotes claim values: it is dropped.
        serde_json::from_str(payload).map_err(|_| {
            observe::custom_claims_do_not_fit(std::any::type_name::<T>());
            Reason::BadCustomClaims.into()
        })
    }
}

mod sealed {
    #[expect(unnameable_types, reason = "that is what seals the trait")]
    pub trait Sealed {}

    impl Sealed for super::NoCustom {}
    impl<T: serde::de::DeserializeOwned> Sealed for T {}
}
