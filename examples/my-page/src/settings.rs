use std::ffi::OsString;

use cognito_core::UserPoolId;

use crate::{
    SiteError,
    cognito::Api,
    services::{Services, callable},
};

/// A pool elsewhere, as the pages need to know it. What the verifier needs it reads from the environment itself.
#[derive(Debug)]
pub(crate) struct RemotePool {
    pub(crate) id: UserPoolId,
    pub(crate) client_id: String,
    pub(crate) api: Api,
    pub(crate) services: Services,
}

impl RemotePool {
    /// The pool that the environment names.
    ///
    /// # Errors
    /// [`SiteError`], naming the variable.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self, SiteError> {
        let read = |name| text(name, variable(name));
        let need = |name, expected| {
            read(name)?.ok_or(SiteError::MissingVariable {
                variable: name,
                expected,
            })
        };
        let id = need("COGNITO_USER_POOL_ID", "a user pool id")?;
        let id = UserPoolId::emulator(&id).map_err(SiteError::PoolId)?;
        let clients = need("COGNITO_CLIENT_ID", "an app client id")?;
        let at_aws = id.provider_name().and_then(|name| {
            let (_, host) = name.split('/').next()?.split_once('.')?;
            Some(host.to_owned())
        });
        let named = read("COGNITO_ENDPOINT")?;
        // A stand-in for the pool has one for the rest, too.
        let aws = at_aws.as_deref().filter(|_| named.is_none());
        let services = Services::read(read, aws)?;
        let endpoint = match (named, at_aws) {
            (Some(endpoint), _) => callable("COGNITO_ENDPOINT", endpoint)?,
            (None, Some(aws)) => format!("https://cognito-idp.{aws}/"),
            (None, None) => {
                return Err(SiteError::MissingVariable {
                    variable: "COGNITO_ENDPOINT",
                    expected: "the URL of the pool's API, which does not follow from the pool's id",
                });
            }
        };
        Ok(Self {
            client_id: clients
                .split(',')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            api: Api::at(endpoint),
            services,
            id,
        })
    }
}

/// A variable's text; `None` where it is unset or blank.
fn text(name: &'static str, value: Option<OsString>) -> Result<Option<String>, SiteError> {
    let value = value.unwrap_or_default().into_string();
    let value = value.map_err(|value| SiteError::NotUnicode {
        variable: name,
        value,
    })?;
    Ok(Some(value.trim().to_owned()).filter(|value| !value.is_empty()))
}

/// Whether the environment speaks of a pool at all: half a configuration is a mistake, not a wish for the embedded
/// pool, and so is one that is not UTF-8.
#[cfg(feature = "dev-pool")]
pub(crate) fn names_a_pool(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    [
        "COGNITO_USER_POOL_ID",
        "COGNITO_CLIENT_ID",
        "COGNITO_ISSUER",
        "COGNITO_JWKS_URI",
        "COGNITO_ENDPOINT",
        "COGNITO_DOMAIN",
        "COGNITO_PROVIDERS",
        "COGNITO_IDENTITY_POOL_ID",
        "COGNITO_IDENTITY_ENDPOINT",
    ]
    .into_iter()
    .any(|name| !matches!(text(name, variable(name)), Ok(None)))
}

/// The port to listen on; 3000 unless `PORT` says otherwise.
pub(crate) fn port(variable: impl Fn(&str) -> Option<OsString>) -> Result<u16, SiteError> {
    let Some(value) = variable("PORT") else {
        return Ok(3000);
    };
    let value = value.to_string_lossy();
    match value.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(SiteError::Port(value.into_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(variables: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<OsString> + 'a {
        |name| {
            let (_, value) = variables.iter().find(|(n, _)| *n == name)?;
            Some(OsString::from(value))
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
            assert_eq!((&*pool.api.endpoint, &*pool.client_id), (endpoint, "a"));
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
        assert_eq!(pool.api.endpoint, "http://127.0.0.1:4566");
    }

    #[test]
    fn an_endpoint_is_never_invented() {
        for id in ["local_x", "us-iso-east-1_A"] {
            let variables = [("COGNITO_USER_POOL_ID", id), ("COGNITO_CLIENT_ID", "a")];
            let error = RemotePool::read(of(&variables)).unwrap_err();
            assert!(error.to_string().contains("COGNITO_ENDPOINT"), "{error}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (variables, named) in [
            (vec![], "COGNITO_USER_POOL_ID"),
            (
                vec![("COGNITO_USER_POOL_ID", "us-east-1_A")],
                "COGNITO_CLIENT_ID",
            ),
            (vec![("COGNITO_USER_POOL_ID", "a b")], "`a b`"),
        ] {
            let error = RemotePool::read(of(&variables)).unwrap_err();
            assert!(error.to_string().contains(named), "{error}");
        }
    }

    #[cfg(all(unix, feature = "dev-pool"))]
    #[test]
    fn what_is_no_text_is_no_wish_for_the_embedded_pool() {
        use std::os::unix::ffi::OsStringExt as _;

        for bad in [
            "COGNITO_USER_POOL_ID",
            "COGNITO_CLIENT_ID",
            "COGNITO_ENDPOINT",
        ] {
            let only_bad =
                |name: &str| (name == bad).then(|| OsString::from_vec(b"a\xff".to_vec()));
            assert!(names_a_pool(only_bad), "{bad}");
            let error = RemotePool::read(|name| match name {
                _ if name == bad => only_bad(name),
                "COGNITO_USER_POOL_ID" => Some("us-east-1_A".into()),
                _ => Some("a".into()),
            });
            let message = error.unwrap_err().to_string();
            assert!(
                message.contains(&format!("{bad} is `a\u{fffd}`")),
                "{message}"
            );
        }
        let error = port(|_| Some(OsString::from_vec(b"80\xff".to_vec()))).unwrap_err();
        assert!(error.to_string().starts_with("PORT is "), "{error}");
    }

    #[test]
    fn an_endpoint_that_pages_may_not_call_is_refused() {
        for endpoint in ["foo", "http://192.168.1.1:3", "ftp://127.0.0.1"] {
            let variables = [
                ("COGNITO_USER_POOL_ID", "us-east-1_AbC"),
                ("COGNITO_CLIENT_ID", "a"),
                ("COGNITO_ENDPOINT", endpoint),
            ];
            let error = RemotePool::read(of(&variables)).unwrap_err().to_string();
            assert!(error.contains("COGNITO_ENDPOINT"), "{error}");
            assert!(error.contains(endpoint), "{error}");
        }
    }

    #[cfg(feature = "dev-pool")]
    #[test]
    fn half_a_configuration_is_noticed() {
        assert!(!names_a_pool(of(&[("COGNITO_CLIENT_ID", " ")])));
        assert!(names_a_pool(of(&[("COGNITO_CLIENT_ID", "a")])));
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
