//! What the key store tells the log: the only place of it that emits events. Names that come from tokens are hashed.

use std::time::Duration;

use super::{
    fetch_error::FetchError,
    key_set::KeySet,
    protocol::{Failure, News},
};

/// How a pool is called where it is told of.
#[derive(Clone, Debug)]
pub(crate) struct PoolName {
    pub(crate) id: Box<str>,
    /// Its number among the stores of a pool registry, if it is of one: in metrics they have one name together.
    pub(crate) registered: Option<u64>,
}

impl News {
    pub(crate) fn tell(&self, name: &PoolName) {
        #[cfg(feature = "metrics")]
        self.measure(name);
        let pool = &*name.id;
        match self {
            Self::Refreshed {
                set,
                added,
                removed,
                failed_before,
                took,
            } => {
                if *failed_before > 0 {
                    recovered(pool, *failed_before);
                }
                refreshed(pool, &set.keys, *added, *removed, *took);
            }
            Self::Failed {
                failure,
                loud,
                dropped,
            } => {
                failed(pool, failure, *loud);
                if *dropped {
                    keys_dropped(pool, &failure.error);
                }
            }
        }
    }
}

#[cfg(feature = "metrics")]
impl News {
    fn measure(&self, pool: &PoolName) {
        use super::protocol::Moment;
        use crate::metrics::{keys_fetched, keys_in_use};

        match self {
            Self::Refreshed { set, took, .. } => {
                keys_fetched(pool, None, *took);
                let fetched = set.fetched.map(Moment::wall);
                keys_in_use(pool, set.keys.len(), fetched);
            }
            Self::Failed {
                failure, dropped, ..
            } => {
                keys_fetched(pool, Some(failure.error.kind()), failure.took);
                if *dropped {
                    keys_in_use(pool, 0, None);
                }
            }
        }
    }
}

/// The end of an outage.
fn recovered(pool: &str, failures: u32) {
    #[cfg(feature = "tracing")]
    tracing::info!(
        target: "cognito",
        { cognito.pool = pool, failures },
        "the signing keys can be fetched again"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (pool, failures);
}

/// The first failure after the keys became too old to be used: an outage of a day, and now it is felt.
fn keys_dropped(pool: &str, error: &FetchError) {
    #[cfg(feature = "tracing")]
    tracing::error!(
        target: "cognito",
        {
            cognito.pool = pool,
            kind = error.kind().as_str(),
            hint = error.kind().hint().unwrap_or_default()
        },
        "the signing keys are too old and no longer used: every token is answered with 503 until a fetch succeeds"
    );
    #[cfg(not(feature = "tracing"))]
    let _ = (pool, error);
}

/// A set was fetched and is in force.
fn refreshed(pool: &str, keys: &KeySet, added: usize, removed: usize, took: Duration) {
    #[cfg(feature = "tracing")]
    {
        for kid in keys.ambiguous() {
            tracing::warn!(
                target: "cognito",
                {
                    cognito.pool = pool,
                    kid = &**kid
                },
                "two different keys of one name: neither is used"
            );
        }
        let (count, skipped) = (keys.len(), keys.skipped());
        if added + removed > 0 {
            tracing::info!(
                target: "cognito",
                {
                    cognito.pool = pool,
                    keys = count,
                    added,
                    removed,
                    skipped,
                    ?took
                },
                "the signing keys changed"
            );
        } else {
            tracing::debug!(
                target: "cognito",
                {
                    cognito.pool = pool,
                    keys = count,
                    skipped,
                    ?took
                },
                "the signing keys are unchanged"
            );
        }
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (pool, keys, added, removed, took);
}

/// A fetch failed. The first failure of a row, and then one a minute, is a warning.
fn failed(pool: &str, failure: &Failure, loud: bool) {
    #[cfg(feature = "tracing")]
    {
        let Failure {
            error,
            failures,
            is_serving,
            took,
        } = failure;
        let kind = error.kind().as_str();
        let hint = error.kind().hint().unwrap_or_default();
        if loud {
            tracing::warn!(
                target: "cognito",
                {
                    cognito.pool = pool,
                    kind,
                    failures,
                    serving_old_keys = is_serving,
                    ?took,
                    hint
                },
                "{error}"
            );
        } else {
            tracing::debug!(
                target: "cognito",
                {
                    cognito.pool = pool,
                    kind,
                    failures,
                    serving_old_keys = is_serving,
                    ?took
                },
                "{error}"
            );
        }
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (
        pool,
        failure.failures,
        failure.is_serving,
        failure.took,
        loud,
    );
}

/// An unknown kid causes a fetch. The kid is a stranger's text: only a hash of it is logged.
pub(crate) fn asking_for(name: &PoolName, kid: &str) {
    #[cfg(feature = "metrics")]
    crate::metrics::unknown_kid_fetch(name);
    #[cfg(feature = "tracing")]
    {
        let kid_hash = crate::observe::short_hash(kid);
        tracing::debug!(
            target: "cognito",
            {
                cognito.pool = &*name.id,
                %kid_hash
            },
            "an unknown kid: asking the endpoint"
        );
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (name, kid);
}

#[cfg(all(test, feature = "tracing"))]
mod tests;
