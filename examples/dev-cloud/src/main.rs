//! A user pool, an identity pool and an object store for development on one port: `cargo run -p dev-cloud`.
#![forbid(unsafe_code)]
#![expect(
    clippy::print_stdout,
    reason = "what it prints is how one learns to use it"
)]

use std::{error::Error, net::Ipv4Addr};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, Method, Response, StatusCode, Uri},
};
use dev_cloud::{DevCloud, MAX_BODY};
use dev_pool::{Answer, DevPool, Request};
use tokio::{net::TcpListener, task::spawn_blocking, time::sleep};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = match std::env::var("PORT") {
        Ok(port) => port.parse()?,
        Err(_) => 3100,
    };
    let pool = DevPool::builder().build()?;
    let guests = std::env::var_os("GUESTS").is_some();
    let cloud = DevCloud::builder(&pool).guests(guests).build()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    introduce(&pool, &cloud, listener.local_addr()?.port());
    let site = Router::new()
        .fallback(serve)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state((pool, cloud));
    Ok(axum::serve(listener, site).await?)
}

async fn serve(
    State((pool, cloud)): State<(DevPool, DevCloud)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, StatusCode> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let request = Request::new(method.as_str(), path).body(body);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(name.as_str(), String::from_utf8_lossy(value.as_bytes()))
    });
    let answer = spawn_blocking(move || cloud.answer(&request).or_else(|| pool.answer(&request)))
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?
        .ok_or(StatusCode::NOT_FOUND)?;
    sleep(answer.delay).await;
    response(answer).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

fn response(answer: Answer) -> Result<Response<Body>, axum::http::Error> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(&*name, value);
    }
    response.body(answer.body.into())
}

fn introduce(pool: &DevPool, cloud: &DevCloud, port: u16) {
    let administrator = pool.administrator();
    let (username, password) = (administrator.username(), administrator.password());
    let (region, id, client) = (pool.region(), pool.user_pool_id(), pool.client_id());
    let (identity, bucket) = (cloud.identity_pool_id(), cloud.bucket());
    let url = format!("http://127.0.0.1:{port}");
    let (pool_at, identity_at, s3_at) = (pool.mount(), cloud.identity_mount(), cloud.s3_mount());
    println!(
        "WARNING: a cloud for development. Anyone on this machine can read its codes.\n\n\
         {{\"region\":\"{region}\",\"userPoolId\":\"{id}\",\"clientId\":\"{client}\",\"endpoint\":\"{url}{pool_at}\",\
         \"identityPoolId\":\"{identity}\",\"identityEndpoint\":\"{url}{identity_at}\",\"s3Endpoint\":\"{url}{s3_at}\",\
         \"bucket\":\"{bucket}\"}}\n\n\
         Administrator: {username} with the password {password}\n\
         Mailbox:       {url}/dev/mailbox.json\n\
         Logins key:    {}\n\n\
         Every SDK needs the two endpoints, the Region, and path style for S3 (forcePathStyle, s3ForcePathStyle).",
        cloud.provider_name(),
    );
}
