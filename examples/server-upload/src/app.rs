//! The clients, made once and shared by all users.

use std::sync::Arc;

use aws_sdk_s3::config::{BehaviorVersion, Region};
use cognito_identity::{BuildError, IdentityPool};
use cognito_tower::core::Verifier;

use crate::settings::Settings;

/// What the handlers need. None of it belongs to a user.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) verifier: Verifier,
    pub(crate) identities: IdentityPool,
    pub(crate) s3: aws_sdk_s3::Client,
    pub(crate) bucket: Arc<str>,
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    /// Where the users' notes are, if anywhere.
    pub(crate) table: Option<Arc<str>>,
}

impl App {
    pub(crate) fn new(settings: &Settings, verifier: Verifier) -> Result<Self, BuildError> {
        Ok(Self {
            verifier,
            identities: identities(settings)?,
            s3: s3(settings),
            bucket: settings.bucket.as_str().into(),
            dynamodb: dynamodb(settings),
            table: settings.table.as_deref().map(Into::into),
        })
    }
}

fn identities(settings: &Settings) -> Result<IdentityPool, BuildError> {
    let mut config = settings.identity_pool_id.client_config();
    config.set_endpoint_url(settings.identity_endpoint.clone());
    IdentityPool::builder(settings.identity_pool_id.clone())
        .user_pool(settings.user_pool_id.clone())
        .client(aws_sdk_cognitoidentity::Client::from_conf(config.build()))
        .build()
}

/// Without credentials: each call brings its user's.
fn s3(settings: &Settings) -> aws_sdk_s3::Client {
    let mut config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.clone()))
        // Emulators have no name for each bucket.
        .force_path_style(settings.s3_endpoint.is_some());
    // The SDK puts the bucket right behind the endpoint's path: `/s3` would become `/s3bucket`.
    let endpoint = settings.s3_endpoint.as_deref();
    config.set_endpoint_url(endpoint.map(|url| format!("{}/", url.trim_end_matches('/'))));
    aws_sdk_s3::Client::from_conf(config.build())
}

/// Without credentials, too.
fn dynamodb(settings: &Settings) -> aws_sdk_dynamodb::Client {
    let mut config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.clone()));
    config.set_endpoint_url(settings.dynamodb_endpoint.clone());
    aws_sdk_dynamodb::Client::from_conf(config.build())
}
