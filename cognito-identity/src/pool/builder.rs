use std::{error::Error, fmt, sync::Arc, time::Duration};

use aws_sdk_cognitoidentity::Client;
use cognito_core::{
    UserPoolId,
    clock::{Clock, SystemClock},
};

use super::{IdentityPool, Shared};
use crate::{IdentityPoolId, cache::Cache};

/// Settings of an [`IdentityPool`].
///
/// | setting | default |
/// |---|---|
/// | [`user_pool`](Self::user_pool) | none: at least one is needed |
/// | [`client`](Self::client) | of [`IdentityPoolId::client_config`]: the pool's Region, unsigned |
/// | [`margin`](Self::margin) | 5 minutes |
/// | [`capacity`](Self::capacity) | 10,000 sessions |
/// | [`deadline`](Self::deadline) | 30 seconds |
/// | [`clock`](Self::clock) | the system's |
///
/// ```
/// use std::time::Duration;
/// use cognito_identity::{BuildError, IdentityPool, IdentityPoolId};
///
/// let id: IdentityPoolId = "eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f".parse()?;
/// let pool = IdentityPool::builder(id.clone())
///     .user_pool("eu-west-1_AbC123xyz".parse()?)
///     .margin(Duration::from_mins(1))
///     .capacity(500)
///     .build()?;
/// assert_eq!(pool.id(), &id);
///
/// assert!(matches!(IdentityPool::builder(id).build(), Err(BuildError::NoUserPool)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "a builder does nothing until it builds"]
pub struct IdentityPoolBuilder {
    id: IdentityPoolId,
    client: Option<Client>,
    user_pools: Vec<(UserPoolId, Option<String>)>,
    margin: Duration,
    capacity: usize,
    deadline: Duration,
    clock: Arc<dyn Clock>,
}

impl IdentityPoolBuilder {
    pub(super) fn new(id: IdentityPoolId) -> Self {
        Self {
            id,
            client: None,
            user_pools: Vec::new(),
            margin: Duration::from_mins(5),
            capacity: 10_000,
            deadline: Duration::from_secs(30),
            clock: Arc::new(SystemClock::default()),
        }
    }

    /// A user pool whose users may have credentials; tokens of others are refused before any call. To be repeated.
    ///
    /// It must be a provider of the identity pool, with the app client of the tokens.
    pub fn user_pool(mut self, id: UserPoolId) -> Self {
        self.user_pools.push((id, None));
        self
    }

    /// A user pool with an explicit key in `Logins`, where it does not follow from the id: an emulator's.
    pub fn user_pool_named(mut self, id: UserPoolId, provider_name: impl Into<String>) -> Self {
        self.user_pools.push((id, Some(provider_name.into())));
        self
    }

    /// The SDK client that makes the calls: for an emulator, a proxy, or timeouts and retries of one's own.
    ///
    /// Begin with [`IdentityPoolId::client_config`]. Credentials that a client has are not used: the two calls are not
    /// signed. Its retries stay within the [deadline](Self::deadline).
    pub fn client(mut self, client: Client) -> Self {
        self.client = Some(client);
        self
    }

    /// How long before their end credentials are renewed. Default: 5 minutes.
    ///
    /// Who takes a session can use it for that long at least, as for a large upload, unless the service is slow or away: the
    /// old one serves then, to its end. Credentials that live for less than
    /// twice the margin are renewed after half their life.
    pub fn margin(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    /// How many sessions are kept at most, of about 3 KiB each. Default: 10,000. The one that was not used for the longest
    /// time goes first. With 0 nothing is kept: each request is an exchange, but for those that wait for the same one.
    pub fn capacity(mut self, sessions: usize) -> Self {
        self.capacity = sessions;
        self
    }

    /// How long an exchange may take, retries included; then it is [`Unavailable`](crate::Reason::Unavailable). Default: 30
    /// seconds.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The clock that tells when tokens and credentials end. Tests use `cognito_core::test_util::ManualClock`.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The pool. No I/O, no task.
    ///
    /// # Errors
    /// [`BuildError`], if there is no user pool, or one whose key in `Logins` is not known.
    pub fn build(self) -> Result<IdentityPool, BuildError> {
        if self.user_pools.is_empty() {
            return Err(BuildError::NoUserPool);
        }
        let named = self.user_pools.into_iter().map(|(id, name)| {
            match name.or_else(|| id.provider_name()) {
                Some(name) => Ok((id, name.into())),
                None => Err(BuildError::NoProviderName(id)),
            }
        });
        let providers = named.collect::<Result<_, _>>()?;
        let client = self
            .client
            .unwrap_or_else(|| Client::from_conf(self.id.client_config().build()));
        Ok(IdentityPool(Arc::new(Shared {
            client,
            clock: self.clock,
            deadline: self.deadline,
            cache: Cache::new(self.capacity, self.margin),
            providers,
            id: self.id,
        })))
    }
}

/// Why a pool cannot be built.
///
/// ```
/// use cognito_core::UserPoolId;
/// use cognito_identity::{BuildError, IdentityPool, IdentityPoolId};
///
/// let id: IdentityPoolId = "eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f".parse()?;
/// let emulated = UserPoolId::emulator("local_3K5ha")?;
/// let error = IdentityPool::builder(id.clone()).user_pool(emulated.clone()).build().unwrap_err();
/// assert_eq!(error, BuildError::NoProviderName(emulated.clone()));
///
/// let named = IdentityPool::builder(id).user_pool_named(emulated, "localhost/local_3K5ha").build();
/// assert!(named.is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum BuildError {
    /// The key in `Logins` does not follow from this id: name it, with [`IdentityPoolBuilder::user_pool_named`].
    NoProviderName(UserPoolId),
    /// There is no [`user_pool`](IdentityPoolBuilder::user_pool).
    NoUserPool,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProviderName(id) => {
                write!(f, "user pool {id} needs an explicit provider name")
            }
            Self::NoUserPool => f.write_str("an identity pool needs at least one user pool"),
        }
    }
}

impl Error for BuildError {}
