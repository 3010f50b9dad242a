use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cognito_core::{
    future::BoxFuture,
    jwks::{FetchError, FetchJwks, Fetched, ReqwestFetcher},
};

use super::{history::Fetch, issuer::Issuer};

/// Fetches over HTTP as by default, and writes down when, and what it may have brought.
#[derive(Debug)]
pub struct Watched {
    fetcher: ReqwestFetcher,
    issuer: Arc<Issuer>,
    watch: Watch,
}

/// What a [`Watched`] fetcher wrote down. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Watch(Arc<Mutex<Vec<Fetch>>>);

/// A fetch under way; one that is dropped has failed.
struct Under<'w> {
    watched: &'w Watched,
    number: usize,
}

impl Watched {
    /// A fetcher of what `issuer` publishes.
    pub fn new(issuer: Arc<Issuer>) -> Self {
        Self {
            fetcher: ReqwestFetcher::new(),
            issuer,
            watch: Watch::default(),
        }
    }

    /// What it writes down.
    pub fn watch(&self) -> Watch {
        self.watch.clone()
    }
}

impl Watch {
    /// The fetches, in their order.
    pub fn fetches(&self) -> Vec<Fetch> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Fetch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FetchJwks for Watched {
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        Box::pin(async move {
            let least = self.issuer.version();
            let under = Under::begin(self);
            let fetched = self.fetcher.fetch(url).await?;
            under.watched.watch.lock()[under.number].served = Some((least, self.issuer.newest()));
            Ok(fetched)
        })
    }
}

impl<'w> Under<'w> {
    fn begin(watched: &'w Watched) -> Self {
        let mut fetches = watched.watch.lock();
        let now = watched.issuer.now();
        fetches.push(Fetch {
            began: now,
            ended: now,
            served: None,
        });
        let number = fetches.len() - 1;
        Self { watched, number }
    }
}

impl Drop for Under<'_> {
    fn drop(&mut self) {
        let now = self.watched.issuer.now();
        self.watched.watch.lock()[self.number].ended = now;
    }
}
