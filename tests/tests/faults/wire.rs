//! How a world reaches its endpoint, and what fails on the way.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
};

use cognito_core::jwks::ReqwestFetcher;
use cognito_tests::fault_server::{Certificate, FaultServer, trusted_root};
use reqwest::{
    Certificate as Root, Client,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect,
};

/// A name that only [`Resolver`] knows.
pub(crate) const NAME: &str = "pool.test";

/// How the endpoint is reached.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Wire {
    /// By a name that has to be looked up.
    Named,
    /// By its address, with the fetcher's own client.
    Plain,
    /// With TLS, by a client that trusts the test's authority.
    Tls,
}

/// Knows one name, unless it is down.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolver(Arc<AtomicBool>);

impl Resolver {
    pub(crate) fn is_down(&self, down: bool) {
        self.0.store(down, SeqCst);
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let is_known = name.as_str() == NAME && !self.0.load(SeqCst);
        Box::pin(async move {
            let loopback: SocketAddr = ([127, 0, 0, 1], 0).into();
            let found: Addrs = Box::new(std::iter::once(loopback));
            is_known
                .then_some(found)
                .ok_or_else(|| "no such name".into())
        })
    }
}

impl Wire {
    pub(crate) fn server(self) -> FaultServer {
        match self {
            Self::Named | Self::Plain => FaultServer::start(),
            Self::Tls => FaultServer::start_tls(Certificate::Good),
        }
    }

    pub(crate) fn url(self, server: &FaultServer) -> String {
        match self {
            Self::Named => server.url().replace("127.0.0.1", NAME),
            Self::Plain | Self::Tls => server.url(),
        }
    }

    pub(crate) fn fetcher(self, resolver: &Resolver) -> ReqwestFetcher {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .pool_max_idle_per_host(0)
            .no_proxy();
        match self {
            Self::Named => {
                let client = client.dns_resolver(resolver.clone()).tls_certs_only([]);
                ReqwestFetcher::from(client.build().unwrap()).allow_http(NAME)
            }
            Self::Plain => ReqwestFetcher::new(),
            Self::Tls => {
                let root = Root::from_der(trusted_root()).unwrap();
                ReqwestFetcher::from(client.tls_certs_only([root]).build().unwrap())
            }
        }
    }
}
