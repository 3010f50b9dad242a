use crate::{SiteError, pages};

/// What a pool elsewhere may have beside it, for the pages. What the environment does not name is left out.
#[derive(Debug, Default)]
pub(crate) struct Services {
    /// The prefix of `/oauth2/authorize` and the like.
    pub(crate) domain: Option<String>,
    /// The providers that the domain knows, by the pool's names for them.
    pub(crate) providers: Vec<String>,
    pub(crate) identity_pool: Option<IdentityPool>,
    pub(crate) store: Option<Store>,
}

#[derive(Debug)]
pub(crate) struct IdentityPool {
    pub(crate) id: String,
    pub(crate) endpoint: String,
}

/// A bucket, and where it is asked for, path-style.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) bucket: String,
    pub(crate) endpoint: String,
}

impl Services {
    /// The services that `read` finds. `aws` is the pool's Region with its domain, as in `eu-west-1.amazonaws.com`; without
    /// it endpoints must be named.
    pub(crate) fn read(
        read: impl Fn(&'static str) -> Result<Option<String>, SiteError>,
        aws: Option<&str>,
    ) -> Result<Self, SiteError> {
        let endpoint = |variable, service: &str| match (read(variable)?, aws) {
            (Some(endpoint), _) => callable(variable, endpoint),
            (None, Some(aws)) => Ok(format!("https://{service}.{aws}")),
            (None, None) => Err(SiteError::MissingVariable {
                variable,
                expected: "a URL, which does not follow from the pool's id here",
            }),
        };
        let domain = read("COGNITO_DOMAIN")?
            .map(|domain| callable("COGNITO_DOMAIN", domain))
            .transpose()?
            .map(|domain| domain.trim_end_matches('/').to_owned());
        let providers = read("COGNITO_PROVIDERS")?.unwrap_or_default();
        let identity_pool = match read("COGNITO_IDENTITY_POOL_ID")? {
            Some(id) => Some(IdentityPool {
                id,
                endpoint: endpoint("COGNITO_IDENTITY_ENDPOINT", "cognito-identity")?,
            }),
            None => None,
        };
        let store = match read("S3_BUCKET")? {
            Some(bucket) => Some(Store {
                bucket,
                endpoint: endpoint("S3_ENDPOINT", "s3")?,
            }),
            None => None,
        };
        Ok(Self {
            domain,
            providers: providers
                .split(',')
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .collect(),
            identity_pool,
            store,
        })
    }
}

/// The URL, if pages may send passwords, tokens and signed requests there.
pub(crate) fn callable(variable: &'static str, value: String) -> Result<String, SiteError> {
    if pages::may_be_called(&value) {
        Ok(value)
    } else {
        Err(SiteError::Endpoint { variable, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&'static str, &str)], aws: Option<&str>) -> Result<Services, SiteError> {
        let read = |name| {
            let found = variables.iter().find(|(variable, _)| *variable == name);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        };
        Services::read(read, aws)
    }

    #[test]
    fn what_is_not_named_is_left_out() {
        let services = of(&[], None).unwrap();
        assert!(services.domain.is_none() && services.providers.is_empty());
        assert!(services.identity_pool.is_none() && services.store.is_none());
    }

    #[test]
    fn at_aws_the_endpoints_follow_from_the_region() {
        let variables = [
            (
                "COGNITO_DOMAIN",
                "https://x.auth.eu-west-1.amazoncognito.com/",
            ),
            ("COGNITO_PROVIDERS", "Google, LoginWithAmazon,"),
            ("COGNITO_IDENTITY_POOL_ID", "eu-west-1:1"),
            ("S3_BUCKET", "b"),
        ];
        let services = of(&variables, Some("eu-west-1.amazonaws.com")).unwrap();
        assert_eq!(
            services.domain.unwrap(),
            "https://x.auth.eu-west-1.amazoncognito.com"
        );
        assert_eq!(services.providers, ["Google", "LoginWithAmazon"]);
        assert_eq!(
            services.identity_pool.unwrap().endpoint,
            "https://cognito-identity.eu-west-1.amazonaws.com"
        );
        assert_eq!(
            services.store.unwrap().endpoint,
            "https://s3.eu-west-1.amazonaws.com"
        );
    }

    #[test]
    fn a_stand_in_has_its_own_endpoints() {
        let here = "http://127.0.0.1:4566";
        for (what, its_endpoint) in [
            ("COGNITO_IDENTITY_POOL_ID", "COGNITO_IDENTITY_ENDPOINT"),
            ("S3_BUCKET", "S3_ENDPOINT"),
        ] {
            let error = of(&[(what, "x")], None).unwrap_err().to_string();
            assert!(error.contains(its_endpoint), "{error}");
            let aws = Some("eu-west-1.amazonaws.com");
            let services = of(&[(what, "x"), (its_endpoint, here)], aws).unwrap();
            let identity_pool = services.identity_pool.map(|pool| pool.endpoint);
            let endpoint = identity_pool.or(services.store.map(|store| store.endpoint));
            assert_eq!(endpoint.unwrap(), here);
        }
    }

    #[test]
    fn what_pages_may_not_call_is_refused_by_its_variable() {
        for variable in ["COGNITO_DOMAIN", "COGNITO_IDENTITY_ENDPOINT", "S3_ENDPOINT"] {
            let variables = [
                ("COGNITO_IDENTITY_POOL_ID", "x"),
                ("S3_BUCKET", "x"),
                (variable, "http://192.168.1.1:3"),
            ];
            let aws = Some("eu-west-1.amazonaws.com");
            let error = of(&variables, aws).unwrap_err().to_string();
            assert!(error.starts_with(variable), "{error}");
            assert!(error.contains("http://192.168.1.1:3"), "{error}");
        }
    }
}
