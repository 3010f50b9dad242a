use std::ffi::OsString;

use crate::{BuildError, ClientId, UserPool, UserPoolId};

const USER_POOL_ID: &str = "COGNITO_USER_POOL_ID";
const CLIENT_ID: &str = "COGNITO_CLIENT_ID";
const ISSUER: &str = "COGNITO_ISSUER";
const JWKS_URI: &str = "COGNITO_JWKS_URI";

impl UserPool {
    /// The pool that the environment names, by the variables of [`Verifier::from_env`](crate::Verifier::from_env): for who gives
    /// it a [`KeyStore`](crate::jwks::KeyStore) of its own, as with keys in the program.
    ///
    /// ```
    /// use cognito_core::{UserPool, jwks::{KeyStore, StaticKeys}};
    ///
    /// fn with(document: &[u8]) -> Result<KeyStore, Box<dyn std::error::Error>> {
    ///     let pool = UserPool::from_env()?;
    ///     Ok(KeyStore::builder(&pool).embedded_keys(StaticKeys::from_json(document)?).build()?)
    /// }
    /// assert!(with(b"no key set").is_err());
    /// ```
    ///
    /// # Errors
    /// [`BuildError`], naming the variable and the expected form.
    pub fn from_env() -> Result<Self, BuildError> {
        user_pool(std::env::var_os)
    }
}

/// The pool that the variables name. An empty variable counts as unset; one that is not UTF-8 is a mistake.
fn user_pool(variable: impl Fn(&'static str) -> Option<OsString>) -> Result<UserPool, BuildError> {
    let read = |name| {
        let value = variable(name).unwrap_or_default().into_string();
        let value = value.map_err(|value| BuildError::VariableNotUnicode {
            variable: name,
            value: value.to_string_lossy().into(),
        })?;
        Ok(Some(value.trim().to_owned()).filter(|value| !value.is_empty()))
    };
    let need = |name, expected| {
        read(name)?.ok_or(BuildError::MissingVariable {
            variable: name,
            expected,
        })
    };
    let id = need(USER_POOL_ID, "a user pool id, as in `eu-west-1_AbC123xyz`")?;
    let clients = need(
        CLIENT_ID,
        "an app client id, as in `7lhlkkfbfb4q5kpp90urffao`, or several with commas",
    )?;
    let (issuer, jwks_uri) = (read(ISSUER)?, read(JWKS_URI)?);
    let emulated = issuer.is_some() && jwks_uri.is_some();
    let id = if emulated {
        UserPoolId::emulator(&id)
    } else {
        id.parse()
    };
    let id = id.map_err(|source| BuildError::InvalidUserPoolId {
        variable: USER_POOL_ID,
        source,
    })?;
    let mut pool = UserPool::new(id, clients.split(',').map(|c| ClientId::from(c.trim())));
    if let Some(issuer) = issuer {
        pool = pool.issuer(issuer);
    }
    if let Some(uri) = jwks_uri {
        pool = pool.jwks_uri(uri);
    }
    Ok(pool)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(variables: &[(&str, &str)]) -> Result<crate::pool::ResolvedPool, BuildError> {
        user_pool(|name| {
            let (_, value) = variables.iter().find(|(n, _)| *n == name)?;
            Some(OsString::from(value))
        })?
        .resolve()
    }

    #[test]
    fn two_variables_are_enough() {
        let pool = resolve(&[
            (USER_POOL_ID, " eu-west-1_AbC "),
            (CLIENT_ID, "a, b"),
            (ISSUER, ""),
        ])
        .unwrap();
        assert_eq!(pool.id.as_str(), "eu-west-1_AbC");
        assert!(pool.clients.accepts("a") && pool.clients.accepts("b"));
        assert!(!pool.clients.accepts("c"));
        assert_eq!(pool.issuers.len(), 2);
    }

    #[test]
    fn emulators_need_two_more() {
        let pool = resolve(&[
            (USER_POOL_ID, "local_x"),
            (CLIENT_ID, "a"),
            (ISSUER, "http://localhost:9229/local_x"),
            (
                JWKS_URI,
                "http://localhost:9229/local_x/.well-known/jwks.json",
            ),
        ])
        .unwrap();
        assert_eq!(*pool.issuers, ["http://localhost:9229/local_x".into()]);
    }

    #[test]
    fn mistakes_name_the_variable() {
        for (variables, named) in [
            (vec![], USER_POOL_ID),
            (vec![(USER_POOL_ID, " ")], USER_POOL_ID),
            (vec![(USER_POOL_ID, "eu-west-1_AbC")], CLIENT_ID),
            (
                vec![(USER_POOL_ID, "AbC123"), (CLIENT_ID, "a")],
                USER_POOL_ID,
            ),
            (
                vec![
                    (USER_POOL_ID, "local_x"),
                    (CLIENT_ID, "a"),
                    (ISSUER, "http://localhost/x"),
                ],
                USER_POOL_ID,
            ),
            (
                vec![(USER_POOL_ID, "eu-west-1_AbC"), (CLIENT_ID, "a,,b")],
                "app client id",
            ),
        ] {
            let error = resolve(&variables).unwrap_err().to_string();
            assert!(error.contains(named), "{variables:?}: {error}");
        }
    }

    #[test]
    fn what_is_often_pasted_is_told_apart() {
        let pool = |value| resolve(&[(USER_POOL_ID, value), (CLIENT_ID, "a")]);
        let client = |value| resolve(&[(USER_POOL_ID, "eu-west-1_AbC"), (CLIENT_ID, value)]);
        for (refused, hint) in [
            (
                pool("arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC"),
                "this is an ARN; the id in it is `eu-west-1_AbC`",
            ),
            (
                pool("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC"),
                "this is a URL; the id in it is `eu-west-1_AbC`",
            ),
            (
                pool("eu-west-1:11111111-2222-3333-4444-555555555555"),
                "this is the id of an identity pool",
            ),
            (pool("\"eu-west-1_AbC\""), "spaces or quotes around it"),
            (
                pool("local_x"),
                "needs COGNITO_ISSUER and COGNITO_JWKS_URI too",
            ),
            (client("\"a\""), "spaces or quotes around it"),
            (client("a, 'b'"), "spaces or quotes around it"),
            (client("a;b"), "`a;b` is not an app client id"),
            (client("my app"), "the id, not the name of the app client"),
        ] {
            let message = refused.unwrap_err().to_string();
            assert!(message.contains(hint), "{message}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_variable_that_is_no_text_is_named_and_not_passed_over() {
        use std::os::unix::ffi::OsStringExt as _;

        for bad in [USER_POOL_ID, CLIENT_ID, ISSUER, JWKS_URI] {
            let error = user_pool(|name| match name {
                _ if name == bad => Some(OsString::from_vec(b"a\xff".to_vec())),
                USER_POOL_ID => Some("eu-west-1_AbC".into()),
                CLIENT_ID => Some("a".into()),
                _ => None,
            });
            let message = error.unwrap_err().to_string();
            assert!(
                message.contains(&format!("{bad} is `a\u{fffd}`")),
                "{message}"
            );
        }
    }
}
