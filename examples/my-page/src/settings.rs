use cognito_core::UserPoolId;

use crate::SiteError;

/// A pool elsewhere, as the pages need to know it. What the verifier needs it reads from the environment itself.
#[derive(Debug)]
pub(crate) struct RemotePool {
    pub(crate) id: UserPoolId,
    pub(crate) client_id: String,
    /// Where the pool's API is.
    pub(crate) endpoint: String,
}

impl RemotePool {
    /// The pool that the environment names; `None` if it names none.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let read = |name| variable(name).filter(|value| !value.trim().is_empty());
        let id = UserPoolId::emulator(read("COGNITO_USER_POOL_ID")?.trim()).ok()?;
        let clients = read("COGNITO_CLIENT_ID")?;
        let endpoint = read("COGNITO_ENDPOINT").unwrap_or_else(|| {
            let host = id.provider_name();
            format!("https://{}/", host.split('/').next().unwrap_or_default())
        });
        Some(Self {
            client_id: clients
                .split(',')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            endpoint,
            id,
        })
    }
}

/// Whether the environment speaks of a pool at all: half a configuration is a mistake, not a wish for the embedded pool.
#[cfg(feature = "dev-pool")]
pub(crate) fn names_a_pool(variable: impl Fn(&str) -> Option<String>) -> bool {
    [
        "COGNITO_USER_POOL_ID",
        "COGNITO_CLIENT_ID",
        "COGNITO_ISSUER",
        "COGNITO_JWKS_URI",
        "COGNITO_ENDPOINT",
    ]
    .into_iter()
    .any(|name| variable(name).is_some_and(|value| !value.trim().is_empty()))
}

/// The port to listen on; 3000 unless `PORT` says otherwise.
pub(crate) fn port(variable: impl Fn(&str) -> Option<String>) -> Result<u16, SiteError> {
    match variable("PORT") {
        Some(value) => match value.parse() {
            Ok(port) if port > 0 => Ok(port),
            _ => Err(SiteError::Port(value)),
        },
        None => Ok(3000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(variables: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| {
            let (_, value) = variables.iter().find(|(n, _)| *n == name)?;
            Some((*value).to_owned())
        }
    }

    #[test]
    fn the_endpoint_follows_from_the_pool_id() {
        for (id, endpoint) in [
            (
                "eu-west-1_AbC",
                "https://cognito-idp.eu-west-1.amazonaws.com/",
            ),
            (
                "cn-north-1_AbC",
                "https://cognito-idp.cn-north-1.amazonaws.com.cn/",
            ),
        ] {
            let variables = [("COGNITO_USER_POOL_ID", id), ("COGNITO_CLIENT_ID", "a, b")];
            let pool = RemotePool::read(of(&variables)).unwrap();
            assert_eq!((&*pool.endpoint, &*pool.client_id), (endpoint, "a"));
        }
    }

    #[test]
    fn a_stand_in_has_its_own_endpoint() {
        let variables = [
            ("COGNITO_USER_POOL_ID", "local_x"),
            ("COGNITO_CLIENT_ID", "a"),
            ("COGNITO_ENDPOINT", "http://127.0.0.1:4566"),
        ];
        let pool = RemotePool::read(of(&variables)).unwrap();
        assert_eq!(pool.endpoint, "http://127.0.0.1:4566");
    }

    #[cfg(feature = "dev-pool")]
    #[test]
    fn half_a_configuration_is_noticed() {
        assert!(!names_a_pool(of(&[("COGNITO_CLIENT_ID", " ")])));
        assert!(names_a_pool(of(&[("COGNITO_CLIENT_ID", "a")])));
        assert!(RemotePool::read(of(&[("COGNITO_CLIENT_ID", "a")])).is_none());
    }

    #[test]
    fn the_port_is_a_port() {
        assert_eq!(port(of(&[])).unwrap(), 3000);
        assert_eq!(port(of(&[("PORT", "8080")])).unwrap(), 8080);
        for bad in ["", "0", "http", "70000"] {
            assert!(port(of(&[("PORT", bad)])).is_err());
        }
    }
}
