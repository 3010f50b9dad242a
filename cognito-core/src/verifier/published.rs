//! What a verifier tells of its rules, for what the application publishes about itself.

use super::{Verifier, checks::ResourceRule};

impl Verifier {
    /// One issuer of each pool of the configuration: the original form, unless only the updated one is accepted.
    pub(crate) fn main_issuers(&self) -> impl Iterator<Item = &str> {
        let pools = self.0.pools.iter();
        pools.filter_map(|pool| pool.about.issuers.first().map(|issuer| &**issuer))
    }

    /// The resource that access tokens must be bound to, where one is named.
    pub(crate) fn resource(&self) -> Option<&str> {
        match &self.0.rules.resource {
            ResourceRule::Named(resource) => Some(resource),
            ResourceRule::Any | ResourceRule::Unbound => None,
        }
    }
}
