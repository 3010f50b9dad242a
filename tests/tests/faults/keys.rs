//! Keys, key sets and tokens. All rows share them: making a key takes longer than a row.

use std::{
    sync::{Arc, LazyLock},
    time::{SystemTime, UNIX_EPOCH},
};

use cognito_core::test_util::{SigningKey, TestPool, TokenBuilder};

/// Keys that the endpoint publishes, by number. A world begins with 0 and 1.
const PUBLISHED: usize = 6;

static KEYS: LazyLock<Vec<Arc<SigningKey>>> = LazyLock::new(|| {
    (0..=PUBLISHED)
        .map(|_| Arc::new(SigningKey::generate()))
        .collect()
});

/// Configuration and claims; its keys and its clock are not used.
pub(crate) static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

/// Key number `key`.
pub(crate) fn key(key: usize) -> &'static Arc<SigningKey> {
    &KEYS[key]
}

/// A key that no endpoint ever publishes.
pub(crate) fn stranger() -> &'static Arc<SigningKey> {
    &KEYS[PUBLISHED]
}

/// The entry of a key in the key set.
pub(crate) fn entry(number: usize) -> String {
    key(number).jwk()
}

/// The entry of a key under another name.
pub(crate) fn renamed_entry(number: usize, kid: &str) -> String {
    entry(number).replace(key(number).kid(), kid)
}

/// A key set of these entries.
pub(crate) fn document<'a>(entries: impl IntoIterator<Item = &'a str>) -> String {
    let entries: Vec<_> = entries.into_iter().collect();
    format!(r#"{{"keys":[{}]}}"#, entries.join(","))
}

/// The key set that publishes these keys.
pub(crate) fn published(numbers: &[usize]) -> String {
    let entries: Vec<_> = numbers.iter().map(|&number| entry(number)).collect();
    document(entries.iter().map(String::as_str))
}

/// An access token that was issued at `now` for half an hour, not yet signed.
pub(crate) fn claims(now: SystemTime) -> TokenBuilder {
    let now = now.duration_since(UNIX_EPOCH).unwrap().as_secs();
    POOL.access_token()
        .claim("iat", now)
        .claim("auth_time", now)
        .claim("exp", now + 1800)
}

/// A good token of key `number`.
pub(crate) fn token(now: SystemTime, number: usize) -> String {
    claims(now).signed_by(key(number)).mint()
}

/// Tokens that no key set makes good: under the name of key `number` where that says something.
pub(crate) fn forgeries(now: SystemTime, number: usize) -> Vec<(&'static str, String)> {
    let good = claims(now).signed_by(key(number));
    let kid = key(number).kid();
    let (token, other) = (good.mint(), good.clone().subject("somebody.else").mint());
    let (_, signature) = token.rsplit_once('.').unwrap();
    let (unsigned, _) = other.rsplit_once('.').unwrap();
    let foreign = good.signed_by(stranger());
    vec![
        ("a changed payload", format!("{unsigned}.{signature}")),
        ("no signature", format!("{unsigned}.")),
        ("a stranger's key", foreign.mint()),
        (
            "a stranger's key under a good name",
            foreign.header("kid", kid).mint(),
        ),
    ]
}
