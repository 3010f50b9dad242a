use std::{fmt, sync::Arc};

use aws_credential_types::provider::{ProvideCredentials, future};

use crate::{AwsSession, IdentityError, IdentityId, flight, login::Login, pool::Shared};

/// The AWS credentials of one user: a credentials provider for any SDK client. Cheap to clone.
///
/// Made by [`IdentityPool::credentials_for`](crate::IdentityPool::credentials_for). The first use asks the identity pool; the
/// answer is kept in the pool, shared with every other value for the same user, and renewed shortly before its end, as long
/// as the ID token lives. After that, the credentials that were fetched before its end serve until theirs.
///
/// `Debug` prints neither the token nor the user.
#[derive(Clone)]
pub struct UserCredentials {
    pool: Arc<Shared>,
    login: Login,
}

impl UserCredentials {
    pub(crate) fn new(pool: Arc<Shared>, login: Login) -> Self {
        Self { pool, login }
    }

    /// The credentials of one of the roles that the token names in `cognito:roles`, in place of the one that the identity
    /// pool would choose: its `CustomRoleArn`.
    ///
    /// ```
    /// # use cognito_core::{TokenUse, test_util::TestPool};
    /// # use cognito_identity::{IdentityPool, Reason};
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let user_pool = TestPool::new();
    /// # let verifier = user_pool.verifier_builder().accept([TokenUse::Id]).build()?;
    /// # let pool = IdentityPool::builder("eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f".parse()?)
    /// #     .user_pool(user_pool.id().clone())
    /// #     .clock(user_pool.clock().clone())
    /// #     .build()?;
    /// let (editor, admin) = ("arn:aws:iam::111122223333:role/editor", "arn:aws:iam::111122223333:role/admin");
    /// let token = user_pool.id_token().claim("cognito:roles", [editor]).mint();
    /// let user = pool.credentials_for(&verifier.verify_id(&token).await?, &token)?;
    /// assert!(user.custom_role_arn(editor).is_ok());
    /// assert_eq!(user.custom_role_arn(admin).unwrap_err().reason(), Reason::RoleNotGranted);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`RoleNotGranted`](crate::Reason::RoleNotGranted) if the token does not name it. The identity pool would refuse it, too.
    pub fn custom_role_arn(&self, role: &str) -> Result<Self, IdentityError> {
        Ok(Self {
            login: self.login.with_role(role)?,
            pool: Arc::clone(&self.pool),
        })
    }

    /// The user's identity and credentials, of one answer.
    ///
    /// ```no_run
    /// # async fn example(user: cognito_identity::UserCredentials) -> Result<(), Box<dyn std::error::Error>> {
    /// let session = user.session().await?;
    /// println!("objects under {}", session.identity_id().prefix());
    /// println!("until {:?}", session.credentials().expiry());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`IdentityError`], if the identity pool refuses the token or is not available.
    pub async fn session(&self) -> Result<AwsSession, IdentityError> {
        flight::session(&self.pool, &self.login).await
    }

    /// The user's identity: the start of the keys of the user's own objects.
    ///
    /// # Errors
    /// As [`session`](Self::session): an identity without credentials is not asked for.
    pub async fn identity_id(&self) -> Result<IdentityId, IdentityError> {
        Ok(self.session().await?.identity_id().clone())
    }
}

impl ProvideCredentials for UserCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move {
            let session = self.session().await?;
            Ok(session.credentials().clone())
        })
    }
}

impl fmt::Debug for UserCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserCredentials")
            .field("identity_pool_id", &self.pool.id)
            .field("login", &self.login)
            .finish_non_exhaustive()
    }
}
