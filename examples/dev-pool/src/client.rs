use std::{fmt, time::Duration};

use crate::{limit, random};

/// The scopes that a client may ask for unless it is given others: those of `OpenID` Connect, and the one for the user's own account.
const DEFAULT_SCOPES: [&str; 4] = [
    "openid",
    "email",
    "profile",
    "aws.cognito.signin.user.admin",
];

/// An app client: a program that may sign users in, or itself.
///
/// Without a secret it is a public client, as pages in a browser are.
///
/// ```
/// use dev_pool::{AppClient, DevPool};
///
/// let client = AppClient::new("fakewebclient0000000000001")
///     .callback_url("http://127.0.0.1:3000/callback")
///     .logout_url("http://127.0.0.1:3000/");
/// let machine = AppClient::new("fakem2mclient0000000000002").secret("fake-secret").scope("api/read");
/// assert!(!format!("{machine:?}").contains("fake-secret"));
/// let pool = DevPool::builder().app_client(client).app_client(machine).build()?;
/// assert_eq!(pool.client_id(), "fakewebclient0000000000001");
/// # Ok::<(), dev_pool::BuildError>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct AppClient {
    pub(crate) id: String,
    pub(crate) secret: Option<String>,
    pub(crate) callback_urls: Vec<String>,
    pub(crate) logout_urls: Vec<String>,
    scopes: Vec<String>,
    access_token_validity: Option<Duration>,
    /// The grace of rotation; without it refresh tokens do not rotate.
    pub(crate) rotation: Option<Duration>,
}

impl AppClient {
    /// A public client with this id, 1 to 128 letters and digits.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            secret: None,
            callback_urls: Vec::new(),
            logout_urls: Vec::new(),
            scopes: Vec::new(),
            access_token_validity: None,
            rotation: None,
        }
    }

    /// A public client with a random id in the form of Cognito's.
    pub fn random() -> Self {
        Self::new(random::lower_alphanumeric(26))
    }

    /// How long its access tokens are valid, in whole seconds: 1 second to 1 day. Default: 1 hour. ID tokens are valid for an hour.
    ///
    /// Cognito's `AccessTokenValidity` begins at 5 minutes; less is for tests that wait for an end.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use dev_pool::{AppClient, BuildError, DevPool};
    ///
    /// let with = |validity| {
    ///     let client = AppClient::random().access_token_validity(validity);
    ///     DevPool::builder().app_client(client).build().err()
    /// };
    /// assert_eq!(with(Duration::from_secs(2)), None);
    /// assert_eq!(with(Duration::ZERO), Some(BuildError::ValidityOutOfRange));
    /// ```
    pub fn access_token_validity(mut self, validity: Duration) -> Self {
        self.access_token_validity = Some(validity);
        self
    }

    /// Where the OAuth endpoints may send a browser after a sign-in; compared as text. Default: nowhere.
    ///
    /// As in Cognito it is https, http for this computer, or the scheme of an app, and has no fragment; a browser is sent to no
    /// other.
    pub fn callback_url(mut self, url: impl Into<String>) -> Self {
        self.callback_urls.push(url.into());
        self
    }

    /// Where `/logout` may send a browser; compared as text. Default: nowhere.
    pub fn logout_url(mut self, url: impl Into<String>) -> Self {
        self.logout_urls.push(url.into());
        self
    }

    /// Turns refresh-token rotation on, with a grace of 0 to 60 seconds. Default: off, and one refresh token serves for 30 days.
    ///
    /// Every refresh then answers with a new refresh token, which is valid for what remains of the time of the first one. The
    /// token that was sent serves again until the grace is over, counted from its first use, and gives yet another token; with a
    /// grace of 0 it is used up at once. After that it is refused with `RefreshTokenReuseException`, at the token endpoint with
    /// `invalid_grant`, and nothing else follows: AWS documents no more. Any of the tokens, old ones too, revokes the whole
    /// sign-in. The newest 50 tokens of a sign-in are known, so that many parallel refreshes do not fill the memory.
    ///
    /// The flow `REFRESH_TOKEN_AUTH` is not there for such a client: it refreshes by `GetTokensFromRefreshToken` or at the token
    /// endpoint.
    ///
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html>
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use dev_pool::{AppClient, BuildError, DevPool};
    ///
    /// let with = |grace| DevPool::builder().app_client(AppClient::random().rotation(grace)).build().err();
    /// assert_eq!(with(Duration::from_secs(60)), None);
    /// assert_eq!(with(Duration::from_secs(61)), Some(BuildError::GraceOutOfRange));
    /// ```
    pub fn rotation(mut self, grace: Duration) -> Self {
        self.rotation = Some(grace);
        self
    }

    /// Allows a scope at the OAuth endpoints. Default: `openid`, `email`, `profile` and `aws.cognito.signin.user.admin`; the
    /// first scope that is named takes their place.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Makes it a confidential client, which has to prove that it knows this secret.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// Makes it a confidential client with a random secret.
    ///
    /// ```
    /// let client = dev_pool::AppClient::random().random_secret();
    /// assert_eq!((client.id().len(), client.expose_secret().map(str::len)), (26, Some(51)));
    /// ```
    pub fn random_secret(self) -> Self {
        self.secret(random::lower_alphanumeric(51))
    }

    /// The client id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The secret of a confidential client, to be handed to the program that is to know it.
    pub fn expose_secret(&self) -> Option<&str> {
        self.secret.as_deref()
    }

    /// Seconds that its access tokens are valid.
    pub(crate) fn access_token_seconds(&self) -> u64 {
        self.access_token_validity
            .map_or(limit::TOKEN_LIFE, |validity| validity.as_secs())
    }

    pub(crate) fn has_validity_in_range(&self) -> bool {
        (1..=limit::LONGEST_TOKEN_LIFE).contains(&self.access_token_seconds())
    }

    pub(crate) fn has_grace_in_range(&self) -> bool {
        self.rotation
            .is_none_or(|grace| grace <= Duration::from_secs(limit::LONGEST_GRACE))
    }

    /// The scopes that it may ask for, in their order.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &str> {
        let default = if self.scopes.is_empty() {
            &DEFAULT_SCOPES[..]
        } else {
            &[]
        };
        let named = self.scopes.iter().map(String::as_str);
        default.iter().copied().chain(named)
    }
}

/// Prints the id; the secret stays out of logs.
impl fmt::Debug for AppClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppClient")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
