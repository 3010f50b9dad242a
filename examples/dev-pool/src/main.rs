//! A user pool for development on its own: `cargo run -p dev-pool`, and clients find it at `http://127.0.0.1:3100/cognito`.
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
use dev_pool::{Answer, AppClient, DevPool, MAX_BODY, Request};
use tokio::{net::TcpListener, task::spawn_blocking};

/// The client of pages, without a secret.
const WEB_CLIENT: &str = "devwebclient00000000000001";
/// The client of servers, which may also act for itself. Its secret keeps nobody out who can read this.
const SERVER_CLIENT: (&str, &str) = ("devserverclient0000000002", "development-only");

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = match std::env::var("PORT") {
        Ok(port) => port.parse()?,
        Err(_) => 3100,
    };
    let pool = DevPool::builder()
        .app_client(with_urls(AppClient::new(WEB_CLIENT)))
        .app_client(with_urls(server_client()))
        .build()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    introduce(&pool, listener.local_addr()?.port());
    let site = Router::new()
        .fallback(serve)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(pool);
    Ok(axum::serve(listener, site).await?)
}

/// The addresses that the OAuth endpoints may send a browser to, separated by white space in the environment.
fn with_urls(client: AppClient) -> AppClient {
    let urls = |name| std::env::var(name).unwrap_or_default();
    let client = urls("COGNITO_CALLBACK_URLS")
        .split_whitespace()
        .fold(client, AppClient::callback_url);
    urls("COGNITO_LOGOUT_URLS")
        .split_whitespace()
        .fold(client, AppClient::logout_url)
}

fn server_client() -> AppClient {
    let (id, secret) = SERVER_CLIENT;
    let scopes = [
        "openid",
        "email",
        "phone",
        "profile",
        "aws.cognito.signin.user.admin",
        "api/read",
        "api/write",
    ];
    let client = AppClient::new(id).secret(secret);
    scopes.into_iter().fold(client, AppClient::scope)
}

async fn serve(
    State(pool): State<DevPool>,
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
    let answer = spawn_blocking(move || pool.answer(&request))
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?
        .ok_or(StatusCode::NOT_FOUND)?;
    response(answer).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

fn response(answer: Answer) -> Result<Response<Body>, axum::http::Error> {
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(answer.body.into())
}

fn introduce(pool: &DevPool, port: u16) {
    let administrator = pool.administrator();
    let (username, password) = (administrator.username(), administrator.password());
    let (region, id, client) = (pool.region(), pool.user_pool_id(), pool.client_id());
    let (server, secret) = SERVER_CLIENT;
    let endpoint = format!("http://127.0.0.1:{port}{}", pool.mount());
    let keys = format!("{endpoint}/{id}/.well-known/jwks.json");
    println!(
        "WARNING: a user pool for development. Anyone on this machine can read its codes.\n\n\
         {{\"region\":\"{region}\",\"userPoolId\":\"{id}\",\"clientId\":\"{client}\",\"endpoint\":\"{endpoint}\"}}\n\n\
         Administrator: {username} with the password {password}\n\
         Mailbox:       http://127.0.0.1:{port}/dev/mailbox.json\n\
         Keys:          {keys}\n\
         For servers:   the client {server} with the secret {secret}, for OAuth at {endpoint}/oauth2/authorize and /token\n\
         Callbacks:     whatever COGNITO_CALLBACK_URLS and COGNITO_LOGOUT_URLS list\n\n\
         For a server that verifies this pool's tokens, and for a client that has one, paste:\n\n\
         export COGNITO_USER_POOL_ID={id} COGNITO_CLIENT_ID={client} COGNITO_JWKS_URI={keys}\n\
         TOKEN=$(curl -s {endpoint} -H 'content-type: application/x-amz-json-1.1' \\\n  \
         -H 'x-amz-target: AWSCognitoIdentityProviderService.InitiateAuth' \\\n  \
         -d '{{\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"ClientId\":\"{client}\",\
         \"AuthParameters\":{{\"USERNAME\":\"{username}\",\"PASSWORD\":\"{password}\"}}}}' \\\n  \
         | sed 's/.*\"AccessToken\":\"\\([^\"]*\\)\".*/\\1/')"
    );
}
