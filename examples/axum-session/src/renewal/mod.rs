//! New tokens for a session whose access token is about to expire, before anybody notices.
//!
//! Pages ask for several things at once. If each of these requests renewed the tokens, a pool that rotates refresh tokens would
//! see an old one again and again, and end the session. So one request renews, the others wait for it, and those that come later
//! with the old cookie get the same new tokens for as long as they are [remembered](flights::REMEMBERED).
//!
//! This is one process's memory. Where several instances serve a site, two of them may renew the same session at the same
//! moment: the pool's grace period has to cover that (up to 60 seconds, app client setting "refresh token rotation"), or the load
//! balancer has to send a browser to the same instance each time.

mod ended;
mod flights;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};
use secrecy::{ExposeSecret as _, SecretString};

pub(crate) use self::flights::Outcome;
use self::flights::{Boarding, Flights, Key, Landing};
use crate::{oauth::TokenFault, session::Session, site::Site};

#[derive(Default)]
pub(crate) struct Renewals(Mutex<Flights>);

impl Renewals {
    /// Ends a session here; the refresh tokens that took the place of its own are still to be revoked.
    pub(crate) fn end(&self, site: &Site, session: &Session) -> Vec<SecretString> {
        self.flights().end(&session.id, site.clock.monotonic())
    }

    /// Whether its user ended the session.
    pub(crate) fn has_ended(&self, site: &Site, session: &Session) -> bool {
        self.flights()
            .has_ended(&session.id, site.clock.monotonic())
    }

    fn flights(&self) -> MutexGuard<'_, Flights> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The session with new tokens.
///
/// The renewal itself is detached: a browser that gives up the request must not lose a refresh token that the pool has rotated.
pub(crate) async fn renew(site: &Arc<Site>, session: Session) -> Outcome {
    let key = key(&session.refresh_token);
    let now = site.clock.monotonic();
    let boarding = site.renewals.flights().board(key, &session.id, now);
    match boarding {
        Boarding::Known(outcome) => outcome,
        Boarding::Wait(landing) => landed(landing).await,
        Boarding::Fly(sender, landing) => {
            let site = Arc::clone(site);
            tokio::spawn(async move {
                let asked = ask(&site, &session).await;
                let now = site.clock.monotonic();
                let landed = site
                    .renewals
                    .flights()
                    .land(key, &session.id, asked.clone(), now);
                sender.send_replace(Some(landed.clone()));
                if let (Outcome::Renewed(lost), Outcome::Ended) = (asked, landed) {
                    // The user signed out while the pool was asked.
                    site.revoke(&lost.refresh_token).await;
                }
            });
            landed(landing).await
        }
    }
}

async fn landed(mut landing: Landing) -> Outcome {
    match landing.wait_for(Option::is_some).await {
        Ok(outcome) => outcome.clone().unwrap_or(Outcome::Unavailable),
        // The task is gone, with its runtime.
        Err(_) => Outcome::Unavailable,
    }
}

async fn ask(site: &Site, session: &Session) -> Outcome {
    // The life of the tokens is counted from before they were asked for.
    let now = site.now();
    let issued = match site.oauth.refresh(&session.refresh_token).await {
        Ok(issued) => issued,
        Err(TokenFault::InvalidGrant) => return Outcome::Ended,
        Err(TokenFault::Unavailable(error)) => {
            tracing::warn!(error = %error, "a session could not be renewed");
            return Outcome::Unavailable;
        }
    };
    match site.identity.renewed(session, &issued).await {
        Some(person) => Outcome::Renewed(Arc::new(session.renewed(issued, person, now))),
        None => Outcome::Ended,
    }
}

fn key(token: &SecretString) -> Key {
    let mut key = Key::default();
    let hash = digest(&SHA256, token.expose_secret().as_bytes());
    key.copy_from_slice(hash.as_ref());
    key
}
