//! A user pool as a verifier sees it: issuers, key locations and accepted app clients.

mod aws_url;
mod client_rule;
mod client_set;
mod keyed;
pub(crate) mod location;
mod resolved;

use std::fmt;

pub use self::client_set::ClientSet;
pub(crate) use self::{client_rule::ClientRule, keyed::KeyedPool, resolved::ResolvedPool};
use crate::{ClientId, Region, UserPoolId};

/// A user pool whose tokens are accepted, with the app clients they may be issued to.
///
/// Both forms of the pool's issuer are accepted (`https://cognito-idp.<region>…` and
/// `https://issuer-cognito-idp.<region>…`), and its keys come from the original one. Everything else is an option.
/// Mistakes are reported by [`VerifierBuilder::build`](crate::VerifierBuilder::build), which names the value and the
/// expected form.
///
/// ```
/// use cognito_core::{Reason, UserPool, Verifier, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let test = TestPool::new(); // in place of AWS
/// let pool = UserPool::new("us-east-1_TestPool1".parse()?, ["testclient000000000000001"]).only_original_issuer();
/// let verifier = Verifier::builder()
///     .user_pool(pool)
///     .clock(test.clock().clone())
///     .fetcher(test.clone())
///     .build()?;
///
/// assert!(verifier.verify(&test.access_token().mint()).await.is_ok());
/// let other = test.access_token().claim("client_id", "another").mint();
/// let refused = verifier.verify(&other).await.unwrap_err();
/// assert_eq!(refused.reason(), Reason::ClientMismatch);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct UserPool {
    id: UserPoolId,
    clients: ClientRule,
    issuer_form: IssuerForm,
    replicas: Vec<Region>,
    issuer: Option<Box<str>>,
    jwks_uri: Option<Box<str>>,
    http_hosts: Vec<Box<str>>,
}

/// Which of AWS's two issuer forms a pool's tokens may carry.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum IssuerForm {
    Both,
    Original,
    Updated,
}

impl UserPool {
    /// A pool and the app clients whose tokens are accepted.
    ///
    /// An empty list is an error when the verifier is built: it would refuse every token. A list that changes while the
    /// program runs is a [`ClientSet`].
    pub fn new<I>(id: UserPoolId, clients: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<ClientId>,
    {
        Self::with_rule(id, ClientRule::listed(clients.into_iter().map(Into::into)))
    }

    /// A pool all of whose app clients are trusted, those registered later by others too.
    ///
    /// Prefer [`UserPool::new`]: with dynamic client registration anybody may become an app client of the pool.
    pub fn with_any_client(id: UserPoolId) -> Self {
        Self::with_rule(id, ClientRule::Any)
    }

    /// A pool whose app clients may change while the program runs. Keep a clone of the set: see [`ClientSet`].
    ///
    /// ```
    /// use cognito_core::{ClientSet, UserPool};
    ///
    /// let clients = ClientSet::new(["7lhlkkfbfb4q5kpp90urffao"])?;
    /// let pool = UserPool::with_client_set("eu-west-1_AbC123xyz".parse()?, clients.clone());
    /// clients.insert("1example23456789")?;
    /// # let _ = pool;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_client_set(id: UserPoolId, clients: ClientSet) -> Self {
        Self::with_rule(id, ClientRule::Set(clients))
    }

    /// A pool whose app clients are decided by a function of the client id, asked at every verification.
    ///
    /// ```
    /// use cognito_core::UserPool;
    ///
    /// let pool = UserPool::with_client_predicate("eu-west-1_AbC123xyz".parse()?, |client| client.starts_with("web"));
    /// assert_eq!(pool.id().as_str(), "eu-west-1_AbC123xyz");
    /// # Ok::<(), cognito_core::InvalidUserPoolId>(())
    /// ```
    pub fn with_client_predicate(
        id: UserPoolId,
        accepts: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self::with_rule(id, ClientRule::predicate(accepts))
    }

    fn with_rule(id: UserPoolId, clients: ClientRule) -> Self {
        Self {
            id,
            clients,
            issuer_form: IssuerForm::Both,
            replicas: Vec::new(),
            issuer: None,
            jwks_uri: None,
            http_hosts: Vec::new(),
        }
    }

    /// Accepts only the original issuer form, `https://cognito-idp.<region>…`. Default: both forms.
    #[must_use]
    pub fn only_original_issuer(mut self) -> Self {
        self.issuer_form = IssuerForm::Original;
        self
    }

    /// Accepts only the updated issuer form, `https://issuer-cognito-idp.<region>…`, and takes the keys from there.
    /// Default: both forms.
    #[must_use]
    pub fn only_updated_issuer(mut self) -> Self {
        self.issuer_form = IssuerForm::Updated;
        self
    }

    /// Regions that hold a replica of the pool: their issuers are accepted too, and their keys are asked for when the
    /// primary Region does not answer. Default: none.
    #[must_use]
    pub fn replica_regions(mut self, regions: impl IntoIterator<Item = Region>) -> Self {
        self.replicas.extend(regions);
        self
    }

    /// The exact `iss` of the pool's tokens, in place of AWS's forms. For emulators and partitions without a known DNS
    /// suffix.
    ///
    /// Tokens are compared with it byte for byte, so a slash at the end matters. A custom domain of the pool is no issuer:
    /// it serves the sign-in pages, and the tokens still name `cognito-idp.<region>…`. The issuer says nothing about where
    /// the keys are: see [`UserPool::jwks_uri`].
    #[must_use]
    pub fn issuer(mut self, issuer: impl Into<Box<str>>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Where the pool's key set is fetched from, in place of AWS's location. For emulators, proxies and mirrors.
    ///
    /// `https`, or `http` to loopback.
    #[must_use]
    pub fn jwks_uri(mut self, uri: impl Into<Box<str>>) -> Self {
        self.jwks_uri = Some(uri.into());
        self
    }

    /// Weakenings. Each is a decision for a closed network, never for production.
    pub fn dangerous(self) -> Dangerous {
        Dangerous(self)
    }

    /// The pool's id.
    pub fn id(&self) -> &UserPoolId {
        &self.id
    }
}

impl fmt::Debug for UserPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserPool")
            .field("id", &self.id)
            .field("clients", &self.clients)
            .field("replicas", &self.replicas)
            .field("issuer", &self.issuer)
            .field("jwks_uri", &self.jwks_uri)
            .finish_non_exhaustive()
    }
}

/// What [`UserPool::dangerous`] offers.
#[derive(Clone, Debug)]
#[must_use]
pub struct Dangerous(UserPool);

impl Dangerous {
    /// Allows plain `http` to this host, as in a container network: its name or address, without a port. Whoever can answer in its place can mint tokens.
    pub fn allow_http(self, host: impl Into<Box<str>>) -> UserPool {
        let mut pool = self.0;
        pool.http_hosts.push(host.into());
        pool
    }
}
