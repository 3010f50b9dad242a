//! What the environment says.

use std::{env, error::Error, fmt};

use cognito_tower::core::UserPoolId;

use crate::{cookie::Vault, oauth::AppClient};

const DEFAULT_PORT: u16 = 3000;

/// Where the site listens, what it is called from outside, and its key.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) port: u16,
    /// An origin: scheme, host and port.
    pub(crate) public_url: String,
    pub(crate) vault: Vault,
}

impl Settings {
    pub(crate) fn from_env() -> Result<Self, Box<dyn Error>> {
        let port = match read("PORT") {
            Some(port) => port
                .parse()
                .map_err(|_| Unusable("PORT", "a port number"))?,
            None => DEFAULT_PORT,
        };
        let vault = if let Some(key) = read("SESSION_KEY") {
            Vault::from_base64(&key)?
        } else {
            tracing::warn!(
                "SESSION_KEY is not set: sessions end with this process, and no other instance can read them"
            );
            Vault::random()
        };
        let public_url = read("PUBLIC_URL").unwrap_or_else(|| format!("http://127.0.0.1:{port}"));
        Ok(Self {
            port,
            public_url: private(public_url.trim_end_matches('/'), "PUBLIC_URL")?,
            vault,
        })
    }

    /// The app client at a pool elsewhere.
    pub(crate) fn app_client(&self) -> Result<AppClient, Unusable> {
        let id = need("COGNITO_CLIENT_ID", "the id of an app client with a secret")?;
        let secret = need("COGNITO_CLIENT_SECRET", "the app client's secret")?;
        let domain = need("COGNITO_DOMAIN", DOMAIN)?;
        let api = match read("COGNITO_ENDPOINT") {
            Some(endpoint) => endpoint,
            None => aws_endpoint()?,
        };
        Ok(AppClient {
            id,
            secret: secret.into(),
            api: private(&api, "COGNITO_ENDPOINT")?,
            domain: private(domain.trim_end_matches('/'), "COGNITO_DOMAIN")?,
            site: self.public_url.clone(),
        })
    }
}

const DOMAIN: &str = "the pool's domain, as in `https://example.auth.eu-west-1.amazoncognito.com`";

/// Whether the environment names a pool.
#[cfg(feature = "embedded")]
pub(crate) fn names_a_pool() -> bool {
    read("COGNITO_USER_POOL_ID").is_some()
}

/// The API of the pool's Region.
fn aws_endpoint() -> Result<String, Unusable> {
    let id = need("COGNITO_USER_POOL_ID", "a user pool id")?;
    let id: Option<UserPoolId> = id.parse().ok();
    let name = id.as_ref().and_then(UserPoolId::provider_name);
    let host = name.as_deref().and_then(|name| name.split('/').next());
    let expected = "the URL of the pool's API, which does not follow from the pool's id here";
    let host = host.ok_or(Unusable("COGNITO_ENDPOINT", expected))?;
    Ok(format!("https://{host}/"))
}

fn need(name: &'static str, expected: &'static str) -> Result<String, Unusable> {
    read(name).ok_or(Unusable(name, expected))
}

fn read(name: &str) -> Option<String> {
    let value = env::var(name).ok()?.trim().to_owned();
    Some(value).filter(|value| !value.is_empty())
}

/// A URL by which secrets may be sent: https, or http on this computer.
fn private(url: &str, name: &'static str) -> Result<String, Unusable> {
    let is_local = url.strip_prefix("http://").is_some_and(|rest| {
        let host = rest.split(['/', ':']).next().unwrap_or_default();
        matches!(host, "127.0.0.1" | "localhost")
    });
    if is_local || url.starts_with("https://") {
        Ok(url.to_owned())
    } else {
        Err(Unusable(
            name,
            "an https URL, or an http one of 127.0.0.1 or localhost",
        ))
    }
}

/// A variable is missing, or not what it should be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unusable(&'static str, &'static str);

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} has to be {}", self.0, self.1)
    }
}

impl Error for Unusable {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_over_tls_or_stay_on_this_computer() {
        for url in [
            "https://example.com",
            "http://127.0.0.1:3000",
            "http://localhost/cognito",
        ] {
            assert_eq!(private(url, "X").unwrap(), url);
        }
        for url in [
            "http://example.com",
            "http://localhost.example.com",
            "http://127.0.0.1@example.com",
            "ftp://localhost",
            "",
        ] {
            assert!(private(url, "X").is_err(), "{url}");
        }
    }
}
