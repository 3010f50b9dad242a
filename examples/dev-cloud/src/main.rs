//! A user pool, an identity pool and an object store for development on one port: `cargo run -p dev-cloud`.
#![forbid(unsafe_code)]
#![expect(
    clippy::print_stdout,
    reason = "what it prints is how one learns to use it"
)]

use std::{error::Error, net::Ipv4Addr};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use dev_cloud::{DevCloud, MAX_BODY};
use dev_pool::{DevPool, on_axum};
use tokio::net::TcpListener;

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
    let site = Router::new().fallback(serve).with_state((pool, cloud));
    Ok(axum::serve(listener, site).await?)
}

async fn serve(
    State((pool, cloud)): State<(DevPool, DevCloud)>,
    request: Request,
) -> Result<Response<Body>, StatusCode> {
    on_axum::serve(request, MAX_BODY, move |request| {
        cloud.answer(request).or_else(|| pool.answer(request))
    })
    .await
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
