mod builder;

use std::{fmt, sync::Arc, time::Duration};

use aws_sdk_cognitoidentity::Client;
use cognito_core::{IdClaims, UserPoolId, clock::Clock};

pub use self::builder::{BuildError, IdentityPoolBuilder};
use crate::{
    IdentityError, IdentityPoolId, Reason, UserCredentials,
    cache::Cache,
    login::{Login, UserKey},
};

/// An identity pool: gives the users of user pools AWS credentials of their own. Cheap to clone; make one for the program.
///
/// ```no_run
/// use aws_sdk_s3::{Client, Config, config::{BehaviorVersion, Region}};
/// use cognito_core::{IdClaims, UserPoolId};
/// use cognito_identity::IdentityPool;
///
/// # fn example(user_pool: UserPoolId, claims: &IdClaims, token: &str) -> Result<(), Box<dyn std::error::Error>> {
/// let pool = IdentityPool::builder("eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f".parse()?)
///     .user_pool(user_pool)
///     .build()?; // no I/O, no task
///
/// let credentials = pool.credentials_for(claims, token)?; // no I/O yet
/// let config = Config::builder()
///     .behavior_version(BehaviorVersion::latest())
///     .region(Region::new("eu-west-1"))
///     .credentials_provider(credentials);
/// let client = Client::from_conf(config.build()); // acts as the user
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct IdentityPool(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) id: IdentityPoolId,
    pub(crate) client: Client,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) deadline: Duration,
    pub(crate) cache: Cache,
    providers: Box<[(UserPoolId, Arc<str>)]>,
}

impl IdentityPool {
    /// Starts a pool; [`IdentityPoolBuilder::user_pool`] is the one other thing it needs.
    pub fn builder(id: IdentityPoolId) -> IdentityPoolBuilder {
        IdentityPoolBuilder::new(id)
    }

    /// The AWS credentials of the user of a verified ID token. Makes no call yet.
    ///
    /// The claims prove that somebody has verified a token; `token` must be that very one: it is what the identity pool is
    /// shown. Where they do not belong together, nothing is asked for: what one user gets is never kept for another.
    ///
    /// In a handler both come from the request: `Cognito<IdClaims>` and `Cognito<BearerToken>`. Elsewhere, from
    /// [`Verifier::verify_id`](cognito_core::Verifier::verify_id).
    ///
    /// # Errors
    /// [`TokenMismatch`](Reason::TokenMismatch), [`ForeignPool`](Reason::ForeignPool) or
    /// [`TokenExpired`](Reason::TokenExpired), which needs no leeway here: AWS has none.
    pub fn credentials_for<C>(
        &self,
        claims: &IdClaims<C>,
        token: &str,
    ) -> Result<UserCredentials, IdentityError> {
        let provider = self.provider(claims)?;
        let login = Login::new(claims, token, provider)?;
        if login.has_expired(self.0.clock.wall()) {
            return Err(Reason::TokenExpired.into());
        }
        Ok(UserCredentials::new(Arc::clone(&self.0), login))
    }

    /// Drops what is kept of a user: the next request asks the identity pool anew.
    ///
    /// For signing out, and after the user's groups were changed. It takes back nothing that was handed out: AWS honours
    /// credentials until they end, an hour at most.
    ///
    /// ```
    /// # use cognito_core::{TokenUse, test_util::TestPool};
    /// # use cognito_identity::IdentityPool;
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let user_pool = TestPool::new();
    /// # let verifier = user_pool.verifier_builder().accept([TokenUse::Id]).build()?;
    /// # let pool = IdentityPool::builder("eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f".parse()?)
    /// #     .user_pool(user_pool.id().clone())
    /// #     .clock(user_pool.clock().clone())
    /// #     .build()?;
    /// let claims = verifier.verify_id(&user_pool.id_token().mint()).await?;
    /// pool.forget(&claims)?; // in the route that signs out
    /// assert_eq!(pool.kept(), 0);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ForeignPool`](Reason::ForeignPool): nothing can be kept of such a user.
    pub fn forget<C>(&self, claims: &IdClaims<C>) -> Result<(), IdentityError> {
        let user = UserKey::of(&self.provider(claims)?, claims.subject());
        self.0.cache.forget(user);
        Ok(())
    }

    /// The pool's id.
    pub fn id(&self) -> &IdentityPoolId {
        &self.0.id
    }

    /// How many sessions are kept now, for status pages. Those that have ended count until they are asked for or make room.
    pub fn kept(&self) -> usize {
        self.0.cache.len()
    }

    /// The key of the token's user pool in the `Logins` of a call.
    fn provider<C>(&self, claims: &IdClaims<C>) -> Result<Arc<str>, IdentityError> {
        let wanted = claims.user_pool_id();
        let mut known = self.0.providers.iter();
        let found = known.find(|(user_pool, _)| user_pool == wanted);
        let (_, name) = found.ok_or(Reason::ForeignPool)?;
        Ok(Arc::clone(name))
    }
}

impl fmt::Debug for IdentityPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityPool")
            .field("id", &self.0.id)
            .field("providers", &self.0.providers)
            .field("cache", &self.0.cache)
            .finish_non_exhaustive()
    }
}
