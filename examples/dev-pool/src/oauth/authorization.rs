//! The request of a client for a code (RFC 6749 section 4.1.1), which every page of a sign-in carries in its query.

use super::{
    callback::{Callback, is_registrable},
    code::Authorized,
    cookie,
    form::Form,
    page, scope,
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

/// Bytes of a nonce, which is kept with the sign-in.
const MAX_NONCE: usize = 512;

/// A request that was checked: what is wrong from now on goes to the callback.
pub(super) struct Authorization<'a> {
    pub(super) client: &'a AppClient,
    pub(super) callback: Callback,
    /// The name to begin with.
    pub(super) login_hint: Option<String>,
    pub(super) prompt: Prompt,
    /// Where the client wants the user to sign in.
    pub(super) provider: Option<Provider>,
    scopes: Vec<String>,
    nonce: Option<String>,
    challenge: Option<String>,
    resource: Option<String>,
    max_age: Option<u64>,
    query: Form,
}

/// What may be asked of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prompt {
    /// To sign in, even with a session.
    Login,
    /// Nothing.
    None,
    /// Whether to go on with the session.
    SelectAccount,
    /// To sign in, without a session.
    WhatIsNeeded,
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
                login_hint: query.get("login_hint").map(str::to_owned),
                prompt: asked.prompt,
                provider: asked.provider,
                scopes: asked.scopes,
                nonce: asked.nonce,
                challenge: asked.challenge,
                resource: asked.resource,
                max_age: asked.max_age,
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
            .max_age
            .is_none_or(|seconds| seconds > 0 && now.saturating_sub(session.auth_time) <= seconds);
        let is_good = is_fresh
            && self.prompt != Prompt::Login
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
            challenge: self.challenge.clone(),
            sub: session.sub.clone(),
            granted: Granted {
                scopes: self.scopes.clone(),
                nonce: self.nonce.clone().or_else(own_nonce),
                resource: self.resource.clone(),
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

/// The parameters whose faults the client is told of.
struct Asked {
    scopes: Vec<String>,
    nonce: Option<String>,
    challenge: Option<String>,
    resource: Option<String>,
    prompt: Prompt,
    max_age: Option<u64>,
    provider: Option<Provider>,
}

type Fault = (&'static str, &'static str);

impl Asked {
    fn read(pool: &Shared, client: &AppClient, query: &Form) -> Result<Self, Fault> {
        match query.get("response_type") {
            Some("code") => (),
            Some("token") => {
                return Err((
                    "unauthorized_client",
                    "the implicit grant is not enabled for this client: ask for response_type=code",
                ));
            }
            _ => return Err(("invalid_request", "response_type is not code")),
        }
        let nonce = query.get("nonce").map(str::to_owned);
        if nonce.as_ref().is_some_and(|nonce| nonce.len() > MAX_NONCE) {
            return Err(("invalid_request", "nonce is too long"));
        }
        let scopes = scope::granted(client, query.get("scope")).ok_or((
            "invalid_scope",
            "a scope is not one of the client's, or email, phone or profile come without openid",
        ))?;
        let max_age = query.get("max_age").map(str::parse).transpose();
        Ok(Self {
            scopes,
            nonce,
            challenge: challenge(query)?,
            resource: resource(query)?,
            prompt: prompt(query)?,
            max_age: max_age
                .map_err(|_| ("invalid_request", "max_age is not a number of seconds"))?,
            provider: provider(pool, query)?,
        })
    }
}

/// PKCE (RFC 7636), which is the client's choice and, as in Cognito, only with `S256`.
fn challenge(query: &Form) -> Result<Option<String>, Fault> {
    let is_hash = |challenge: &str| {
        challenge.len() == 43
            && challenge
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    match (
        query.get("code_challenge"),
        query.get("code_challenge_method"),
    ) {
        (None, None) => Ok(None),
        (Some(challenge), Some("S256")) if is_hash(challenge) => Ok(Some(challenge.to_owned())),
        (Some(_), Some("S256")) => Err((
            "invalid_request",
            "code_challenge is not a SHA-256 hash in base64url",
        )),
        (Some(_), _) => Err(("invalid_request", "code_challenge_method is not S256")),
        (None, Some(_)) => Err(("invalid_request", "code_challenge is missing")),
    }
}

/// The API that the access token is for (RFC 8707): an absolute URI without a fragment.
fn resource(query: &Form) -> Result<Option<String>, Fault> {
    let Some(resource) = query.get("resource") else {
        return Ok(None);
    };
    let has_scheme = resource.split_once("://").is_some_and(|(scheme, rest)| {
        !scheme.is_empty()
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
            && !rest.is_empty()
    });
    let is_uri = has_scheme
        && resource.len() <= 512
        && resource
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'#');
    if is_uri {
        Ok(Some(resource.to_owned()))
    } else {
        Err((
            "invalid_request",
            "resource is not an absolute URI without a fragment",
        ))
    }
}

fn prompt(query: &Form) -> Result<Prompt, Fault> {
    let words: Vec<&str> = query.get("prompt").unwrap_or_default().split(' ').collect();
    let has = |word: &str| words.contains(&word);
    let is_known = |word: &&str| ["", "none", "login", "select_account", "consent"].contains(word);
    if !words.iter().all(is_known) || (has("none") && words.len() > 1) {
        return Err((
            "invalid_request",
            "prompt is not none, or some of login, select_account and consent",
        ));
    }
    Ok(if has("none") {
        Prompt::None
    } else if has("login") {
        Prompt::Login
    } else if has("select_account") {
        Prompt::SelectAccount
    } else {
        Prompt::WhatIsNeeded
    })
}

fn provider(pool: &Shared, query: &Form) -> Result<Option<Provider>, Fault> {
    match query.get("identity_provider") {
        None | Some("COGNITO") => Ok(None),
        Some(name) => pool.provider(name).map(Some).ok_or((
            "invalid_request",
            "identity_provider names none of the pool's",
        )),
    }
}
