//! What all clones of a pool share.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::{Duration, UNIX_EPOCH},
};

use crate::{
    builder::Now,
    challenge::{Exchanges, Sessions},
    client::AppClient,
    code::Codes,
    credentials::Credentials,
    federation::Provider,
    group::Groups,
    import::job::Jobs,
    jwks_mode::JwksMode,
    mailbox::{Mail, MailKind, Mailbox},
    oauth::{AuthorizationCodes, BrowserSessions},
    srp::Owner,
    token::{
        keys::{KeyRing, OldKeys},
        requests::TokenRequests,
        revoked::Listeners,
        sign_in::SignIns,
    },
    users::Users,
};

/// What does not change while a pool lives.
pub(crate) struct Settings {
    pub(crate) region: String,
    /// The part of the pool id after `_`.
    pub(crate) pool_name: String,
    pub(crate) user_pool_id: String,
    pub(crate) issuer: String,
    pub(crate) clients: Vec<AppClient>,
    pub(crate) mount: String,
    pub(crate) providers: Vec<Provider>,
}

/// What all clones of a pool share.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    /// Derives what unknown users are answered.
    pub(crate) secret: [u8; 32],
    pub(crate) now: Now,
    pub(crate) keys: RwLock<Arc<KeyRing>>,
    pub(crate) state: Mutex<State>,
    pub(crate) administrator: Credentials,
    pub(crate) on_revocation: Listeners,
}

impl Shared {
    /// Whose password a record is, for the SRP hashes.
    pub(crate) fn owner<'a>(&'a self, username: &'a str) -> Owner<'a> {
        Owner {
            pool_name: &self.settings.pool_name,
            username,
        }
    }

    /// The app client with this id.
    pub(crate) fn client(&self, id: &str) -> Option<&AppClient> {
        self.settings.clients.iter().find(|client| client.id == id)
    }

    /// The enabled provider of this name.
    pub(crate) fn provider(&self, name: &str) -> Option<Provider> {
        let mut providers = self.settings.providers.iter().copied();
        providers.find(|provider| provider.as_str() == name)
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.clock().as_secs()
    }

    /// The time since 1970.
    pub(crate) fn clock(&self) -> Duration {
        since_1970(&self.now)
    }

    pub(crate) fn keys(&self) -> Arc<KeyRing> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn rotate_keys(&self, old: OldKeys) {
        // Made before the lock is taken: it takes a moment.
        let fresh = KeyRing::generate();
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        *keys = Arc::new(match old {
            OldKeys::Drop => fresh,
            OldKeys::Keep => fresh.with_retired(&keys),
        });
    }

    /// The state, locked: hold it for look-ups, not for arithmetic.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The time since 1970 by this clock.
pub(crate) fn since_1970(now: &Now) -> Duration {
    now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// What changes.
pub(crate) struct State {
    /// When the pool began.
    pub(crate) created: u64,
    pub(crate) groups: Groups,
    pub(crate) users: Users,
    pub(crate) codes: Codes,
    pub(crate) exchanges: Exchanges,
    pub(crate) sessions: Sessions,
    pub(crate) sign_ins: SignIns,
    pub(crate) token_requests: TokenRequests,
    pub(crate) authorization_codes: AuthorizationCodes,
    pub(crate) browser_sessions: BrowserSessions,
    pub(crate) mailbox: Mailbox,
    pub(crate) jwks_mode: JwksMode,
    pub(crate) import_jobs: Jobs,
}

impl State {
    /// The state of a pool with these providers that begins now.
    pub(crate) fn new(providers: &[Provider], now: u64) -> Self {
        Self {
            created: now,
            groups: Groups::seeded(now),
            users: Users::of(providers),
            codes: Codes::default(),
            exchanges: Exchanges::default(),
            sessions: Sessions::default(),
            sign_ins: SignIns::default(),
            token_requests: TokenRequests::default(),
            authorization_codes: AuthorizationCodes::default(),
            browser_sessions: BrowserSessions::default(),
            mailbox: Mailbox::default(),
            jwks_mode: JwksMode::default(),
            import_jobs: Jobs::default(),
        }
    }

    /// Puts a mail with a code into the mailbox.
    pub(crate) fn mail(
        &mut self,
        kind: MailKind,
        to: &str,
        username: &str,
        code: String,
        now: u64,
    ) {
        self.mailbox.deliver(Mail {
            to: to.to_owned(),
            subject: kind.subject().to_owned(),
            kind,
            username: username.to_owned(),
            code,
            sent_at: now,
        });
    }
}
