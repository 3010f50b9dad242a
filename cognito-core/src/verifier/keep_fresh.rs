use super::Verifier;
use crate::jwks::{FetchError, KeepFresh};

impl Verifier {
    /// Renews the keys of all pools of the configuration whenever they are due, traffic or not, until the handle is dropped:
    /// [`KeyStore::keep_fresh`](crate::jwks::KeyStore::keep_fresh) for each. Pools of a
    /// [registry](crate::VerifierBuilder::pool_registry) are renewed by the requests that name them.
    ///
    /// ```
    /// use cognito_core::{jwks::FetchErrorKind, test_util::TestPool};
    ///
    /// let verifier = TestPool::new().verifier();
    /// let outside = verifier.keep_fresh().unwrap_err();
    /// assert_eq!(outside.kind(), FetchErrorKind::NoRuntime);
    /// ```
    ///
    /// # Errors
    /// [`FetchErrorKind::NoRuntime`](crate::jwks::FetchErrorKind::NoRuntime) outside a tokio runtime, or in one
    /// without a timer (`enable_time`).
    pub fn keep_fresh(&self) -> Result<KeepFresh, FetchError> {
        let pools = self.0.pools.iter();
        let handles: Result<_, _> = pools.map(|pool| pool.keys.keep_fresh()).collect();
        handles.map(KeepFresh::all)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::runtime::Handle;

    use crate::test_util::TestPool;

    #[tokio::test(start_paused = true)]
    async fn the_keys_come_without_a_request_and_the_task_ends_with_the_verifier() {
        let settle = || tokio::time::sleep(Duration::from_millis(1));
        let (pool, tasks) = (TestPool::new(), Handle::current().metrics());
        let verifier = pool.verifier();
        let _keep = verifier.keep_fresh().unwrap();
        settle().await;
        assert!(verifier.is_ready());
        pool.clock().advance(Duration::from_secs(331));
        settle().await;
        assert_eq!(verifier.key_states()[0].fetches, 2);
        assert_eq!(tasks.num_alive_tasks(), 1);
        drop(verifier);
        settle().await;
        assert_eq!(tasks.num_alive_tasks(), 0);
    }
}
