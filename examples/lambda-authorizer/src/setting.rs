use std::{env, error::Error, ffi::OsString, fmt, fs, io, path::PathBuf};

use cognito_core::{
    Authenticator, BuildError, Policy, TokenSource, UserPool, Verifier,
    gateway::LambdaAuthorizer,
    jwks::{FetchError, KeyStore, StaticKeys},
};

/// The authorizer that the environment asks for.
///
/// | variable | holds |
/// |---|---|
/// | `COGNITO_USER_POOL_ID`, `COGNITO_CLIENT_ID` | the pool: see [`Verifier::from_env`] |
/// | `COGNITO_ISSUER`, `COGNITO_JWKS_URI` | optional: for emulators |
/// | `JWKS_FILE` | optional: a file of the deployment package with the pool's key set. Nothing is fetched then, until a token names a key that is not in it |
/// | `REQUIRED_SCOPE` | optional: a scope that every token must have |
/// | `REQUIRED_GROUP` | optional: a group that every user must be in |
/// | `IAM_RESPONSES` | optional: `true` for an HTTP API that is not set to simple responses |
///
/// # Errors
/// [`SettingError`], naming the variable.
pub fn authorizer() -> Result<LambdaAuthorizer, SettingError> {
    let pool = UserPool::from_env()?;
    let keys = keys_of(&pool, env::var_os("JWKS_FILE").map(PathBuf::from))?;
    let verifier = Verifier::builder().user_pool_with_keys(pool, keys);
    authorizer_of(verifier.build()?, env::var_os)
}

/// The pool's keys: from this file until a token names a key that is not in it, or fetched by the first request.
///
/// # Errors
/// [`SettingError`], if the file is no key set.
pub fn keys_of(pool: &UserPool, file: Option<PathBuf>) -> Result<KeyStore, SettingError> {
    let keys = KeyStore::builder(pool);
    let keys = match file {
        Some(path) => keys.embedded_keys(read_keys(path)?),
        None => keys,
    };
    Ok(keys.build()?)
}

/// The same for a verifier that is there: the variables from `REQUIRED_SCOPE` on.
///
/// # Errors
/// [`SettingError`], naming the variable.
pub fn authorizer_of(
    verifier: Verifier,
    variable: impl Fn(&'static str) -> Option<OsString>,
) -> Result<LambdaAuthorizer, SettingError> {
    let text = |name| match variable(name).map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(_)) => Err(SettingError::NoText { variable: name }),
    };
    // A browser's WebSocket brings its token so. In requests to the other APIs the authorizer does not look at that header.
    let sources = [TokenSource::bearer(), TokenSource::web_socket("bearer")];
    let mut auth = Authenticator::builder(verifier).token_sources(sources);
    // One that is empty is no wish for an authorizer that lets in everybody: `build` refuses such a rule.
    if let Some(scope) = text("REQUIRED_SCOPE")? {
        auth = auth.require(Policy::scope(scope));
    }
    if let Some(group) = text("REQUIRED_GROUP")? {
        auth = auth.require(Policy::group(group));
    }
    let authorizer = LambdaAuthorizer::new(auth.build()?);
    match text("IAM_RESPONSES")?.as_deref() {
        None | Some("false") => Ok(authorizer),
        Some("true") => Ok(authorizer.iam_responses()),
        Some(_) => Err(SettingError::NotTrueOrFalse {
            variable: "IAM_RESPONSES",
        }),
    }
}

fn read_keys(path: PathBuf) -> Result<StaticKeys, SettingError> {
    match fs::read(&path) {
        Ok(document) => {
            StaticKeys::from_json(document).map_err(|source| SettingError::Keys { path, source })
        }
        Err(source) => Err(SettingError::Read { path, source }),
    }
}

/// Why there is no authorizer.
#[derive(Debug)]
#[non_exhaustive]
pub enum SettingError {
    /// The pool, its keys or a rule cannot be meant.
    Build(BuildError),
    /// The file is no key set.
    Keys {
        /// `JWKS_FILE`.
        path: PathBuf,
        /// What is wrong with it.
        source: FetchError,
    },
    /// A variable is not UTF-8.
    NoText {
        /// Its name.
        variable: &'static str,
    },
    /// A variable is neither `true` nor `false`.
    NotTrueOrFalse {
        /// Its name.
        variable: &'static str,
    },
    /// The file cannot be read.
    Read {
        /// `JWKS_FILE`.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl From<BuildError> for SettingError {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}

/// Lambda's log has nothing but this line: it says the cause as well.
impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(error) => error.fmt(f),
            Self::Keys { path, source } => {
                write!(f, "JWKS_FILE names {}: {source}", path.display())
            }
            Self::NoText { variable } => write!(f, "{variable} is not UTF-8"),
            Self::NotTrueOrFalse { variable } => {
                write!(f, "{variable} is neither `true` nor `false`")
            }
            Self::Read { path, source } => {
                write!(f, "JWKS_FILE names {}: {source}", path.display())
            }
        }
    }
}

impl Error for SettingError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Build(error) => error.source(),
            Self::NoText { .. } | Self::NotTrueOrFalse { .. } => None,
            Self::Keys { source, .. } => source.source(),
            Self::Read { source, .. } => source.source(),
        }
    }
}
