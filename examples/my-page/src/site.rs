use std::{
    env,
    net::{Ipv4Addr, TcpListener},
    sync::Arc,
};

use cognito_core::{Verifier, VerifierBuilder, revocation::RevocationList};
use serde_json::json;

#[cfg(feature = "dev-pool")]
use crate::embedded;
use crate::{
    SiteError, introduction,
    pages::{self, Page},
    settings::{self, RemotePool},
};

/// Everything about the site that is the same in every framework. Cheap to clone.
///
/// With `COGNITO_USER_POOL_ID` and `COGNITO_CLIENT_ID` set it is a real pool's site; `COGNITO_ISSUER`,
/// `COGNITO_JWKS_URI` and `COGNITO_ENDPOINT` point at a stand-in, or at a partition whose names are not known.
/// Otherwise the site brings a pool of its own.
#[derive(Clone, Debug)]
pub struct Site(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    port: u16,
    pub(crate) pool: Pool,
    verifier: Verifier,
    pub(crate) revoked: RevocationList,
}

#[derive(Debug)]
pub(crate) enum Pool {
    #[cfg(feature = "dev-pool")]
    Embedded(dev_pool::DevPool),
    Remote(RemotePool),
}

impl Site {
    /// The site that the environment asks for.
    ///
    /// # Errors
    /// [`SiteError`], naming the variable and the expected form.
    pub fn from_env() -> Result<Self, SiteError> {
        let variable = |name: &str| env::var_os(name);
        let port = settings::port(variable)?;
        #[cfg(feature = "dev-pool")]
        if !settings::names_a_pool(variable) {
            return Self::embedded(port);
        }
        let verifier = VerifierBuilder::from_env()?;
        let remote = RemotePool::read(variable)?;
        Self::new(port, Pool::Remote(remote), verifier, RevocationList::new())
    }

    /// A site with a pool of its own, whatever the environment says.
    ///
    /// # Errors
    /// [`SiteError`], if the pool cannot be made.
    #[cfg(feature = "dev-pool")]
    pub fn embedded(port: u16) -> Result<Self, SiteError> {
        let pool = dev_pool::DevPool::builder()
            .build()
            .map_err(SiteError::DevPool)?;
        let revoked = RevocationList::new();
        let verifier = embedded::verifier(&pool, revoked.clone())?;
        Self::new(port, Pool::Embedded(pool), verifier, revoked)
    }

    pub(crate) fn new(
        port: u16,
        pool: Pool,
        verifier: VerifierBuilder,
        revoked: RevocationList,
    ) -> Result<Self, SiteError> {
        let verifier = verifier.revocation(revoked.clone()).build()?;
        Ok(Self(Arc::new(Inner {
            port,
            pool,
            verifier,
            revoked,
        })))
    }

    /// Listens at 127.0.0.1; not blocking, as async runtimes want it.
    ///
    /// # Errors
    /// [`SiteError::Listen`], naming the port.
    pub fn listen(&self) -> Result<TcpListener, SiteError> {
        let port = self.0.port;
        TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .and_then(|listener| listener.set_nonblocking(true).map(|()| listener))
            .map_err(|source| SiteError::Listen { port, source })
    }

    /// Verifies the access tokens of the site's pool.
    pub fn verifier(&self) -> Verifier {
        self.0.verifier.clone()
    }

    /// The embedded pool; `None` where the environment names one elsewhere.
    #[cfg(feature = "dev-pool")]
    pub fn dev_pool(&self) -> Option<dev_pool::DevPool> {
        match &self.0.pool {
            Pool::Embedded(pool) => Some(pool.clone()),
            Pool::Remote(_) => None,
        }
    }

    /// What `GET /config.json` answers: the pool, the app client and where its API is. `host` is the request's `Host`.
    pub fn config(&self, host: Option<&str>) -> String {
        let endpoint = self.endpoint(host);
        match &self.0.pool {
            #[cfg(feature = "dev-pool")]
            Pool::Embedded(pool) => json!({
                "region": pool.region(),
                "userPoolId": pool.user_pool_id(),
                "clientId": pool.client_id(),
                "endpoint": endpoint,
                "issuer": pool.issuer(),
                "jwksUri": format!("{endpoint}/{}/.well-known/jwks.json", pool.user_pool_id()),
            }),
            Pool::Remote(pool) => json!({
                "region": pool.id.region().as_str(),
                "userPoolId": pool.id.as_str(),
                "clientId": pool.client_id,
                "endpoint": endpoint,
            }),
        }
        .to_string()
    }

    /// The page, script or style at a path.
    pub fn page(&self, path: &str) -> Option<&'static Page> {
        pages::pages().iter().find(|page| page.path == path)
    }

    /// The headers that go with every page. `host` is the request's `Host`.
    pub fn page_headers(&self, host: Option<&str>) -> Vec<(&'static str, String)> {
        let policy = pages::content_security_policy(&self.endpoint(host));
        pages::SECURITY_HEADERS
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()))
            .chain([("content-security-policy", policy)])
            .collect()
    }

    /// What to print when the site listens: its address, how to sign in, and a `curl` line to try.
    pub fn introduction(&self) -> String {
        introduction::write(&self.0.pool, self.0.port)
    }

    fn endpoint(&self, host: Option<&str>) -> String {
        match &self.0.pool {
            #[cfg(feature = "dev-pool")]
            Pool::Embedded(pool) => {
                let own = format!("127.0.0.1:{}", self.0.port);
                let host = host.filter(|host| is_local(host)).unwrap_or(&own);
                format!("http://{host}{}", pool.mount())
            }
            Pool::Remote(pool) => {
                let _ = host;
                pool.api.endpoint.clone()
            }
        }
    }
}

/// Whether a `Host` header names this machine, so that pages may be told to call it.
#[cfg(feature = "dev-pool")]
fn is_local(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    matches!(name, "localhost" | "127.0.0.1") && port.parse::<u16>().is_ok()
}

#[cfg(all(test, feature = "dev-pool"))]
mod tests {
    use super::*;

    #[test]
    fn the_config_names_the_host_that_the_browser_used() {
        let site = Site::embedded(3000).unwrap();
        let config =
            |host| -> serde_json::Value { serde_json::from_str(&site.config(host)).unwrap() };
        let id = site.dev_pool().unwrap().user_pool_id().to_owned();
        for (host, origin) in [
            (Some("localhost:8080"), "http://localhost:8080"),
            (Some("127.0.0.1:3000"), "http://127.0.0.1:3000"),
            (Some("evil.example.com"), "http://127.0.0.1:3000"),
            (Some("localhost:1\"2"), "http://127.0.0.1:3000"),
            (None, "http://127.0.0.1:3000"),
        ] {
            let config = config(host);
            assert_eq!(config["endpoint"], format!("{origin}/cognito"));
            assert_eq!(
                config["jwksUri"],
                format!("{origin}/cognito/{id}/.well-known/jwks.json")
            );
        }
    }

    #[test]
    fn every_page_comes_with_its_headers() {
        let site = Site::embedded(3000).unwrap();
        assert!(site.page("/my-page").is_some());
        assert!(site.page("/me").is_none());
        let headers = site.page_headers(None);
        for name in ["content-security-policy", "x-content-type-options"] {
            assert!(headers.iter().any(|(header, _)| *header == name));
        }
    }
}
