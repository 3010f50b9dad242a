//! A user pool for development on its own: `cargo run -p dev-pool`, and clients find it at `http://127.0.0.1:3100/cognito`.
//!
//! | variable | what it sets | default |
//! |---|---|---|
//! | `PORT` | the port on 127.0.0.1; 0 for any free one | 3100 |
//! | `CALLBACK_URLS` | where the login page may send browsers, for both clients; by spaces or commas | `/callback` of port 3000 |
//! | `ACCESS_TOKEN_SECONDS` | how long access tokens of both clients are valid | 3600 |
//! | `ROTATION_GRACE_SECONDS` | refresh tokens of both clients rotate, with this grace (0 to 60) | they do not rotate |
#![forbid(unsafe_code)]
#![expect(
    clippy::print_stdout,
    reason = "what it prints is how one learns to use it"
)]

use std::{env, error::Error, net::Ipv4Addr, str::FromStr, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
};
use dev_pool::{AppClient, DevPool, MAX_BODY, MAX_CSV, on_axum};
use tokio::net::TcpListener;

/// Where the web client may send browsers back to, unless `CALLBACK_URLS` says otherwise.
const CALLBACK_URLS: &str = "http://localhost:3000/callback http://127.0.0.1:3000/callback";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port = number("PORT")?.unwrap_or(3100);
    let urls = env::var("CALLBACK_URLS").unwrap_or_else(|_| CALLBACK_URLS.to_owned());
    let urls: Vec<&str> = urls
        .split([' ', ','])
        .filter(|url| !url.is_empty())
        .collect();
    let web = with_urls(AppClient::random(), &urls);
    let confidential = with_urls(AppClient::random().random_secret(), &urls);
    let confidential = [
        "openid",
        "email",
        "profile",
        "aws.cognito.signin.user.admin",
    ]
    .into_iter()
    .chain(["api/read", "api/write"])
    .fold(confidential, AppClient::scope);
    let (web, confidential) = (with_times(web)?, with_times(confidential)?);
    let pool = DevPool::builder()
        .app_client(web)
        .app_client(confidential.clone())
        .build()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    introduce(
        &pool,
        &confidential,
        urls.first(),
        listener.local_addr()?.port(),
    );
    let site = Router::new().fallback(serve).with_state(pool);
    Ok(axum::serve(listener, site).await?)
}

/// The number in an environment variable, if it is set.
fn number<N: FromStr>(name: &str) -> Result<Option<N>, String> {
    let Ok(text) = env::var(name) else {
        return Ok(None);
    };
    let number = text.parse();
    number
        .map(Some)
        .map_err(|_| format!("{name} is not a number in its range"))
}

/// A client that signs people in on the login page.
fn with_urls(client: AppClient, callback_urls: &[&str]) -> AppClient {
    callback_urls.iter().fold(
        client,
        // After a sign-out the browser may go to the start of the same site.
        |client, url| match url.match_indices('/').nth(2) {
            Some((start, _)) => client.callback_url(*url).logout_url(&url[..=start]),
            None => client.callback_url(*url).logout_url(*url),
        },
    )
}

/// A client whose tokens live and rotate as the environment has it.
fn with_times(client: AppClient) -> Result<AppClient, String> {
    let client = match number("ACCESS_TOKEN_SECONDS")? {
        Some(seconds) => client.access_token_validity(Duration::from_secs(seconds)),
        None => client,
    };
    Ok(match number("ROTATION_GRACE_SECONDS")? {
        Some(seconds) => client.rotation(Duration::from_secs(seconds)),
        None => client,
    })
}

async fn serve(
    State(pool): State<DevPool>,
    request: Request,
) -> Result<Response<Body>, StatusCode> {
    let max_body = MAX_BODY.max(MAX_CSV);
    on_axum::serve(request, max_body, move |request| pool.answer(request)).await
}

fn introduce(pool: &DevPool, confidential: &AppClient, callback: Option<&&str>, port: u16) {
    let administrator = pool.administrator();
    let (username, password) = (administrator.username(), administrator.password());
    let (region, id, client) = (pool.region(), pool.user_pool_id(), pool.client_id());
    let site = format!("http://127.0.0.1:{port}");
    let endpoint = format!("{site}{}", pool.mount());
    let keys = format!("{endpoint}/{id}/.well-known/jwks.json");
    let machine = confidential.id();
    let callback = callback.unwrap_or(&"...");
    let secret = confidential.expose_secret().unwrap_or_default();
    println!(
        "WARNING: a user pool for development. Anyone on this machine can read its codes.\n\n\
         {{\"region\":\"{region}\",\"userPoolId\":\"{id}\",\"clientId\":\"{client}\",\"endpoint\":\"{endpoint}\",\
         \"oauthDomain\":\"{endpoint}\",\"confidentialClientId\":\"{machine}\",\"confidentialClientSecret\":\"{secret}\"}}\n\n\
         Administrator: {username} with the password {password}\n\
         Developers:    {site}/dev (users, groups, mails, keys, CSV import)\n\
         Mailbox:       {site}/dev/mailbox.json\n\
         CSV import:    curl -H 'content-type: text/csv' --data-binary @users.csv {site}/dev/import\n\
         Login page:    {endpoint}/login?client_id={client}&response_type=code&scope=openid&redirect_uri={callback}\n\
         Keys:          {keys}\n\
         Groups:        admins (role dev-admin), editors (role dev-editor), readers\n\n\
         A confidential client with the scopes api/read and api/write; it signs users in with SECRET_HASH, and itself with\n\
         curl -u {machine}:{secret} -d grant_type=client_credentials {endpoint}/oauth2/token\n\n\
         For a server that verifies this pool's tokens, and for a client that has one, paste:\n\n\
         export COGNITO_USER_POOL_ID={id} COGNITO_CLIENT_ID={client} COGNITO_JWKS_URI={keys}\n\
         TOKEN=$(curl -s {endpoint} -H 'content-type: application/x-amz-json-1.1' \\\n  \
         -H 'x-amz-target: AWSCognitoIdentityProviderService.InitiateAuth' \\\n  \
         -d '{{\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"ClientId\":\"{client}\",\
         \"AuthParameters\":{{\"USERNAME\":\"{username}\",\"PASSWORD\":\"{password}\"}}}}' \\\n  \
         | sed 's/.*\"AccessToken\":\"\\([^\"]*\\)\".*/\\1/')"
    );
}
