//! The request of a client for a code (RFC 6749 section 4.1.1), which every page of a sign-in carries in its query.

use super::{
    asked::{Asked, Prompt},
    callback::{Callback, is_registrable},
    code::Authorized,
    cookie,
    form::Form,
    page,
    session::Session,
};
use crate::{
    client::AppClient,
    federation::Provider,
    http::{Answer, Request},
    random,
    shared::Shared,
    token::grant::Granted,
};

/// A request that was checked: what is wrong from now on goes to the callback.
pub(super) struct Authorization<'a> {
    pub(super) client: &'a AppClient,
    pub(super) callback: Callback,
    pub(super) asked: Asked,
    /// The name to begin with.
    pub(super) login_hint: Option<String>,
    query: Form,
}

impl<'a> Authorization<'a> {
    /// Reads the query. Without a known client and one of its callbacks the refusal is a page, and never a redirect.
    pub(super) fn read(pool: &'a Shared, request: &Request) -> Result<Self, Answer> {
        let query = Form::of_query(request)
            .map_err(|malformed| page::error("invalid_request", malformed.message()))?;
        let client = query
            .get("client_id")
            .and_then(|id| pool.client(id))
            .ok_or_else(|| {
                page::error(
                    "invalid_client",
                    "client_id names no app client of this pool",
                )
            })?;
        let uri = query
            .get("redirect_uri")
            .filter(|uri| {
                client
                    .callback_urls
                    .iter()
                    .any(|registered| registered == uri)
            })
            .ok_or_else(|| {
                page::error(
                    "redirect_mismatch",
                    "redirect_uri is not one of the client's callback URLs, to the letter",
                )
            })?;
        if !is_registrable(uri) {
            return Err(page::error(
                "redirect_mismatch",
                "Cognito takes no such callback URL: https, http for localhost, or an app's scheme, without a fragment",
            ));
        }
        let is_implicit = query.get("response_type") == Some("token");
        let callback = Callback {
            uri: uri.to_owned(),
            state: query.get("state").map(str::to_owned),
            separator: if is_implicit { '#' } else { '?' },
        };
        match Asked::read(pool, client, &query) {
            Ok(asked) => Ok(Self {
                client,
                callback,
                asked,
                login_hint: query.get("login_hint").map(str::to_owned),
                query,
            }),
            Err((error, description)) => Err(callback.refuse(error, description)),
        }
    }

    /// The browser's session, if it is good enough for this request, and if the user is still there.
    pub(super) fn session(&self, pool: &Shared, request: &Request) -> Option<Session> {
        let now = pool.now();
        let state = pool.state();
        let session = state
            .browser_sessions
            .live(cookie::value(request, cookie::SESSION)?, now)?;
        let is_fresh = self
            .asked
            .max_age
            .is_none_or(|seconds| seconds > 0 && now.saturating_sub(session.auth_time) <= seconds);
        let is_good = is_fresh
            && self.asked.prompt != Prompt::Login
            && state
                .users
                .by_sub(&session.sub)
                .is_some_and(|user| user.may_sign_in().is_ok());
        is_good.then(|| session.clone())
    }

    /// Sends the browser back with a code.
    pub(super) fn finish(&self, pool: &Shared, session: &Session) -> Answer {
        // A provider that is asked with a nonce has it in its answer, and the pool hands that on.
        let own_nonce = || {
            let provider = session.provider.filter(|provider| provider.takes_nonce());
            provider.map(|_| random::lower_alphanumeric(43))
        };
        let authorized = Authorized {
            client_id: self.client.id.clone(),
            redirect_uri: self.callback.uri.clone(),
            challenge: self.asked.challenge.clone(),
            sub: session.sub.clone(),
            granted: Granted {
                scopes: self.asked.scopes.clone(),
                nonce: self.asked.nonce.clone().or_else(own_nonce),
                resource: self.asked.resource.clone(),
                auth_time: session.auth_time,
            },
        };
        let now = pool.now();
        let code = pool.state().authorization_codes.issue(authorized, now);
        match code {
            Some(code) => self.callback.found(&[("code", &code)]),
            None => self
                .callback
                .refuse("server_error", "too many codes wait to be redeemed"),
        }
    }

    /// Signs the browser in and sends it back with a code.
    pub(super) fn sign_in(
        &self,
        pool: &Shared,
        request: &Request,
        sub: &str,
        provider: Option<Provider>,
    ) -> Answer {
        let now = pool.now();
        let (cookie, session) = {
            let mut state = pool.state();
            if let Some(old) = cookie::value(request, cookie::SESSION) {
                state.browser_sessions.end(old);
            }
            state.browser_sessions.begin(sub, provider, now)
        };
        self.finish(pool, &session)
            .header("set-cookie", cookie::set(pool, cookie::SESSION, &cookie))
    }

    /// The address of a page of this sign-in.
    pub(super) fn page(&self, pool: &Shared, path: &str) -> String {
        format!("{}{path}?{}", pool.settings.mount, self.query.encoded())
    }
}
