//! A user pool, an identity pool, and what connects them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_cognitoidentity::{Client, config::retry::RetryConfig};
use cognito_core::{
    IdClaims, TokenUse, Verifier,
    test_util::{ManualClock, TestPool, TokenBuilder},
};
use cognito_identity::{
    AwsSession, IdentityPool, IdentityPoolBuilder, IdentityPoolId, Reason, UserCredentials,
};

use crate::fake::FakeIdentityPool;

pub(crate) const IDENTITY_POOL: &str = "eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f";

pub(crate) struct World {
    pub(crate) users: TestPool,
    pub(crate) verifier: Verifier,
    pub(crate) fake: FakeIdentityPool,
    pub(crate) pool: IdentityPool,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|builder| builder).await
    }

    pub(crate) async fn with(
        wishes: impl FnOnce(IdentityPoolBuilder) -> IdentityPoolBuilder,
    ) -> Self {
        let users = TestPool::new();
        // The SDK's own clients go by the real time.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        users.clock().set_wall(now.as_secs());
        let verifier = users.verifier_builder().accept([TokenUse::Id]);
        let fake = FakeIdentityPool::start(users.clock()).await;
        let builder = IdentityPool::builder(IDENTITY_POOL.parse().unwrap())
            .user_pool(users.id().clone())
            .client(client(&fake.url))
            .clock(users.clock().clone());
        Self {
            verifier: verifier.build().unwrap(),
            pool: wishes(builder).build().unwrap(),
            users,
            fake,
        }
    }

    pub(crate) fn clock(&self) -> &ManualClock {
        self.users.clock()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock().advance(Duration::from_secs(seconds));
    }

    /// An ID token for a whole day.
    pub(crate) fn token(&self, subject: &str) -> TokenBuilder {
        let token = self.users.id_token().subject(subject);
        token.expires_in(Duration::from_hours(24))
    }

    pub(crate) async fn claims(&self, token: &str) -> IdClaims {
        self.verifier.verify_id(token).await.unwrap()
    }

    pub(crate) async fn credentials(&self, token: &TokenBuilder) -> UserCredentials {
        let token = token.mint();
        let claims = self.claims(&token).await;
        self.pool.credentials_for(&claims, &token).unwrap()
    }

    pub(crate) async fn session(&self, token: &TokenBuilder) -> Result<AwsSession, Reason> {
        let credentials = self.credentials(token).await;
        credentials.session().await.map_err(|e| e.reason())
    }
}

/// Without retries: a failure is told at once.
pub(crate) fn client(url: &str) -> Client {
    let id: IdentityPoolId = IDENTITY_POOL.parse().unwrap();
    let config = id.client_config().endpoint_url(url);
    let config = config.retry_config(RetryConfig::disabled());
    Client::from_conf(config.build())
}

pub(crate) fn secret(session: &AwsSession) -> &str {
    session.credentials().secret_access_key()
}

pub(crate) fn access_key(session: &AwsSession) -> &str {
    session.credentials().access_key_id()
}
