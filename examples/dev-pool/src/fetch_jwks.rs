use cognito_core::{
    clock::{Clock as _, SystemClock},
    future::BoxFuture,
    jwks::{FetchError, FetchErrorKind, FetchJwks, Fetched},
};

use crate::DevPool;

/// For a verifier in the same program: the key set as the pool [serves it](DevPool::serve_jwks), with the faults that a developer
/// asked for, whatever the URL.
///
/// ```
/// use cognito_core::{UserPool, Verifier};
/// use dev_pool::DevPool;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = DevPool::builder().build()?;
/// let verifier = Verifier::builder()
///     .user_pool(UserPool::new(pool.user_pool_id().parse()?, [pool.client_id()]))
///     .fetcher(pool.clone())
///     .build()?;
/// assert!(verifier.prefetch().await.is_ok());
/// # Ok(()) }
/// ```
impl FetchJwks for DevPool {
    fn fetch<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        Box::pin(async {
            let served = self.serve_jwks();
            SystemClock::default().sleep(served.delay).await;
            match served.status {
                200 => Ok(Fetched::new(served.body)),
                status => Err(FetchError::new(
                    FetchErrorKind::Status(status),
                    "the pool's keys are unavailable on purpose",
                )),
            }
        })
    }
}
