//! Numbers about requests and keys, for the [`metrics`](https://docs.rs/metrics/0.24) facade: names, labels and units are in the
//! [manual](crate::manual::observing).
//!
//! Nothing is counted until the program installs a recorder. No label holds anything of a token, so the number of series is bounded:
//! reasons, kinds of errors, and the pools of the configuration.

use std::{
    slice,
    sync::LazyLock,
    time::{Duration, UNIX_EPOCH},
};

use ::metrics::{
    Counter, Gauge, Histogram, Key, KeyName, Label, Level, Metadata, Unit, with_recorder,
};

use crate::{
    Reason, TokenUse,
    jwks::{FetchErrorKind, PoolName},
};

const REQUESTS_ACCEPTED: &str = "cognito_requests_accepted_total";
const REQUESTS_REFUSED: &str = "cognito_requests_refused_total";
const KEY_FETCHES: &str = "cognito_key_fetches_total";
const KEY_FETCH_DURATION: &str = "cognito_key_fetch_duration_seconds";
const KEYS: &str = "cognito_keys";
const KEYS_FETCHED: &str = "cognito_keys_fetched_timestamp_seconds";
const UNKNOWN_KID_FETCHES: &str = "cognito_unknown_kid_fetches_total";
const POOL_LOOKUPS: &str = "cognito_pool_lookups_total";
const POOL_EVICTIONS: &str = "cognito_pool_evictions_total";
const REVOCATION_FAILURES: &str = "cognito_revocation_failures_total";

static METADATA: Metadata<'static> = Metadata::new("cognito", Level::INFO, Some("cognito"));

/// Tells the recorder what each number means, and its unit, for exporters that pass that on. Call it once, after the recorder is
/// installed.
///
/// ```
/// // metrics_exporter_prometheus::PrometheusBuilder::new().install()?;
/// cognito_core::metrics::describe();
/// ```
pub fn describe() {
    with_recorder(|recorder| {
        let name = KeyName::from_const_str;
        let counter = |key, text: &'static str| {
            recorder.describe_counter(name(key), Some(Unit::Count), text.into());
        };
        counter(REQUESTS_ACCEPTED, "Requests that were let in");
        counter(REQUESTS_REFUSED, "Requests that were refused, by reason");
        counter(KEY_FETCHES, "Fetches of a pool's key set, by outcome");
        counter(
            UNKNOWN_KID_FETCHES,
            "Fetches that a token with an unknown kid caused",
        );
        counter(POOL_LOOKUPS, "Look-ups of the pool registry, by outcome");
        counter(POOL_EVICTIONS, "Registered pools that made room for others");
        counter(REVOCATION_FAILURES, "Failures of the revocation store");
        recorder.describe_histogram(
            name(KEY_FETCH_DURATION),
            Some(Unit::Seconds),
            "How long a fetch of a key set took".into(),
        );
        recorder.describe_gauge(name(KEYS), Some(Unit::Count), "Keys in use".into());
        recorder.describe_gauge(
            name(KEYS_FETCHED),
            Some(Unit::Seconds),
            "When the keys in use were fetched, in seconds since 1970".into(),
        );
    });
}

/// A request goes on; anonymous without a token.
pub(crate) fn request_accepted(token_use: Option<TokenUse>) {
    static ACCEPTED: [Key; 3] = {
        const fn of(labels: &'static [Label; 1]) -> Key {
            Key::from_static_parts(REQUESTS_ACCEPTED, labels)
        }
        static ACCESS: [Label; 1] = [Label::from_static_parts("token_use", "access")];
        static ID: [Label; 1] = [Label::from_static_parts("token_use", "id")];
        static NONE: [Label; 1] = [Label::from_static_parts("token_use", "none")];
        [of(&ACCESS), of(&ID), of(&NONE)]
    };
    let [access, id, none] = &ACCEPTED;
    count(match token_use {
        Some(TokenUse::Access) => access,
        Some(TokenUse::Id) => id,
        None => none,
    });
}

/// A request is refused.
pub(crate) fn request_refused(reason: Reason) {
    // Made once: a flood of bad tokens allocates nothing here.
    static LABELS: LazyLock<Vec<Label>> = LazyLock::new(|| {
        let codes = Reason::ALL.iter().map(|reason| reason.as_str());
        codes
            .map(|code| Label::from_static_parts("reason", code))
            .collect()
    });
    static REFUSED: LazyLock<Vec<Key>> = LazyLock::new(|| {
        let labels = LABELS.iter().map(slice::from_ref);
        labels
            .map(|label| Key::from_static_parts(REQUESTS_REFUSED, label))
            .collect()
    });
    // In the order of `Reason::ALL`, which is that of the enum.
    if let Some(key) = REFUSED.get(reason as usize) {
        count(key);
    }
}

/// A fetch ended: well, or with an error.
pub(crate) fn keys_fetched(pool: &PoolName, error: Option<FetchErrorKind>, took: Duration) {
    let outcome = error.map_or("ok", FetchErrorKind::as_str);
    let labels = vec![label_of(pool), Label::from_static_parts("outcome", outcome)];
    count(&Key::from_parts(KEY_FETCHES, labels));
    let duration = Key::from_parts(KEY_FETCH_DURATION, vec![label_of(pool)]);
    histogram(&duration).record(took.as_secs_f64());
}

/// A fetched set is in force. Says nothing for the pools of a registry, which are counted together: their keys have no sum.
pub(crate) fn keys_in_use(pool: &PoolName, keys: usize, fetched: Option<std::time::SystemTime>) {
    if pool.registered.is_some() {
        return;
    }
    let keys = u32::try_from(keys).unwrap_or(u32::MAX);
    gauge(&Key::from_parts(KEYS, vec![label_of(pool)])).set(keys);
    if let Some(since_1970) = fetched.and_then(|at| at.duration_since(UNIX_EPOCH).ok()) {
        let fetched = Key::from_parts(KEYS_FETCHED, vec![label_of(pool)]);
        gauge(&fetched).set(since_1970.as_secs_f64());
    }
}

/// An unknown kid causes a fetch.
pub(crate) fn unknown_kid_fetch(pool: &PoolName) {
    count(&Key::from_parts(UNKNOWN_KID_FETCHES, vec![label_of(pool)]));
}

/// The pool registry was asked.
pub(crate) fn pool_lookup(outcome: &'static str) {
    let outcome = Label::from_static_parts("outcome", outcome);
    count(&Key::from_parts(POOL_LOOKUPS, vec![outcome]));
}

/// A registered pool made room for another one.
pub(crate) fn pool_evicted() {
    static KEY: Key = Key::from_static_name(POOL_EVICTIONS);
    count(&KEY);
}

/// The revocation store failed; the request goes on, or does not.
pub(crate) fn revocation_failed(is_let_in: bool) {
    static LET_IN: [Label; 1] = [Label::from_static_parts("effect", "let_in")];
    static REFUSED: [Label; 1] = [Label::from_static_parts("effect", "refused")];
    static KEYS: [Key; 2] = [
        Key::from_static_parts(REVOCATION_FAILURES, &LET_IN),
        Key::from_static_parts(REVOCATION_FAILURES, &REFUSED),
    ];
    let [let_in, refused] = &KEYS;
    count(if is_let_in { let_in } else { refused });
}

/// Thousands of tenants are one series.
fn label_of(pool: &PoolName) -> Label {
    if pool.registered.is_some() {
        Label::from_static_parts("pool", "dynamic")
    } else {
        Label::new("pool", pool.id.to_string())
    }
}

// A handle of a metric belongs to the recorder that was installed when it was made, or to none: it is asked for every time.
fn count(key: &Key) {
    let counter: Counter = with_recorder(|recorder| recorder.register_counter(key, &METADATA));
    counter.increment(1);
}

fn gauge(key: &Key) -> Gauge {
    with_recorder(|recorder| recorder.register_gauge(key, &METADATA))
}

fn histogram(key: &Key) -> Histogram {
    with_recorder(|recorder| recorder.register_histogram(key, &METADATA))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_counted_by_their_place_in_the_table() {
        for (place, reason) in Reason::ALL.iter().enumerate() {
            assert_eq!(*reason as usize, place, "{reason}");
        }
    }
}
