use std::time::Duration;

use serde_json::json;

use crate::{http::Answer, shared::Shared};

/// How the key set is served: as it is, or with a fault that a verifier should survive.
///
/// ```
/// use dev_pool::{DevPool, JwksMode};
///
/// let pool = DevPool::builder().build()?;
/// assert_eq!(pool.serve_jwks().status, 200);
/// pool.set_jwks_mode(JwksMode::Unavailable);
/// assert_eq!(pool.serve_jwks().status, 503);
/// pool.set_jwks_mode(JwksMode::Slow);
/// assert_eq!(pool.serve_jwks().delay.as_secs(), 10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum JwksMode {
    /// A key set without keys.
    Empty,
    /// A document that breaks off.
    Garbage,
    /// The keys.
    #[default]
    Ok,
    /// The keys, [ten seconds later](Answer::delay).
    Slow,
    /// Status 503.
    Unavailable,
}

impl JwksMode {
    /// All of them, the good one first.
    pub(crate) const ALL: [Self; 5] = [
        Self::Ok,
        Self::Unavailable,
        Self::Garbage,
        Self::Slow,
        Self::Empty,
    ];

    /// The name that `POST /dev/jwks` takes: `ok`, `unavailable`, `garbage`, `slow` or `empty`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Garbage => "garbage",
            Self::Ok => "ok",
            Self::Slow => "slow",
            Self::Unavailable => "unavailable",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name)
    }
}

/// The key set as the mode of the moment has it.
pub(crate) fn serve(pool: &Shared) -> Answer {
    let mode = pool.state().jwks_mode;
    let keys = || Answer::json(200, &pool.keys().jwks());
    match mode {
        JwksMode::Empty => Answer::json(200, &json!({"keys": []})),
        JwksMode::Garbage => Answer::with_body(200, "application/json", "{\"keys\":[{\"kty\":\"R"),
        JwksMode::Ok => keys(),
        JwksMode::Slow => keys().delayed(Duration::from_secs(10)),
        JwksMode::Unavailable => Answer::json(
            503,
            &json!({"message": "the keys are unavailable on purpose"}),
        ),
    }
}
