//! What cannot be meant.

use std::time::Duration;

use super::{MAX_LEEWAY, VerifierBuilder};
use crate::{BuildError, UserPoolId, jwks::KeyStore, verifier::checks::ResourceRule};

impl VerifierBuilder {
    pub(super) fn check(&self) -> Result<(), BuildError> {
        self.check_registry()?;
        if self.rules.accepted.is_empty() {
            return Err(BuildError::EmptySetting { setting: "accept" });
        }
        if self.rules.leeway > MAX_LEEWAY {
            return Err(BuildError::LeewayTooLong {
                setting: "leeway",
                leeway: self.rules.leeway,
            });
        }
        if self.has_two_stores {
            return Err(BuildError::UselessSetting {
                setting: "revocation",
                because: "another revocation store was set after it; set one, which may ask several",
            });
        }
        #[cfg(feature = "token-cache")]
        if let Some(settings) = &self.token_cache {
            settings.check()?;
        }
        let zeros = [
            (
                "max_token_age",
                self.rules.max_token_age == Some(Duration::ZERO),
            ),
            ("max_token_len", self.max_token_len == 0),
        ];
        if let Some((setting, _)) = zeros.into_iter().find(|(_, is_zero)| *is_zero) {
            return Err(BuildError::ZeroSetting { setting });
        }
        if matches!(&self.rules.resource, ResourceRule::Named(resource) if resource.is_empty()) {
            return Err(BuildError::EmptySetting {
                setting: "resource",
            });
        }
        Ok(())
    }
}

impl VerifierBuilder {
    fn check_registry(&self) -> Result<(), BuildError> {
        let useless = |setting, because| Err(BuildError::UselessSetting { setting, because });
        match (&self.registry, &self.registry_settings) {
            (None, _) if self.pools.is_empty() => return Err(BuildError::NoUserPool),
            (None, None) => return Ok(()),
            (None, Some(_)) => {
                return useless("registry_settings", "there is no `pool_registry`; set one");
            }
            (Some(_), Some(settings)) => settings.check()?,
            (Some(_), None) => {}
        }
        if self.has_two_registries {
            return useless(
                "pool_registry",
                "another registry was set after it; set one, which may ask several",
            );
        }
        if cfg!(not(feature = "reqwest")) && self.fetcher.is_none() {
            return useless(
                "pool_registry",
                "nothing fetches the keys of its pools; turn on the feature `reqwest`, or call `fetcher`",
            );
        }
        self.refresh.check()
    }
}

/// Keys of another pool would verify that pool's signatures under this one's name.
pub(super) fn of_this_pool(keys: KeyStore, pool: &UserPoolId) -> Result<KeyStore, BuildError> {
    let store = keys.state().pool;
    if *store == *pool.as_str() {
        Ok(keys)
    } else {
        Err(BuildError::KeysOfAnotherPool {
            pool: pool.clone(),
            store,
        })
    }
}
