use std::{fmt, sync::Arc};

use super::ClientSet;
use crate::{BuildError, ClientId, UserPoolId};

/// Which app clients of a pool are accepted.
#[derive(Clone)]
pub(crate) enum ClientRule {
    Any,
    /// Sorted: a forged `aud` may ask for thousands of clients, of a list of thousands.
    Listed(Arc<[ClientId]>),
    Predicate(Arc<dyn Fn(&str) -> bool + Send + Sync>),
    Set(ClientSet),
}

impl ClientRule {
    pub(crate) fn listed(clients: impl IntoIterator<Item = ClientId>) -> Self {
        let mut clients: Vec<_> = clients.into_iter().collect();
        clients.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
        Self::Listed(clients.into())
    }

    pub(super) fn predicate(accepts: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self::Predicate(Arc::new(accepts))
    }

    pub(crate) fn accepts(&self, client: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Listed(clients) => clients
                .binary_search_by(|listed| listed.as_str().cmp(client))
                .is_ok(),
            Self::Predicate(accepts) => accepts(client),
            Self::Set(clients) => clients.contains(client),
        }
    }

    /// A rule that can be met.
    pub(super) fn check(&self, pool: &UserPoolId) -> Result<(), BuildError> {
        match self {
            Self::Listed(clients) if clients.is_empty() => {
                Err(BuildError::NoClients { pool: pool.clone() })
            }
            Self::Listed(clients) => clients.iter().try_for_each(ClientId::check),
            Self::Any | Self::Predicate(_) | Self::Set(_) => Ok(()),
        }
    }
}

impl fmt::Debug for ClientRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any client of the pool"),
            Self::Listed(clients) => f.debug_list().entries(clients.iter()).finish(),
            Self::Predicate(_) => f.write_str("a predicate"),
            Self::Set(clients) => clients.fmt(f),
        }
    }
}
