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
    /// Reads the variables, which `read` finds without spaces around them.
    pub(crate) fn read(read: Read<'_>) -> Result<Self, Box<dyn Error>> {
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
    pub(crate) fn app_client(&self, read: Read<'_>) -> Result<AppClient, Unusable> {
        let need = |name, expected| read(name).ok_or(Unusable(name, expected));
        let id = need("COGNITO_CLIENT_ID", CLIENT)?;
        if id.contains(',') {
            return Err(Unusable("COGNITO_CLIENT_ID", CLIENT));
        }
        let secret = need("COGNITO_CLIENT_SECRET", "the app client's secret")?;
        let domain = need("COGNITO_DOMAIN", DOMAIN)?;
        let api = match read("COGNITO_ENDPOINT") {
            Some(endpoint) => endpoint,
            None => aws_endpoint(&need("COGNITO_USER_POOL_ID", "a user pool id")?)?,
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

/// Finds a variable; an empty one counts as unset.
pub(crate) type Read<'a> = &'a dyn Fn(&'static str) -> Option<String>;

/// The variables of this process.
pub(crate) fn of_process(name: &'static str) -> Option<String> {
    let value = env::var(name).ok()?.trim().to_owned();
    Some(value).filter(|value| !value.is_empty())
}

const CLIENT: &str = "the id of one app client, which has a secret";
const DOMAIN: &str = "the pool's domain, as in `https://example.auth.eu-west-1.amazoncognito.com`";

/// The API of the pool's Region.
fn aws_endpoint(pool: &str) -> Result<String, Unusable> {
    let id: Option<UserPoolId> = pool.parse().ok();
    let name = id.as_ref().and_then(UserPoolId::provider_name);
    let host = name.as_deref().and_then(|name| name.split('/').next());
    let expected = "the URL of the pool's API, which does not follow from the pool's id here";
    let host = host.ok_or(Unusable("COGNITO_ENDPOINT", expected))?;
    Ok(format!("https://{host}/"))
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

    const POOL: [(&str, &str); 4] = [
        ("COGNITO_USER_POOL_ID", "eu-west-1_AbC123xyz"),
        ("COGNITO_CLIENT_ID", "7lhlkkfbfb4q5kpp90urffao"),
        ("COGNITO_CLIENT_SECRET", "fake"),
        (
            "COGNITO_DOMAIN",
            "https://x.auth.eu-west-1.amazoncognito.com/",
        ),
    ];

    /// The settings and the app client, with these variables changed.
    fn read(changes: &[(&str, &str)]) -> Result<(Settings, AppClient), String> {
        let find = |name: &'static str| {
            let mut all = changes.iter().chain(&POOL);
            let (_, value) = all.find(|(other, _)| *other == name)?;
            Some((*value).to_owned()).filter(|value| !value.is_empty())
        };
        let settings = Settings::read(&find).map_err(|error| error.to_string())?;
        let app = settings.app_client(&find);
        let app = app.map_err(|error| error.to_string())?;
        Ok((settings, app))
    }

    #[test]
    fn a_pool_of_aws_needs_four_variables() {
        let (settings, app) = read(&[]).unwrap();
        assert_eq!(settings.port, 3000);
        assert_eq!(app.site, "http://127.0.0.1:3000");
        assert_eq!(app.domain, "https://x.auth.eu-west-1.amazoncognito.com");
        assert_eq!(app.api, "https://cognito-idp.eu-west-1.amazonaws.com/");
        assert!(!format!("{settings:?}{app:?}").contains("fake"));

        let (settings, app) = read(&[
            ("PORT", "8080"),
            ("PUBLIC_URL", "https://notes.example.com/"),
            ("COGNITO_USER_POOL_ID", "local_x"),
            ("COGNITO_ENDPOINT", "http://127.0.0.1:4566"),
        ])
        .unwrap();
        assert_eq!(
            (settings.port, &*app.site),
            (8080, "https://notes.example.com")
        );
        assert_eq!(app.api, "http://127.0.0.1:4566");
    }

    #[test]
    fn mistakes_name_their_variable() {
        for (name, value) in [
            ("PORT", "80a"),
            ("SESSION_KEY", "short"),
            ("PUBLIC_URL", "http://notes.example.com"),
            ("COGNITO_CLIENT_ID", ""),
            ("COGNITO_CLIENT_ID", "a,b"),
            ("COGNITO_CLIENT_SECRET", ""),
            ("COGNITO_DOMAIN", ""),
            ("COGNITO_DOMAIN", "http://192.168.1.1"),
            ("COGNITO_ENDPOINT", "http://192.168.1.1"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert!(error.starts_with(name), "{name}: {error}");
        }
        let error = read(&[("COGNITO_USER_POOL_ID", "local_x")]).unwrap_err();
        assert!(error.starts_with("COGNITO_ENDPOINT"), "{error}");
    }

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
