//! **For development only.** The user pool, the identity pool and the object store in the same program, on its own listener.

use std::{
    error::Error,
    hash::{BuildHasher as _, RandomState},
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
    routing::any,
};
use cognito_tower::core::{TokenUse, UserPool, Verifier};
use dev_cloud::DevCloud;
use dev_pool::{DevPool, NewUser, on_axum};

use crate::{app::App, settings::Settings};

/// The user who is there from the start.
const USER: &str = "kim@example.com";

/// The parts, for a site at a port.
#[derive(Clone)]
pub(crate) struct Embedded {
    pub(crate) pool: DevPool,
    pub(crate) cloud: DevCloud,
    pub(crate) password: String,
    port: u16,
}

impl Embedded {
    pub(crate) fn new(port: u16) -> Result<Self, Box<dyn Error>> {
        let pool = DevPool::builder().build()?;
        let cloud = DevCloud::builder(&pool).build()?;
        let password = format!("Aa1-{:016x}", RandomState::new().hash_one(0));
        pool.add_user(NewUser::new(USER, &password))?;
        Ok(Self {
            pool,
            cloud,
            password,
            port,
        })
    }

    /// The server's routes, and those of its parts.
    pub(crate) fn site(&self) -> Result<Router, Box<dyn Error>> {
        let app = App::new(&self.settings()?, self.verifier()?)?;
        let parts = any(serve).with_state(self.clone());
        let paths = [
            "/cognito",
            "/cognito/{*rest}",
            "/identity",
            "/identity/",
            "/s3/{*rest}",
        ];
        let site = crate::routes(app);
        Ok(paths
            .into_iter()
            .fold(site, |site, path| site.route(path, parts.clone())))
    }

    /// Everything is at the site itself; over HTTP, as it would be elsewhere.
    pub(crate) fn settings(&self) -> Result<Settings, Box<dyn Error>> {
        let here = self.url();
        Ok(Settings {
            user_pool_id: self.pool.user_pool_id().parse()?,
            identity_pool_id: self.cloud.identity_pool_id().parse()?,
            identity_endpoint: Some(format!("{here}{}", self.cloud.identity_mount())),
            region: self.pool.region().to_owned(),
            s3_endpoint: Some(format!("{here}{}", self.cloud.s3_mount())),
            bucket: self.cloud.bucket().to_owned(),
            dynamodb_endpoint: None,
            table: None,
        })
    }

    pub(crate) fn verifier(&self) -> Result<Verifier, Box<dyn Error>> {
        let id = self.pool.user_pool_id();
        let keys = format!(
            "{}{}/{id}/.well-known/jwks.json",
            self.url(),
            self.pool.mount()
        );
        let pool = UserPool::new(id.parse()?, [self.pool.client_id()]).jwks_uri(keys);
        Ok(Verifier::builder()
            .user_pool(pool)
            .accept([TokenUse::Id])
            .build()?)
    }

    pub(crate) fn introduction(&self) -> String {
        let (here, mount, client) = (self.url(), self.pool.mount(), self.pool.client_id());
        let password = &self.password;
        format!(
            "WARNING: a user pool, an identity pool and a store for development, in memory.\n\n\
             {USER} has the password {password}, and this signs in:\n\n\
             TOKEN=$(curl -s {here}{mount} -H 'content-type: application/x-amz-json-1.1' \\\n  \
             -H 'x-amz-target: AWSCognitoIdentityProviderService.InitiateAuth' \\\n  \
             -d '{{\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"ClientId\":\"{client}\",\
             \"AuthParameters\":{{\"USERNAME\":\"{USER}\",\"PASSWORD\":\"{password}\"}}}}' \\\n  \
             | sed 's/.*\"IdToken\":\"\\([^\"]*\\)\".*/\\1/')\n"
        )
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

async fn serve(
    State(Embedded { pool, cloud, .. }): State<Embedded>,
    request: Request,
) -> Result<Response<Body>, StatusCode> {
    on_axum::serve(request, dev_cloud::MAX_BODY, move |request| {
        pool.answer(request).or_else(|| cloud.answer(request))
    })
    .await
}
