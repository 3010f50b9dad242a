use std::{
    fmt,
    sync::{Arc, Mutex, RwLock},
    time::SystemTime,
};

use cognito_core::{AuthError, IdClaims};
use serde_json::Value;

use crate::{
    api,
    builder::{DevPoolBuilder, Now},
    credentials::{Credentials, NewUser},
    error::ApiError,
    federation::Provider,
    http::{self, Answer, Request},
    import::{self, ImportError, ImportReport},
    jwks_mode::{self, JwksMode},
    mailbox::Mail,
    random,
    shared::{self, Settings, Shared, State},
    token::{
        check,
        keys::{KeyRing, OldKeys},
        requests::TokenRequests,
        revoked::{Listeners, Revoked},
    },
};

/// A user pool for development, in memory. Clones share it.
///
/// See the [crate documentation](crate) for what it answers.
#[derive(Clone)]
pub struct DevPool {
    shared: Arc<Shared>,
}

impl DevPool {
    /// Begins the set-up of a pool.
    pub fn builder() -> DevPoolBuilder {
        DevPoolBuilder::new()
    }

    pub(crate) fn new(settings: Settings, now: Now) -> Self {
        let administrator = Credentials::new("admin@example.com", random::password());
        let state = State::new(&settings.providers, shared::since_1970(&now).as_secs());
        let shared = Shared {
            settings,
            now,
            secret: random::bytes(),
            keys: RwLock::new(Arc::new(KeyRing::generate())),
            state: Mutex::new(state),
            administrator,
            on_revocation: Listeners::default(),
        };
        let pool = Self {
            shared: Arc::new(shared),
        };
        let administrator = pool.administrator();
        let new = NewUser::new(administrator.username(), administrator.password()).group("admins");
        let seeded = pool.add_user(new);
        debug_assert!(seeded.is_ok(), "an empty pool takes a user: {seeded:?}");
        pool
    }

    /// Adds a confirmed user and returns their `sub`.
    ///
    /// # Errors
    /// What `SignUp` would refuse: a bad name, password or attribute, a name that is taken, a full pool.
    pub fn add_user(&self, new: NewUser) -> Result<String, ApiError> {
        api::add_user(&self.shared, new)
    }

    /// Imports users from a CSV file. They have to ask for a first password by `ForgotPassword`, and their `sub` is new.
    ///
    /// The columns are those of `GetCSVHeader`, in any order, and custom attributes; `cognito:username`,
    /// `cognito:mfa_enabled` and one of `email_verified` and `phone_number_verified` must be among them.
    ///
    /// # Errors
    /// If the file as a whole cannot be read; then nobody is imported. A bad row is in the report and stops no other.
    pub fn import_csv(&self, text: &str) -> Result<ImportReport, ImportError> {
        import::run(&self.shared, text.as_bytes())
    }

    /// Puts a user into a group, which need not exist before. Tokens issued from now on carry it.
    ///
    /// # Errors
    /// `UserNotFoundException` for an unknown name, `InvalidParameterException` for a malformed group name.
    ///
    /// ```
    /// use dev_pool::{DevPool, NewUser};
    ///
    /// let pool = DevPool::builder().build()?;
    /// pool.add_user(NewUser::new("a@example.com", "Fake-Pass1"))?;
    /// pool.add_to_group("A@example.com", "editors")?;
    /// assert!(pool.add_to_group("b@example.com", "editors").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_to_group(&self, username: &str, group: &str) -> Result<(), ApiError> {
        let now = self.shared.now();
        let mut state = self.shared.state();
        let State { users, groups, .. } = &mut *state;
        let user = users
            .find_mut(username)
            .ok_or_else(ApiError::user_not_found)?;
        groups.ensure(group, now)?;
        user.join(group)
    }

    /// Tells of every sign-in that is revoked from now on: by `RevokeToken`, `GlobalSignOut` or `DeleteUser`, whoever calls
    /// them. Several listeners are all told.
    ///
    /// The listener runs on the thread of that call, after the sign-in is revoked and before the call is answered. It may use
    /// the pool. A sign-in is told of once.
    ///
    /// A real user pool tells nobody. Changing a password revokes nothing, here as there.
    ///
    /// ```
    /// use std::sync::mpsc;
    ///
    /// use dev_pool::{DevPool, Request};
    ///
    /// let pool = DevPool::builder().build()?;
    /// let (sender, revoked) = mpsc::channel();
    /// pool.on_revocation(move |sign_in| drop(sender.send(sign_in.clone())));
    ///
    /// let call = |operation: &str, body: serde_json::Value| {
    ///     let target = format!("AWSCognitoIdentityProviderService.{operation}");
    ///     let request = Request::new("POST", pool.mount())
    ///         .header("host", "127.0.0.1")
    ///         .header("content-type", "application/x-amz-json-1.1")
    ///         .header("x-amz-target", target)
    ///         .body(body.to_string());
    ///     let answer = pool.answer(&request).expect("the path is the pool's");
    ///     serde_json::from_slice::<serde_json::Value>(&answer.body)
    /// };
    /// let administrator = pool.administrator();
    /// let tokens = call("InitiateAuth", serde_json::json!({
    ///     "AuthFlow": "USER_PASSWORD_AUTH",
    ///     "ClientId": pool.client_id(),
    ///     "AuthParameters": {"USERNAME": administrator.username(), "PASSWORD": administrator.password()},
    /// }))?;
    /// assert!(revoked.try_recv().is_err());
    /// let access = &tokens["AuthenticationResult"]["AccessToken"];
    /// call("GlobalSignOut", serde_json::json!({"AccessToken": access}))?;
    /// assert_eq!(revoked.try_recv()?.origin_jti.len(), 36);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_revocation(&self, listener: impl Fn(&Revoked) + Send + Sync + 'static) {
        self.shared.on_revocation.add(listener);
    }

    /// Replaces both key pairs while the pool runs.
    ///
    /// ```
    /// use dev_pool::{DevPool, OldKeys};
    ///
    /// let pool = DevPool::builder().build()?;
    /// pool.rotate_keys(OldKeys::Keep);
    /// assert_eq!(pool.jwks()["keys"].as_array().map(Vec::len), Some(4));
    /// pool.rotate_keys(OldKeys::Drop);
    /// assert_eq!(pool.jwks()["keys"].as_array().map(Vec::len), Some(2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    /// If the operating system gives no random numbers.
    pub fn rotate_keys(&self, old: OldKeys) {
        self.shared.rotate_keys(old);
    }

    /// Serves the key set with a fault from now on, or without one again.
    pub fn set_jwks_mode(&self, mode: JwksMode) {
        self.shared.state().jwks_mode = mode;
    }

    /// The answer to a request for the key set: status, body and [delay](Answer::delay) as the
    /// [mode](Self::set_jwks_mode) has them. For a verifier in the same program, so that faults reach it as well.
    pub fn serve_jwks(&self) -> Answer {
        jwks_mode::serve(&self.shared)
    }

    /// How the seeded administrator, a member of the group `admins`, signs in.
    pub fn administrator(&self) -> Credentials {
        self.shared.administrator.clone()
    }

    /// Answers a request, or `None` if the path is not one of the pool's.
    ///
    /// It computes, for some milliseconds where passwords or signatures are concerned: call it from
    /// `tokio::task::spawn_blocking`, `actix_web::web::block` or the like.
    pub fn answer(&self, request: &Request) -> Option<Answer> {
        http::answer(&self.shared, request)
    }

    /// The first app client's id.
    pub fn client_id(&self) -> &str {
        let clients = &self.shared.settings.clients;
        clients.first().map_or("", |client| &client.id)
    }

    /// The ids of all app clients, the first one first.
    pub fn client_ids(&self) -> impl Iterator<Item = &str> {
        let clients = self.shared.settings.clients.iter();
        clients.map(|client| &*client.id)
    }

    /// Whether the sign-in with this `origin_jti` was neither revoked nor forgotten.
    ///
    /// Of a real pool nobody else can ask this but identity pools (`ServerSideTokenCheck`).
    pub fn is_signed_in(&self, origin_jti: &str) -> bool {
        self.shared.state().sign_ins.is_live(origin_jti)
    }

    /// The `iss` of the pool's tokens, in the form of Cognito's. It is a name, not an address at which the pool is found.
    pub fn issuer(&self) -> &str {
        &self.shared.settings.issuer
    }

    /// The public keys (RFC 7517), whatever the [mode](Self::set_jwks_mode).
    pub fn jwks(&self) -> Value {
        self.shared.keys().jwks()
    }

    /// The newest mails, newest last.
    pub fn mailbox(&self) -> Vec<Mail> {
        self.shared.state().mailbox.mails()
    }

    /// The path under which the API, the keys and the OAuth endpoints are served: after the site's origin, it makes what Cognito
    /// calls the pool's domain.
    pub fn mount(&self) -> &str {
        &self.shared.settings.mount
    }

    /// What the pool's clock says.
    pub fn now(&self) -> SystemTime {
        (self.shared.now)()
    }

    /// The providers that users can sign in with.
    pub fn providers(&self) -> &[Provider] {
        &self.shared.settings.providers
    }

    /// The AWS Region in the pool id.
    pub fn region(&self) -> &str {
        &self.shared.settings.region
    }

    /// How often the token endpoint was asked since the pool began, by how it answered.
    ///
    /// ```
    /// use dev_pool::{AppClient, DevPool, Request};
    ///
    /// let client = AppClient::new("fakem2mclient0000000000001").secret("s").scope("api/read");
    /// let pool = DevPool::builder().app_client(client).build()?;
    /// let request = Request::new("POST", "/cognito/oauth2/token")
    ///     .header("host", "127.0.0.1")
    ///     .header("content-type", "application/x-www-form-urlencoded")
    ///     .body("grant_type=client_credentials&client_id=fakem2mclient0000000000001&client_secret=s");
    /// assert_eq!(pool.answer(&request).map(|answer| answer.status), Some(200));
    /// let requests = pool.token_requests();
    /// assert_eq!((requests.client_credentials, requests.refresh_token, requests.refused), (1, 0, 0));
    /// # Ok::<(), dev_pool::BuildError>(())
    /// ```
    pub fn token_requests(&self) -> TokenRequests {
        self.shared.state().token_requests
    }

    /// Verifies an ID token of this pool, of any of its app clients, with the keys and at the clock of this moment.
    ///
    /// Whether the sign-in was revoked is another question: [`is_signed_in`](Self::is_signed_in).
    ///
    /// ```
    /// use cognito_core::Reason;
    /// use dev_pool::{DevPool, Request};
    ///
    /// let pool = DevPool::builder().build()?;
    /// let administrator = pool.administrator();
    /// let body = serde_json::json!({
    ///     "AuthFlow": "USER_PASSWORD_AUTH",
    ///     "ClientId": pool.client_id(),
    ///     "AuthParameters": {"USERNAME": administrator.username(), "PASSWORD": administrator.password()},
    /// });
    /// let request = Request::new("POST", pool.mount())
    ///     .header("host", "127.0.0.1")
    ///     .header("content-type", "application/x-amz-json-1.1")
    ///     .header("x-amz-target", "AWSCognitoIdentityProviderService.InitiateAuth")
    ///     .body(body.to_string());
    /// let answer = pool.answer(&request).expect("the path is the pool's");
    /// let answer: serde_json::Value = serde_json::from_slice(&answer.body)?;
    /// let token = |name: &str| answer["AuthenticationResult"][name].as_str().unwrap_or_default();
    ///
    /// let claims = pool.verify_id(token("IdToken"))?;
    /// assert_eq!(claims.client_id(), pool.client_id());
    /// let refusal = pool.verify_id(token("AccessToken")).map_err(|error| error.reason());
    /// assert_eq!(refusal.err(), Some(Reason::WrongTokenUse));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Why it is refused, as the verifiers of sites refuse it.
    pub fn verify_id(&self, token: &str) -> Result<IdClaims, AuthError> {
        let shared = &self.shared;
        check::id_token(&shared.keys(), &shared.settings, token, shared.now())
    }

    /// The pool id.
    pub fn user_pool_id(&self) -> &str {
        &self.shared.settings.user_pool_id
    }
}

impl fmt::Debug for DevPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevPool")
            .field("user_pool_id", &self.user_pool_id())
            .finish_non_exhaustive()
    }
}
