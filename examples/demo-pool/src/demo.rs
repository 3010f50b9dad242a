use std::{
    env,
    ffi::OsString,
    net::{Ipv4Addr, TcpListener},
};

use cognito_core::{BuildError, InvalidUserPoolId, UserPoolId, Verifier, VerifierBuilder};

use crate::{DemoError, Pools, Trial, log};

/// Any of these speaks of a pool: half a configuration is a mistake, and no wish for a pool in memory.
const POOL_VARIABLES: [&str; 4] = [
    "COGNITO_USER_POOL_ID",
    "COGNITO_CLIENT_ID",
    "COGNITO_ISSUER",
    "COGNITO_JWKS_URI",
];

/// Where an example's tokens come from, and where it listens. Cheap to clone.
///
/// Where the environment names a pool, as for [`Verifier::from_env`], it is that pool. Otherwise it is one in memory, **for
/// trying out only**: see the [crate](crate).
#[derive(Clone, Debug)]
pub struct Demo {
    pools: Option<Pools>,
    port: u16,
}

impl Demo {
    /// What the environment asks for: its pool, or one in memory; the port `PORT`, or 3000. Logs refusals to stderr from now on.
    ///
    /// # Errors
    /// [`DemoError::Port`].
    pub fn from_env() -> Result<Self, DemoError> {
        log::start();
        let variable = |name: &str| env::var_os(name).unwrap_or_default();
        let names_a_pool = POOL_VARIABLES.iter().any(|name| !is_blank(&variable(name)));
        Ok(Self {
            pools: (!names_a_pool).then(Pools::new),
            port: port(env::var_os("PORT"))?,
        })
    }

    /// A pool in memory and a free port, whatever the environment says: for tests.
    ///
    /// # Panics
    /// If the operating system gives no random numbers.
    pub fn in_memory() -> Self {
        Self {
            pools: Some(Pools::new()),
            port: 0,
        }
    }

    /// The pools in memory; `None` where the environment names a pool.
    pub fn pools(&self) -> Option<&Pools> {
        self.pools.as_ref()
    }

    /// The id of the pool.
    ///
    /// # Errors
    /// [`InvalidUserPoolId`] where the environment has no id of a pool.
    pub fn pool_id(&self) -> Result<UserPoolId, InvalidUserPoolId> {
        match &self.pools {
            Some(pools) => Ok(pools.main().id().clone()),
            None => env::var("COGNITO_USER_POOL_ID")
                .unwrap_or_default()
                .trim()
                .parse(),
        }
    }

    /// Verifies access tokens of the pool.
    ///
    /// # Errors
    /// Those of [`Verifier::from_env`].
    pub fn verifier(&self) -> Result<Verifier, BuildError> {
        self.verifier_builder()?.build()
    }

    /// A verifier of the pool's tokens that is to be configured further.
    ///
    /// # Errors
    /// Those of [`VerifierBuilder::from_env`].
    pub fn verifier_builder(&self) -> Result<VerifierBuilder, BuildError> {
        self.pools
            .as_ref()
            .map_or_else(VerifierBuilder::from_env, |pools| {
                Ok(pools.verifier_builder())
            })
    }

    /// Listens at 127.0.0.1, not blocking, as async runtimes want it, and prints what to try.
    ///
    /// # Errors
    /// [`DemoError::Listen`], naming the port.
    #[expect(
        clippy::print_stdout,
        reason = "that is how one learns the address and the tokens"
    )]
    pub fn listen(&self, trial: &Trial) -> Result<TcpListener, DemoError> {
        let port = self.port;
        let listen = || {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
            listener.set_nonblocking(true)?;
            Ok((listener.local_addr()?, listener))
        };
        let (address, listener) = listen().map_err(|source| DemoError::Listen { port, source })?;
        println!("{}", trial.introduction(self.pools(), address));
        Ok(listener)
    }
}

fn is_blank(value: &OsString) -> bool {
    value.to_str().is_some_and(|text| text.trim().is_empty())
}

/// 3000 unless the variable says otherwise.
fn port(variable: Option<OsString>) -> Result<u16, DemoError> {
    let Some(value) = variable else {
        return Ok(3000);
    };
    let value = value.to_string_lossy();
    match value.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(DemoError::Port(value.into_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_a_port() {
        let port = |text: &str| port(Some(text.into()));
        assert_eq!(port("8080").unwrap(), 8080);
        assert_eq!(super::port(None).unwrap(), 3000);
        for bad in ["", "0", "http", "70000"] {
            let message = port(bad).unwrap_err().to_string();
            assert!(message.starts_with("PORT is "), "{message}");
        }
    }

    #[test]
    fn a_port_that_is_taken_is_named() {
        let taken = Demo::in_memory().listen(&Trial::new()).unwrap();
        let port = taken.local_addr().unwrap().port();
        let second = Demo { pools: None, port }.listen(&Trial::new());
        let message = second.unwrap_err().to_string();
        assert!(message.contains(&port.to_string()), "{message}");
    }

    #[test]
    fn a_blank_variable_names_no_pool() {
        for (value, blank) in [("", true), (" \t", true), ("a", false)] {
            assert_eq!(is_blank(&value.into()), blank, "{value:?}");
        }
    }
}
