//! What all requests share.

use std::{error::Error, sync::Arc, time::UNIX_EPOCH};

use axum::http::HeaderValue;
use cognito_tower::core::{Authenticator, TokenSource, TokenUse, VerifierBuilder, clock::Clock};
use secrecy::SecretString;
use tokio::task::JoinHandle;

use crate::{
    cookie::Vault,
    gate::TOKEN,
    identity::Identity,
    notes::Notes,
    oauth::{AppClient, OAuth},
    pages::content_security_policy,
    renewal::Renewals,
    user_pool::UserPoolApi,
};

pub(crate) struct Site {
    /// Takes the access token of a session, by core's rules for cookies, and that of a program.
    pub(crate) auth: Authenticator,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) content_security_policy: HeaderValue,
    pub(crate) identity: Identity,
    pub(crate) notes: Notes,
    pub(crate) oauth: OAuth,
    pub(crate) renewals: Renewals,
    pub(crate) user_pool: UserPoolApi,
    pub(crate) vault: Vault,
}

impl Site {
    /// The first verifier is for the routes, the second for what the token endpoint gives.
    pub(crate) fn new(
        app: AppClient,
        [routes, sign_in]: [VerifierBuilder; 2],
        vault: Vault,
        clock: impl Clock + Clone,
    ) -> Result<Self, Box<dyn Error>> {
        let sign_in = sign_in.accept([TokenUse::Access, TokenUse::Id]);
        let sources = [TokenSource::bearer(), TokenSource::cookie(TOKEN)];
        let auth = Authenticator::builder(routes.clock(clock.clone()).build()?)
            .token_sources(sources)
            .trusted_origins([&*app.site])
            .build()?;
        Ok(Self {
            auth,
            content_security_policy: content_security_policy(&app.domain)?,
            identity: Identity::new(sign_in.clock(clock.clone()).build()?),
            notes: Notes::default(),
            user_pool: UserPoolApi::new(&app)?,
            oauth: OAuth::new(app)?,
            renewals: Renewals::default(),
            vault,
            clock: Arc::new(clock),
        })
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        let since = self.clock.wall().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs())
    }

    /// Ends the sign-ins of refresh tokens at the pool, whether somebody waits for it or not; whether all of them ended.
    pub(crate) fn revoke_all(self: &Arc<Self>, tokens: Vec<SecretString>) -> JoinHandle<bool> {
        let site = Arc::clone(self);
        tokio::spawn(async move {
            let mut all = true;
            for token in tokens {
                all &= site.revoke(&token).await;
            }
            all
        })
    }

    /// Ends the sign-in of a refresh token at the pool; whether it did.
    pub(crate) async fn revoke(&self, token: &SecretString) -> bool {
        let revoked = self.oauth.revoke(token).await;
        if let Err(error) = &revoked {
            tracing::warn!(%error, "a sign-in could not be revoked at the pool");
        }
        revoked.is_ok()
    }
}
