//! Where the pool's signing keys come from.

use std::{env, error::Error, fs};

use cognito_tower::core::{
    UserPool,
    jwks::{KeyStore, KeyStoreBuilder, StaticKeys},
};

/// The keys in the program: the document of the pool's `/.well-known/jwks.json`. It is public.
const IN_THE_PROGRAM: &[u8] = include_bytes!("jwks.json");

/// What to do about a token of a key that the program does not have, as there will be after a rotation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum NewKeys {
    /// Ask the pool, within a budget. What it answers takes the place of the keys in the program.
    OneFetch,
    /// Refuse it. A deployment brings the new keys.
    Refuse,
}

impl NewKeys {
    fn from_env() -> Result<Self, String> {
        match variable("KEYS")?.as_deref() {
            Some("pinned") => Ok(Self::Refuse),
            Some(mode) => Err(format!("KEYS is `{mode}`; expected `pinned`, or nothing")),
            None => Ok(Self::OneFetch),
        }
    }

    pub(crate) fn with(self, builder: KeyStoreBuilder, keys: StaticKeys) -> KeyStoreBuilder {
        match self {
            Self::OneFetch => builder.embedded_keys(keys),
            Self::Refuse => builder.pinned_keys(keys),
        }
    }
}

/// An empty one counts as unset.
pub(crate) fn variable(name: &str) -> Result<Option<String>, String> {
    let value = env::var_os(name).unwrap_or_default().into_string();
    let value = value.map_err(|_| format!("{name} is no text"))?;
    Ok(Some(value).filter(|value| !value.is_empty()))
}

/// The pool that the environment names, and its keys.
pub(crate) fn from_env() -> Result<(UserPool, KeyStore), Box<dyn Error + Send + Sync>> {
    let pool = UserPool::from_env()?;
    let keys = match variable("JWKS_FILE")? {
        Some(path) => {
            from_file(&path).map_err(|error| format!("JWKS_FILE is `{path}`: {error}"))?
        }
        None => StaticKeys::from_json(IN_THE_PROGRAM)?,
    };
    let builder = KeyStore::builder(&pool);
    let keys = NewKeys::from_env()?.with(builder, keys).build()?;
    Ok((pool, keys))
}

fn from_file(path: &str) -> Result<StaticKeys, Box<dyn Error + Send + Sync>> {
    Ok(StaticKeys::from_json(fs::read(path)?)?)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test fails by panicking"
    )]

    use super::*;

    #[test]
    fn the_keys_in_the_program_are_keys_and_public_ones() {
        assert!(StaticKeys::from_json(IN_THE_PROGRAM).is_ok());
        let document: serde_json::Value = serde_json::from_slice(IN_THE_PROGRAM).unwrap();
        for key in document["keys"].as_array().unwrap() {
            assert!(key.get("d").is_none(), "a private key: {}", key["kid"]);
        }
    }
}
