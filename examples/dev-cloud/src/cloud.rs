use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::UNIX_EPOCH,
};

use dev_pool::{Answer, DevPool, Request};

use crate::{
    builder::DevCloudBuilder,
    identity::{self, role_mapping::RoleMapping, table::Identities},
    role::Roles,
    s3::{self, store::Store},
    session::Sessions,
};

/// Where the identity pool is mounted.
const IDENTITY: &str = "/identity";
/// Where the store is mounted.
const S3: &str = "/s3";

/// An identity pool and an object store for development, in memory, for the users of a [`DevPool`]. Clones share it.
///
/// See the [crate documentation](crate) for what it answers.
#[derive(Clone)]
pub struct DevCloud {
    shared: Arc<Shared>,
}

impl DevCloud {
    /// Begins the set-up of a cloud for the users of this pool, on the pool's clock.
    pub fn builder(pool: &DevPool) -> DevCloudBuilder {
        DevCloudBuilder::new(pool.clone())
    }

    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Answers a request, or `None` if the path is not one of the cloud's: `/identity`, or `/s3` and all below it.
    ///
    /// It computes, for some milliseconds where tokens or large uploads are concerned: call it from
    /// `tokio::task::spawn_blocking`, `actix_web::web::block` or the like. Read bodies of up to [`MAX_BODY`](crate::MAX_BODY)
    /// bytes. The answer to a `HEAD` has the body that a `GET` would have: send its length, and leave it off.
    pub fn answer(&self, request: &Request) -> Option<Answer> {
        let path = request.path();
        if path == IDENTITY || path.strip_prefix(IDENTITY) == Some("/") {
            return Some(identity::answer(&self.shared, request));
        }
        let rest = path.strip_prefix(S3)?;
        let is_own = rest.is_empty() || rest.starts_with('/');
        is_own.then(|| s3::answer(&self.shared, rest, request))
    }

    /// The bucket's name.
    pub fn bucket(&self) -> &str {
        &self.shared.bucket
    }

    /// The identity pool's id, `<region>:<GUID>`.
    pub fn identity_pool_id(&self) -> &str {
        &self.shared.identity_pool_id
    }

    /// The path of the identity pool's API.
    pub fn identity_mount(&self) -> &'static str {
        IDENTITY
    }

    /// The key of `Logins` for the user pool, as `cognito-idp.us-east-1.amazonaws.com/us-east-1_FAKEpool1`.
    pub fn provider_name(&self) -> &str {
        &self.shared.provider_name
    }

    /// The path under which the bucket is, path style.
    pub fn s3_mount(&self) -> &'static str {
        S3
    }
}

impl fmt::Debug for DevCloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevCloud")
            .field("identity_pool_id", &self.identity_pool_id())
            .field("bucket", &self.bucket())
            .finish_non_exhaustive()
    }
}

/// What all clones of a cloud share.
pub(crate) struct Shared {
    pub(crate) pool: DevPool,
    pub(crate) provider_name: String,
    /// App clients whose tokens are taken.
    pub(crate) client_ids: Vec<String>,
    pub(crate) identity_pool_id: String,
    pub(crate) takes_guests: bool,
    /// `ServerSideTokenCheck`.
    pub(crate) checks_sign_out: bool,
    pub(crate) role_mapping: RoleMapping,
    pub(crate) roles: Roles,
    pub(crate) identities: Mutex<Identities>,
    pub(crate) sessions: Sessions,
    pub(crate) bucket: String,
    pub(crate) store: Store,
}

impl Shared {
    /// Seconds since 1970, by the pool's clock.
    pub(crate) fn now(&self) -> u64 {
        let now = self.pool.now().duration_since(UNIX_EPOCH);
        now.map_or(0, |since| since.as_secs())
    }

    pub(crate) fn region(&self) -> &str {
        self.pool.region()
    }

    /// The identities, locked.
    pub(crate) fn identities(&self) -> MutexGuard<'_, Identities> {
        self.identities
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// As policies name the bucket.
    pub(crate) fn bucket_arn(&self) -> String {
        format!("arn:aws:s3:::{}", self.bucket)
    }

    /// As policies name an object.
    pub(crate) fn arn_of(&self, key: &str) -> String {
        format!("arn:aws:s3:::{}/{key}", self.bucket)
    }
}
