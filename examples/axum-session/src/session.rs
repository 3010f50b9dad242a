//! What a signed-in browser brings along, sealed: the tokens, and what pages show of their owner.

use std::{borrow::Cow, fmt};

use cognito_tower::core::IdClaims;
use oauth2::CsrfToken;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::{
    cookie::{Oversized, Received, SESSION, Vault, assemble, is_piece, split},
    oauth::Issued,
    renewal::Key,
};

/// Seconds before its expiry from which an access token is renewed: a page's requests should outlast it.
const MARGIN: u64 = 60;

/// A sign-in of one browser.
#[derive(Clone)]
pub(crate) struct Session {
    /// Random, and the same for as long as the browser stays signed in. It goes nowhere but into the sealed cookie.
    pub(crate) id: String,
    pub(crate) access_token: SecretString,
    pub(crate) refresh_token: SecretString,
    /// Seconds since 1970 at which the access token is to be taken for expired.
    pub(crate) expires_at: u64,
    /// When it is to be renewed, which is before.
    pub(crate) renew_at: u64,
    pub(crate) person: Person,
    /// The session's refresh token before this one, if the pool rotates them.
    pub(crate) replaces: Option<Key>,
}

/// Who signed in, as the ID token said: for pages to show. Rights come from the verified access token of each request.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Person {
    pub(crate) sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
}

impl Person {
    pub(crate) fn of(id: &IdClaims) -> Self {
        Self {
            sub: id.subject().to_owned(),
            email: id.email().map(str::to_owned),
            name: id.name().map(str::to_owned),
        }
    }

    /// What a page calls them.
    pub(crate) fn display_name(&self) -> &str {
        let name = self.name.as_deref().or(self.email.as_deref());
        name.unwrap_or(&self.sub)
    }
}

/// What a request says about its session.
pub(crate) enum Opened {
    None,
    Session(Session),
    /// Old, mixed, cut or forged: it says nothing.
    Unreadable,
}

impl Session {
    /// A new one with the tokens of a sign-in. Without a refresh token the sign-in is of no use here.
    pub(crate) fn begin(issued: Issued, person: Person, now: u64) -> Option<Self> {
        Some(Self {
            id: CsrfToken::new_random().into_secret(),
            access_token: issued.access_token,
            refresh_token: issued.refresh_token?,
            expires_at: now.saturating_add(issued.life),
            renew_at: renew_at(now, issued.life),
            person,
            replaces: None,
        })
    }

    /// The same one with new tokens. Pools that do not rotate refresh tokens send none: the old one stays.
    pub(crate) fn renewed(&self, issued: Issued, person: Person, now: u64) -> Self {
        let is_rotated = issued.refresh_token.is_some();
        Self {
            id: self.id.clone(),
            access_token: issued.access_token,
            refresh_token: issued
                .refresh_token
                .unwrap_or_else(|| self.refresh_token.clone()),
            expires_at: now.saturating_add(issued.life),
            renew_at: renew_at(now, issued.life),
            person,
            replaces: is_rotated.then(|| Key::of(self)),
        }
    }

    pub(crate) fn open(vault: &Vault, received: &Received) -> Opened {
        if !received.names().any(is_piece) {
            return Opened::None;
        }
        let text = assemble(received).and_then(|sealed| vault.open(SESSION, sealed));
        let kept = text.and_then(|text| serde_json::from_str::<Kept<'_>>(&text).ok().map(Self::of));
        kept.map_or(Opened::Unreadable, Opened::Session)
    }

    /// The cookies that hold it.
    ///
    /// # Errors
    /// [`Oversized`] where a browser would not keep them.
    pub(crate) fn seal(&self, vault: &Vault) -> Result<Vec<(String, String)>, Oversized> {
        let kept = Kept {
            id: Cow::Borrowed(&self.id),
            access: Cow::Borrowed(self.access_token.expose_secret()),
            refresh: Cow::Borrowed(self.refresh_token.expose_secret()),
            expires_at: self.expires_at,
            renew_at: self.renew_at,
            person: Cow::Borrowed(&self.person),
            replaces: self.replaces.clone(),
        };
        // Strings and a number: there is nothing in it that JSON cannot hold.
        let text = serde_json::to_string(&kept).map_err(|_| Oversized)?;
        split(&vault.seal(SESSION, text))
    }

    fn of(kept: Kept<'_>) -> Self {
        Self {
            id: kept.id.into_owned(),
            access_token: kept.access.into_owned().into(),
            refresh_token: kept.refresh.into_owned().into(),
            expires_at: kept.expires_at,
            renew_at: kept.renew_at,
            person: kept.person.into_owned(),
            replaces: kept.replaces,
        }
    }
}

fn renew_at(now: u64, life: u64) -> u64 {
    let margin = MARGIN.min(life / 2);
    now.saturating_add(life - margin)
}

/// Tokens and ids stay out of logs.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// The sealed form.
#[derive(Deserialize, Serialize)]
struct Kept<'a> {
    id: Cow<'a, str>,
    access: Cow<'a, str>,
    refresh: Cow<'a, str>,
    expires_at: u64,
    renew_at: u64,
    person: Cow<'a, Person>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaces: Option<Key>,
}
