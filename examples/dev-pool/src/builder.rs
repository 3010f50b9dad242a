use std::{error::Error, fmt, sync::Arc, time::SystemTime};

use crate::{client::AppClient, federation::Provider, pool::DevPool, random, shared::Settings};

/// Sets up a [`DevPool`].
///
/// Without settings the pool lives in `us-east-1`, has a random suffix and one random app client, and is mounted at `/cognito`.
///
/// ```
/// use dev_pool::DevPool;
///
/// let pool = DevPool::builder()
///     .user_pool_id("eu-west-1_FAKEpool1")
///     .client_id("fakewebclient0000000000001")
///     .build()?;
/// assert_eq!(pool.issuer(), "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_FAKEpool1");
/// # Ok::<(), dev_pool::BuildError>(())
/// ```
#[must_use]
pub struct DevPoolBuilder {
    region: String,
    user_pool_id: Option<String>,
    clients: Vec<AppClient>,
    mount: String,
    providers: Vec<Provider>,
    now: Now,
}

/// Tells the time.
pub(crate) type Now = Arc<dyn Fn() -> SystemTime + Send + Sync>;

impl DevPoolBuilder {
    pub(crate) fn new() -> Self {
        Self {
            region: "us-east-1".to_owned(),
            user_pool_id: None,
            clients: Vec::new(),
            mount: "/cognito".to_owned(),
            providers: Provider::ALL.to_vec(),
            now: Arc::new(SystemTime::now),
        }
    }

    /// Adds an app client (a public one, without a secret). Default: one with a random id.
    pub fn client_id(self, client_id: impl Into<String>) -> Self {
        self.app_client(AppClient::new(client_id))
    }

    /// Adds an app client with what it may do. The first one is the [pool's own](DevPool::client_id).
    pub fn app_client(mut self, client: AppClient) -> Self {
        self.clients.push(client);
        self
    }

    /// The path under which the API and the keys are served, with a leading and without a trailing slash. Default: `/cognito`.
    pub fn mount(mut self, mount: impl Into<String>) -> Self {
        self.mount = mount.into();
        self
    }

    /// The clock that tokens, codes and challenges go by. Default: the system's.
    pub fn now(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.now = Arc::new(now);
        self
    }

    /// The providers that users can sign in with, in the order of their buttons. Default: [all](Provider::ALL).
    pub fn providers(mut self, providers: impl IntoIterator<Item = Provider>) -> Self {
        self.providers = providers.into_iter().collect();
        self
    }

    /// The AWS Region in the pool id and the issuer. Default: `us-east-1`. A [pool id](Self::user_pool_id) names its own.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// The pool id, `<region>_<letters and digits>`. Default: the Region and nine random letters and digits.
    pub fn user_pool_id(mut self, user_pool_id: impl Into<String>) -> Self {
        self.user_pool_id = Some(user_pool_id.into());
        self
    }

    /// Makes the keys and the seeded administrator, which takes a moment.
    ///
    /// # Errors
    /// If the pool id, a client id or the mount path does not have its form, or a client's time is out of range.
    ///
    /// # Panics
    /// If the operating system gives no random numbers.
    pub fn build(mut self) -> Result<DevPool, BuildError> {
        let user_pool_id = self
            .user_pool_id
            .unwrap_or_else(|| format!("{}_{}", self.region, random::lower_alphanumeric(9)));
        let (region, name) = user_pool_id
            .split_once('_')
            .filter(|(region, name)| is_region(region) && is_pool_name(name))
            .map(|(region, name)| (region.to_owned(), name.to_owned()))
            .ok_or(BuildError::MalformedPoolId)?;
        if self.clients.is_empty() {
            self.clients.push(AppClient::random());
        }
        if !self.clients.iter().all(|client| is_client_id(&client.id)) {
            return Err(BuildError::MalformedClientId);
        }
        if !self.clients.iter().all(AppClient::has_grace_in_range) {
            return Err(BuildError::GraceOutOfRange);
        }
        if !self.clients.iter().all(AppClient::has_validity_in_range) {
            return Err(BuildError::ValidityOutOfRange);
        }
        if !is_mount(&self.mount) {
            return Err(BuildError::MalformedMount);
        }
        let settings = Settings {
            // AWS's commercial Regions; the made-up pool lives in one of them.
            issuer: format!("https://cognito-idp.{region}.amazonaws.com/{user_pool_id}"),
            region,
            pool_name: name,
            user_pool_id,
            clients: self.clients,
            mount: self.mount,
            providers: self.providers,
        };
        Ok(DevPool::new(settings, self.now))
    }
}

impl fmt::Debug for DevPoolBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevPoolBuilder")
            .field("region", &self.region)
            .field("user_pool_id", &self.user_pool_id)
            .field("clients", &self.clients)
            .field("mount", &self.mount)
            .finish_non_exhaustive()
    }
}

/// Why a [`DevPoolBuilder`] built nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// The grace of a client's rotation is more than 60 seconds.
    GraceOutOfRange,
    /// A client id is not 1 to 128 letters and digits.
    MalformedClientId,
    /// The mount path is not `/` and lower-case letters, digits, `-` or `/`, or it is `/dev`, which is the mailbox's.
    MalformedMount,
    /// The pool id is not `<region>_<letters and digits>` of at most 55 characters.
    MalformedPoolId,
    /// A client's access tokens are to be valid for less than 1 second or more than 1 day.
    ValidityOutOfRange,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GraceOutOfRange => "the grace of a rotation is more than 60 seconds",
            Self::MalformedClientId => "a client id is not 1 to 128 letters and digits",
            Self::MalformedMount => "the mount path is not an absolute path of its own",
            Self::MalformedPoolId => "the pool id is not <region>_<letters and digits>",
            Self::ValidityOutOfRange => "an access token's validity is not 1 second to 1 day",
        })
    }
}

impl Error for BuildError {}

fn is_region(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn is_pool_name(text: &str) -> bool {
    (1..=22).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_client_id(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_mount(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text != "/dev"
        && text.strip_prefix('/').is_some_and(|path| {
            path.split('/')
                .all(|segment| !segment.is_empty() && segment.bytes().all(plain))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_look_like_a_pool_of_cognito() {
        let pool = DevPoolBuilder::new()
            .region("eu-central-1")
            .build()
            .unwrap();
        let suffix = pool.user_pool_id().strip_prefix("eu-central-1_").unwrap();
        assert_eq!(suffix.len(), 9);
        assert_eq!(pool.client_id().len(), 26);
        assert_eq!(pool.region(), "eu-central-1");
    }

    #[test]
    fn malformed_settings_build_nothing() {
        let error = |builder: DevPoolBuilder| builder.build().err();
        for id in [
            "",
            "us-east-1",
            "us-east-1_",
            "_abc",
            "us-east-1_a_b",
            "US_abc",
            "a/b_c",
        ] {
            let builder = DevPoolBuilder::new().user_pool_id(id);
            assert_eq!(error(builder), Some(BuildError::MalformedPoolId), "{id}");
        }
        for id in ["", "a b", "a\"b"] {
            let builder = DevPoolBuilder::new().client_id("good").client_id(id);
            assert_eq!(error(builder), Some(BuildError::MalformedClientId), "{id}");
        }
        for path in [
            "",
            "/",
            "cognito",
            "/cognito/",
            "/a//b",
            "/dev",
            "/a?b",
            "/A",
        ] {
            let builder = DevPoolBuilder::new().mount(path);
            assert_eq!(error(builder), Some(BuildError::MalformedMount), "{path}");
        }
    }
}
