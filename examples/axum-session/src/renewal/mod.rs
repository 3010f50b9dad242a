//! New tokens for a session whose access token is about to expire, before anybody notices.
//!
//! Pages ask for several things at once. If each of these requests renewed the tokens, a pool that rotates refresh tokens would
//! see an old one again and again, and end the session. So one request renews, the others wait for it, and those that come later
//! with the old cookie get the same new tokens for as long as they are [remembered](flights::REMEMBERED): until the browser has
//! shown the new cookie and a minute besides. If the answer with the new cookie is lost, the next request gets it, for as long as
//! the new access token is good.
//!
//! This is one process's memory. Where several instances serve a site, two of them may renew the same session at the same
//! moment: the pool's grace period has to cover that (up to 60 seconds, app client setting "refresh token rotation"), or the load
//! balancer has to send a browser to the same instance each time.

mod ended;
mod flights;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;
use tokio::sync::watch;

pub(crate) use self::ended::End;
use self::flights::{Boarding, Flights, Landing};
pub(crate) use self::flights::{Key, Outcome, Successor};
use crate::{oauth::TokenFault, session::Session, site::Site};

#[derive(Default)]
pub(crate) struct Renewals(Mutex<Flights>);

impl Renewals {
    /// Ends a session here; the refresh tokens that took the place of its own are still to be revoked.
    pub(crate) fn end(&self, site: &Site, session: &Session, end: End) -> Vec<SecretString> {
        self.flights().end(&session.id, end, site.clock.monotonic())
    }

    /// How the session ended here, if it did.
    pub(crate) fn ended(&self, site: &Site, session: &Session) -> Option<End> {
        self.flights().ended(&session.id, site.clock.monotonic())
    }

    /// Notes that the browser has this session.
    pub(crate) fn seen(&self, site: &Site, session: &Session) {
        self.flights().seen(session, site.clock.monotonic());
    }

    fn flights(&self) -> MutexGuard<'_, Flights> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Successors of an old cookie that are followed: more than one needs access tokens that live for less than a minute.
const MOST_STEPS: usize = 8;

/// The session with new tokens.
pub(crate) async fn renew(site: &Arc<Site>, mut session: Arc<Session>) -> Outcome {
    for _ in 0..MOST_STEPS {
        let (due, now) = (site.now(), site.clock.monotonic());
        let boarding = site.renewals.flights().board(&session, due, now);
        return match boarding {
            Boarding::Further(next) => {
                session = next;
                continue;
            }
            Boarding::Known(outcome) => outcome,
            Boarding::Wait(landing) => landed(landing).await,
            Boarding::Fly(sender, landing) => {
                tokio::spawn(fly(Arc::clone(site), session, sender));
                landed(landing).await
            }
        };
    }
    Outcome::Unavailable
}

/// Detached: a browser that gives up its request must not lose a refresh token that the pool has rotated.
async fn fly(site: Arc<Site>, session: Arc<Session>, sender: watch::Sender<Option<Outcome>>) {
    let asked = ask(&site, &session).await;
    let (due, now) = (site.now(), site.clock.monotonic());
    let landed = {
        let mut flights = site.renewals.flights();
        flights.land(&session, asked.clone(), due, now)
    };
    sender.send_replace(Some(landed.clone()));
    if let (Outcome::Renewed(lost), Outcome::Ended) = (asked, landed) {
        // The user signed out, or in again, while the pool was asked.
        site.revoke(&lost.session.refresh_token).await;
    }
}

async fn landed(mut landing: Landing) -> Outcome {
    match landing.wait_for(Option::is_some).await {
        Ok(outcome) => outcome.clone().unwrap_or(Outcome::Unavailable),
        // The task is gone, with its runtime.
        Err(_) => Outcome::Unavailable,
    }
}

async fn ask(site: &Arc<Site>, session: &Session) -> Outcome {
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
    let Some(person) = site.identity.renewed(session, &issued).await else {
        // Nobody gets them.
        drop(site.revoke_all(issued.refresh_token.into_iter().collect()));
        return Outcome::Ended;
    };
    let session = session.renewed(issued, person, now);
    Outcome::Renewed(Arc::new(Successor {
        cookies: session.seal(&site.vault),
        session: Arc::new(session),
    }))
}
