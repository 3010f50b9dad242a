//! What a client asks for in an authorization request, besides being known itself.

use super::{form::Form, scope};
use crate::{client::AppClient, federation::Provider, shared::Shared};

/// Bytes of a nonce, which is kept with the sign-in.
const MAX_NONCE: usize = 512;
/// Bytes of a resource, which is kept with the sign-in, too.
const MAX_RESOURCE: usize = 512;

/// The parameters whose faults the client is told of.
pub(super) struct Asked {
    pub(super) scopes: Vec<String>,
    pub(super) nonce: Option<String>,
    /// The `S256` challenge of PKCE.
    pub(super) challenge: Option<String>,
    pub(super) resource: Option<String>,
    pub(super) prompt: Prompt,
    pub(super) max_age: Option<u64>,
    /// Where the client wants the user to sign in.
    pub(super) provider: Option<Provider>,
}

/// The error and its description.
type Fault = (&'static str, &'static str);

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

impl Asked {
    pub(super) fn read(pool: &Shared, client: &AppClient, query: &Form) -> Result<Self, Fault> {
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
        && resource.len() <= MAX_RESOURCE
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
