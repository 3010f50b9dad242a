//! What a status route answers.

use serde::Serialize;

use super::Verifier;
use crate::jwks::KeyState;

/// Whether a verifier can verify tokens, and how its keys fare: the body of a status route, as JSON.
///
/// Nothing of it is secret: pool ids and the names of keys are in every token, and an error is a word. A public route may
/// show it. The pools of a [registry](crate::registry) are left out: their ids are the application's tenants.
///
/// ```
/// use cognito_core::test_util::TestPool;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let verifier = TestPool::new().verifier();
/// assert_eq!(verifier.status().http_status(), 503); // no keys yet
/// verifier.prefetch().await?;
/// let status = verifier.status();
/// assert_eq!(status.http_status(), 200);
/// let json = serde_json::to_value(&status)?;
/// assert_eq!(json["ready"], true);
/// assert_eq!(json["pools"][0]["kids"].as_array().map(Vec::len), Some(2));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct VerifierStatus {
    /// Does every pool of the configuration have keys to verify with?
    pub ready: bool,
    /// The keys of these pools.
    pub pools: Vec<KeyState>,
}

impl VerifierStatus {
    /// The status code of the answer: 200 if ready, else 503. Send it with `Cache-Control: no-store`.
    pub fn http_status(&self) -> u16 {
        if self.ready { 200 } else { 503 }
    }
}

impl Verifier {
    /// What a status route answers. Causes no fetch.
    ///
    /// A verifier fetches keys when a token asks for them. A probe that keeps requests away until it sees 200 would therefore
    /// wait for ever, so let its handler call [`prefetch`](Self::prefetch) first where the verifier is not
    /// [ready](Self::is_ready): that is one fetch for all who ask, and none before the back-off ends.
    pub fn status(&self) -> VerifierStatus {
        let pools = self.0.pools.iter();
        let pools: Vec<_> = pools.map(|pool| pool.keys.state()).collect();
        VerifierStatus {
            ready: pools.iter().all(|pool| pool.ready),
            pools,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::test_util::TestPool;

    /// Status pages and alarms read these names: to take one away breaks them, and a new one is to be harmless in public.
    #[test]
    fn the_json_has_these_keys_and_no_others() {
        let status = TestPool::new().verifier().status();
        let json = serde_json::to_value(status).unwrap();
        assert_eq!(keys(&json), ["pools", "ready"]);
        assert_eq!(
            keys(&json["pools"][0]),
            [
                "age",
                "ambiguous",
                "cooling_down",
                "failures",
                "fetched_at",
                "fetches",
                "generation",
                "kids",
                "last_error",
                "next_refresh",
                "pool",
                "ready",
                "skipped",
            ]
        );
    }

    fn keys(json: &Value) -> Vec<&str> {
        let mut keys: Vec<_> = json
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        keys.sort_unstable();
        keys
    }
}
