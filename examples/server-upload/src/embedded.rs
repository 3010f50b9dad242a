//! **For development only.** The user pool, the identity pool and the object store in the same program, on its own listener.

use std::{
    error::Error,
    hash::{BuildHasher as _, RandomState},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, Method, Response, StatusCode, Uri},
    routing::any,
};
use cognito_tower::core::{TokenUse, UserPool, Verifier};
use dev_cloud::DevCloud;
use dev_pool::{Answer, DevPool, NewUser, Request};
use tokio::task::spawn_blocking;

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
        let parts = any(serve)
            .layer(DefaultBodyLimit::max(dev_cloud::MAX_BODY))
            .with_state(self.clone());
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
    State(embedded): State<Embedded>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, StatusCode> {
    let is_head = method == Method::HEAD;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let request = Request::new(method.as_str(), path).body(body);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(name.as_str(), String::from_utf8_lossy(value.as_bytes()))
    });
    // It computes: not for the threads that serve.
    let Embedded { pool, cloud, .. } = embedded;
    let answer = spawn_blocking(move || pool.answer(&request).or_else(|| cloud.answer(&request)))
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?
        .ok_or(StatusCode::NOT_FOUND)?;
    response(answer, is_head).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

fn response(answer: Answer, is_head: bool) -> Result<Response<Body>, axum::http::Error> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(&*name, value);
    }
    if is_head {
        return response
            .header("content-length", answer.body.len())
            .body(Body::empty());
    }
    response.body(answer.body.into())
}
