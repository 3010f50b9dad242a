//! The issuer's endpoint of a life.

use std::{
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use super::{
    super::world::{HOUR, document},
    KIDS, Published,
    ledger::Ledger,
};
use crate::{
    clock::Clock as _,
    future::BoxFuture,
    jwks::{FetchError, FetchErrorKind, FetchJwks, Fetched},
};

/// How the endpoint answers.
#[derive(Clone, Debug)]
pub(super) enum Mode {
    Answers {
        after: Duration,
        max_age: Option<Duration>,
    },
    Fails {
        after: Duration,
        asks: Option<Duration>,
    },
    /// With status 200, and nothing that helps.
    Garbage(usize),
    Silent,
}

#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    pub(super) ledger: Arc<Mutex<Ledger>>,
    pub(super) mode: Arc<Mutex<(Mode, Published)>>,
}

impl Endpoint {
    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap()
    }
}

/// A fetch that is given up has failed, as one that ends in an error.
struct Fetch {
    ledger: Arc<Mutex<Ledger>>,
    flight: usize,
    brings: Option<Published>,
    asks: Option<Duration>,
}

impl Fetch {
    fn brings(&mut self, set: Option<Published>) {
        self.brings = set;
    }

    fn asks(&mut self, wait: Option<Duration>) {
        self.asks = wait;
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        let mut ledger = self.ledger.lock().unwrap();
        match self.brings {
            Some(set) => ledger.lands(self.flight, set),
            None => ledger.fails(self.flight, self.asks),
        }
    }
}

impl FetchJwks for Endpoint {
    fn fetch<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        let (mode, set) = self.mode.lock().unwrap().clone();
        let clock = self.ledger().clock.clone();
        let max_age = match mode {
            Mode::Answers { max_age, .. } => max_age,
            _ => None,
        };
        let flight = self.ledger().is_called(max_age);
        let mut fetch = Fetch {
            ledger: Arc::clone(&self.ledger),
            flight,
            brings: None,
            asks: None,
        };
        Box::pin(async move {
            match mode {
                Mode::Answers { after, max_age } => {
                    if !after.is_zero() {
                        clock.sleep(after).await;
                    }
                    let keys: Vec<_> = KIDS.into_iter().zip(set).collect();
                    let keys = keys.into_iter().filter_map(|(kid, m)| Some((kid, m?)));
                    let keys: Vec<_> = keys.collect();
                    // A set without a key is a failure.
                    fetch.brings((!keys.is_empty()).then_some(set));
                    let fetched = Fetched::new(document(&keys));
                    Ok(match max_age {
                        Some(max_age) => fetched.max_age(max_age),
                        None => fetched,
                    })
                }
                Mode::Fails { after, asks } => {
                    if !after.is_zero() {
                        clock.sleep(after).await;
                    }
                    fetch.asks(asks);
                    let error = FetchError::from(FetchErrorKind::Status(503));
                    Err(match asks {
                        Some(asks) => error.with_retry_after(asks),
                        None => error,
                    })
                }
                Mode::Garbage(kind) => Ok(Fetched::new(garbage(kind))),
                Mode::Silent => {
                    clock.sleep(1000 * HOUR).await;
                    Err(FetchErrorKind::Other.into())
                }
            }
        })
    }
}

fn garbage(kind: usize) -> String {
    let good = document(&[("k0", 1)]);
    match kind {
        0 => r#"{"keys":[]}"#.to_owned(),
        1 => "<!doctype html>".to_owned(),
        2 => good[..good.len() / 2].to_owned(),
        3 => good + &" ".repeat(256 * 1024),
        4 => good.replace("RSA", "EC"),
        _ => {
            let many: Vec<_> = (0..101).map(|n| format!(r#"{{"kid":"{n}"}}"#)).collect();
            format!(r#"{{"keys":[{}]}}"#, many.join(","))
        }
    }
}
