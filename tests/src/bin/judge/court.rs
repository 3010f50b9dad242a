//! Verifiers, one for each `config`, over one set of keys.

use std::{
    collections::HashMap,
    error::Error,
    fs,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use cognito_core::{
    BuildError, Policy, Reason, UserPool, UserPoolId, Verifier,
    clock::Clock,
    future::BoxFuture,
    jwks::{KeyStore, StaticKeys},
};
use tokio::runtime::Runtime;

use crate::{
    arguments::Arguments,
    config::{Clients, Config},
};

/// The verifiers that are kept weigh no more than this, each as its `config` and [`VERIFIER`]: a few hundred.
const MOST: usize = 1024 * 1024;
const VERIFIER: usize = 4096;

pub(crate) struct Court {
    pool: UserPoolId,
    clients: Vec<String>,
    keys: KeyStore,
    clock: Stopped,
    runtime: Runtime,
    usual: Decider,
    /// By the text of the `config`.
    known: HashMap<Box<str>, Result<Decider, String>>,
    weight: usize,
}

#[derive(Clone)]
struct Decider {
    verifier: Verifier,
    policy: Policy,
}

impl Court {
    /// Reads the keys. The error names what of the command line is no good.
    pub(crate) fn open(arguments: Arguments) -> Result<Self, String> {
        let Arguments {
            jwks,
            pool,
            clients,
            now,
        } = arguments;
        let no_keys = |why: &dyn Error| format!("--jwks {}: {}", jwks.display(), chain(why));
        let document = fs::read(&jwks).map_err(|error| no_keys(&error))?;
        let set = StaticKeys::from_json(document).map_err(|error| no_keys(&error))?;
        let keys = KeyStore::builder(&UserPool::with_any_client(pool.clone()))
            .pinned_keys(set)
            .build()
            .map_err(|error| format!("--pool: {error}"))?;
        let clock = Stopped(now);
        let usual = Config::parse(None).and_then(|config| {
            Decider::new(config, &pool, &clients, &keys, clock).map_err(|error| error.to_string())
        })?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Self {
            pool,
            clients,
            keys,
            clock,
            runtime,
            usual,
            known: HashMap::new(),
            weight: 0,
        })
    }

    /// The verdict, `None` for a good token. The error says why the `config` cannot be meant.
    pub(crate) fn decide(
        &mut self,
        token: &str,
        config: Option<&str>,
    ) -> Result<Option<Reason>, String> {
        let decider = match config {
            Some(config) => self.decider(config)?,
            None => self.usual.clone(),
        };
        let verified = self.runtime.block_on(decider.verifier.verify(token));
        let outcome = verified.and_then(|claims| decider.policy.check(&claims));
        Ok(outcome.err().map(|error| error.reason()))
    }

    fn decider(&mut self, config: &str) -> Result<Decider, String> {
        if let Some(known) = self.known.get(config) {
            return known.clone();
        }
        let decider = Config::parse(Some(config)).and_then(|parsed| {
            Decider::new(parsed, &self.pool, &self.clients, &self.keys, self.clock)
                .map_err(|error| format!("`config`: {error}"))
        });
        self.weight += config.len() + VERIFIER;
        if self.weight > MOST {
            self.known.clear();
            self.weight = config.len() + VERIFIER;
        }
        self.known.insert(config.into(), decider.clone());
        decider
    }
}

impl Decider {
    fn new(
        config: Config,
        pool: &UserPoolId,
        usual_clients: &[String],
        keys: &KeyStore,
        clock: Stopped,
    ) -> Result<Self, BuildError> {
        let pool = match config.clients {
            None => UserPool::new(pool.clone(), usual_clients.iter().map(String::as_str)),
            Some(Clients::Listed(clients)) => UserPool::new(pool.clone(), clients),
            Some(Clients::Any) => UserPool::with_any_client(pool.clone()),
        };
        let builder = Verifier::builder()
            .user_pool_with_keys(pool, keys.clone())
            .accept(config.accepted)
            .leeway(config.leeway)
            .clock(clock);
        let builder = match config.resource {
            Some(resource) => builder.resource(resource),
            None => builder,
        };
        Ok(Self {
            verifier: builder.build()?,
            policy: config.policy.checked()?,
        })
    }
}

/// A clock that always shows the same time.
#[derive(Clone, Copy, Debug)]
struct Stopped(Duration);

impl Clock for Stopped {
    fn wall(&self) -> SystemTime {
        UNIX_EPOCH + self.0
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// An error with all its causes, on one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
