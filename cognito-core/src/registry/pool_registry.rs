use std::{fmt::Debug, sync::Arc};

use super::PoolLookupError;
use crate::{UserPool, UserPoolId, future::BoxFuture};

/// Knows the user pools of an application's tenants: a table of its database, or a service.
///
/// The verifier calls it rarely, for it remembers the answers; see the [module](super). A registry only answers: deadline,
/// joining of requests, back-off and memory are the verifier's. It must not block: what takes time belongs into the future,
/// which runs as a task of its own on the runtime of the request that needed it. A panic counts as a failure.
///
/// An `Arc` of a registry is a registry, too. Its `Debug` is printed with the verifier's builder: it should show no secrets.
///
/// ```
/// use cognito_core::{Reason, UserPool, UserPoolId, Verifier, future::BoxFuture, test_util::TestPool};
/// use cognito_core::registry::{PoolLookupError, PoolRegistry};
///
/// /// In place of a database.
/// #[derive(Debug)]
/// struct Tenants(&'static [(&'static str, &'static str)]);
///
/// impl PoolRegistry for Tenants {
///     fn find<'a>(&'a self, id: &'a UserPoolId) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
///         Box::pin(async move {
///             let row = self.0.iter().find(|(pool, _)| *pool == id.as_str());
///             Ok(row.map(|(_, client)| UserPool::new(id.clone(), [*client])))
///         })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = TestPool::new();
/// let verifier = Verifier::builder()
///     .pool_registry(Tenants(&[("us-east-1_TestPool1", "testclient000000000000001")]))
///     .clock(pool.clock().clone()) // in tests; else leave out both lines
///     .fetcher(pool.clone())
///     .build()?;
/// assert!(verifier.verify(&pool.access_token().mint()).await.is_ok());
///
/// let stranger = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Another";
/// let token = pool.access_token().claim("iss", stranger).mint();
/// assert_eq!(verifier.verify(&token).await.unwrap_err().reason(), Reason::UnknownIssuer);
/// # Ok(()) }
/// ```
pub trait PoolRegistry: Debug + Send + Sync + 'static {
    /// The pool of this id, with the app clients that are accepted; `None` if there is no such tenant.
    ///
    /// The id comes from a token that nobody has verified yet. Anybody can make a pool at AWS: answer only for ids in your
    /// table, never for every id. Compare it byte for byte: pool ids are case-sensitive.
    ///
    /// Do not take [`issuer`](UserPool::issuer), [`jwks_uri`](UserPool::jwks_uri) or [`allow_http`](crate::Dangerous::allow_http) from
    /// what a tenant types in: they say where keys come from.
    ///
    /// # Errors
    /// If the registry cannot tell. Tokens of the pool are then answered with 503, unless a registration of it still serves.
    fn find<'a>(
        &'a self,
        id: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>>;
}

impl<T: PoolRegistry + ?Sized> PoolRegistry for Arc<T> {
    fn find<'a>(
        &'a self,
        id: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        (**self).find(id)
    }
}
