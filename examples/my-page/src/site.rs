use std::{
    env,
    net::{Ipv4Addr, TcpListener},
    sync::Arc,
};

use cognito_core::{TokenUse, Verifier, VerifierBuilder, revocation::RevocationList};

#[cfg(feature = "dev-pool")]
use crate::embedded::{self, Embedded};
use crate::{
    SiteError,
    config::Config,
    introduction,
    pages::{self, Page},
    settings::{self, RemotePool},
};

/// Everything about the site that is the same in every framework. Cheap to clone.
///
/// With `COGNITO_USER_POOL_ID` and `COGNITO_CLIENT_ID` set it is a real pool's site; `COGNITO_ISSUER`,
/// `COGNITO_JWKS_URI` and `COGNITO_ENDPOINT` point at a stand-in, or at a partition whose names are not known.
/// `COGNITO_DOMAIN`, `COGNITO_PROVIDERS`, `COGNITO_IDENTITY_POOL_ID`, `COGNITO_IDENTITY_ENDPOINT`, `S3_BUCKET` and
/// `S3_ENDPOINT` tell the pages of what else there is.
/// Otherwise the site brings a pool of its own.
#[derive(Clone, Debug)]
pub struct Site(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    port: u16,
    pub(crate) pool: Pool,
    verifier: Verifier,
    id_verifier: Verifier,
    pub(crate) revoked: RevocationList,
}

#[derive(Debug)]
pub(crate) enum Pool {
    #[cfg(feature = "dev-pool")]
    Embedded(Embedded),
    Remote(Box<RemotePool>),
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
        let verifiers = [VerifierBuilder::from_env()?, VerifierBuilder::from_env()?];
        let remote = RemotePool::read(variable)?;
        Self::new(
            port,
            Pool::Remote(remote.into()),
            verifiers,
            RevocationList::new(),
        )
    }

    /// A site with a pool of its own, whatever the environment says.
    ///
    /// # Errors
    /// [`SiteError`], if the pool cannot be made.
    #[cfg(feature = "dev-pool")]
    pub fn embedded(port: u16) -> Result<Self, SiteError> {
        let embedded = Embedded::new(port)?;
        let revoked = RevocationList::new();
        let verifiers = embedded::verifiers(embedded.pool(), &revoked)?;
        Self::new(port, Pool::Embedded(embedded), verifiers, revoked)
    }

    /// The first verifier is for access tokens, the second for ID tokens. No route takes both.
    pub(crate) fn new(
        port: u16,
        pool: Pool,
        [access, id]: [VerifierBuilder; 2],
        revoked: RevocationList,
    ) -> Result<Self, SiteError> {
        let verifier = access.revocation(revoked.clone()).build()?;
        let id = id.accept([TokenUse::Id]).revocation(revoked.clone());
        Ok(Self(Arc::new(Inner {
            port,
            pool,
            verifier,
            id_verifier: id.build()?,
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

    /// Verifies the ID tokens of the site's pool, and these alone.
    pub fn id_verifier(&self) -> Verifier {
        self.0.id_verifier.clone()
    }

    /// The embedded pool; `None` where the environment names one elsewhere.
    #[cfg(feature = "dev-pool")]
    pub fn dev_pool(&self) -> Option<dev_pool::DevPool> {
        match &self.0.pool {
            Pool::Embedded(embedded) => Some(embedded.pool().clone()),
            Pool::Remote(_) => None,
        }
    }

    /// What the site brings for development; `None` where the environment names a pool elsewhere.
    #[cfg(feature = "dev-pool")]
    pub fn embedded_services(&self) -> Option<Embedded> {
        match &self.0.pool {
            Pool::Embedded(embedded) => Some(embedded.clone()),
            Pool::Remote(_) => None,
        }
    }

    /// What `GET /config.json` answers: the pool, the app client and where its API is; and where there are such, its domain
    /// and providers, the identity pool and the bucket. `host` is the request's `Host`.
    pub fn config(&self, host: Option<&str>) -> String {
        Config::of(&self.0.pool, self.0.port, host).into_json()
    }

    /// The page, script or style at a path.
    pub fn page(&self, path: &str) -> Option<&'static Page> {
        pages::pages().iter().find(|page| page.path == path)
    }

    /// The headers that go with every page. `host` is the request's `Host`.
    pub fn page_headers(&self, host: Option<&str>) -> Vec<(&'static str, String)> {
        let config = Config::of(&self.0.pool, self.0.port, host);
        let policy = pages::content_security_policy(config.addresses());
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
}

#[cfg(all(test, feature = "dev-pool"))]
mod tests {
    use super::*;

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
