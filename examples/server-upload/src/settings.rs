//! What the environment says.

use std::{env, error::Error, fmt};

use cognito_identity::{IdentityPoolId, InvalidIdentityPoolId};
use cognito_tower::core::{InvalidUserPoolId, UserPoolId};

const VARIABLES: &str = "\
COGNITO_USER_POOL_ID       the user pool, as eu-west-1_AbC123xyz
COGNITO_CLIENT_ID          its app client
COGNITO_IDENTITY_POOL_ID   the identity pool, as eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f
S3_BUCKET                  the bucket
optional:
DYNAMODB_TABLE             a table with the partition key `owner`, which holds identities
AWS_REGION                 of the bucket and the table; without it, the identity pool's
PORT                       3000
for emulators:
COGNITO_JWKS_URI, COGNITO_IDENTITY_ENDPOINT, S3_ENDPOINT, DYNAMODB_ENDPOINT";

/// All but what the verifier reads itself.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) user_pool_id: UserPoolId,
    pub(crate) identity_pool_id: IdentityPoolId,
    pub(crate) identity_endpoint: Option<String>,
    pub(crate) region: String,
    pub(crate) s3_endpoint: Option<String>,
    pub(crate) bucket: String,
    pub(crate) dynamodb_endpoint: Option<String>,
    pub(crate) table: Option<String>,
}

impl Settings {
    pub(crate) fn from_env() -> Result<Self, SettingsError> {
        Self::read(|name| env::var(name).ok())
    }

    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let read = |name| {
            let value = variable(name).unwrap_or_default();
            Some(value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let need = |name| read(name).ok_or(SettingsError::Missing(name));
        let user_pool_id = need("COGNITO_USER_POOL_ID")?.parse();
        let identity_pool_id = need("COGNITO_IDENTITY_POOL_ID")?.parse();
        let identity_pool_id: IdentityPoolId =
            identity_pool_id.map_err(SettingsError::IdentityPool)?;
        Ok(Self {
            user_pool_id: user_pool_id.map_err(SettingsError::UserPool)?,
            identity_endpoint: read("COGNITO_IDENTITY_ENDPOINT"),
            region: read("AWS_REGION").unwrap_or_else(|| identity_pool_id.region().to_owned()),
            identity_pool_id,
            s3_endpoint: read("S3_ENDPOINT"),
            bucket: need("S3_BUCKET")?,
            dynamodb_endpoint: read("DYNAMODB_ENDPOINT"),
            table: read("DYNAMODB_TABLE"),
        })
    }
}

/// Whether the environment speaks of a cloud at all: half a configuration is a mistake, and no wish for the embedded parts.
#[cfg(feature = "dev-cloud")]
pub(crate) fn names_a_cloud() -> bool {
    let mut names = [
        "COGNITO_USER_POOL_ID",
        "COGNITO_CLIENT_ID",
        "COGNITO_IDENTITY_POOL_ID",
        "S3_BUCKET",
    ]
    .iter();
    names.any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Where to listen.
pub(crate) fn port() -> Result<u16, SettingsError> {
    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    port.trim().parse().map_err(|_| SettingsError::Port)
}

/// What to try.
pub(crate) fn to_try(port: u16) -> String {
    let here = format!("http://127.0.0.1:{port}");
    let curl = "curl -H \"Authorization: Bearer $TOKEN\"";
    format!(
        "Listening at {here}. With an ID token in $TOKEN:\n\n\
         {curl} -T Cargo.toml {here}/files/Cargo.toml\n\
         {curl} {here}/files\n\
         {curl} -T Cargo.toml {here}/not-permissions/Cargo.toml\n\
         {curl} {here}/items"
    )
}

pub(crate) enum SettingsError {
    IdentityPool(InvalidIdentityPoolId),
    Missing(&'static str),
    Port,
    UserPool(InvalidUserPoolId),
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IdentityPool(_) => f.write_str("COGNITO_IDENTITY_POOL_ID is not of its form"),
            Self::Missing(name) => write!(f, "{name} is not set; the server needs\n\n{VARIABLES}"),
            Self::Port => f.write_str("PORT is not a port"),
            Self::UserPool(_) => f.write_str("COGNITO_USER_POOL_ID is not of its form"),
        }
    }
}

/// What a `main` that ends with it prints.
impl fmt::Debug for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for SettingsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::IdentityPool(error) => Some(error),
            Self::UserPool(error) => Some(error),
            Self::Missing(_) | Self::Port => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: (&str, &str) = ("COGNITO_USER_POOL_ID", "eu-west-1_AbC123xyz");
    const IDENTITY_POOL: (&str, &str) = ("COGNITO_IDENTITY_POOL_ID", "eu-west-1:0d4f-1");
    const BUCKET: (&str, &str) = ("S3_BUCKET", " files ");

    fn read(variables: &[(&str, &str)]) -> Result<Settings, String> {
        let settings = Settings::read(|name| {
            let mut variables = variables.iter();
            let found = variables.find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        });
        settings.map_err(|error| error.to_string())
    }

    #[test]
    fn three_variables_are_enough() {
        let settings = read(&[POOL, IDENTITY_POOL, BUCKET, ("DYNAMODB_TABLE", "")]).unwrap();
        assert_eq!(settings.bucket, "files");
        assert_eq!(settings.region, "eu-west-1");
        assert_eq!((settings.table, settings.s3_endpoint), (None, None));
    }

    #[test]
    fn what_is_missing_or_malformed_is_named() {
        let missing = |all: &[(&str, &str)]| read(all).unwrap_err();
        assert!(missing(&[]).starts_with("COGNITO_USER_POOL_ID is not set"));
        assert!(missing(&[POOL]).starts_with("COGNITO_IDENTITY_POOL_ID is not set"));
        let bucket = missing(&[POOL, IDENTITY_POOL]);
        assert!(bucket.starts_with("S3_BUCKET is not set"));
        assert!(bucket.contains("DYNAMODB_TABLE"), "the help names them all");
        let swapped = missing(&[POOL, ("COGNITO_IDENTITY_POOL_ID", POOL.1), BUCKET]);
        assert_eq!(swapped, "COGNITO_IDENTITY_POOL_ID is not of its form");
        let swapped = missing(&[
            ("COGNITO_USER_POOL_ID", IDENTITY_POOL.1),
            IDENTITY_POOL,
            BUCKET,
        ]);
        assert_eq!(swapped, "COGNITO_USER_POOL_ID is not of its form");
    }
}
