//! From the sealed session to core's rules: in front of every guarded route.
//!
//! The access token reaches the layer in a cookie that only this middleware writes, into the request as it goes on: so core looks at
//! the request's origin, as with any cookie, and the browser never has the token in the clear. A cookie of that name from the
//! browser itself is thrown away.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use secrecy::ExposeSecret as _;

use crate::{
    asker::Asker,
    cookie::{self, Received, clear, is_piece, set},
    pages, refusal,
    renewal::{self, End, Outcome, Successor},
    session::{Opened, Session},
    site::Site,
};

/// The cookie in which the access token is handed on, inside this program.
pub(crate) const TOKEN: &str = "access-token";

/// What a browser waits while the pool does not answer.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// What becomes of the browser's cookies.
///
/// An answer is for one request, and nobody knows which cookies the browser has when it arrives. So a refusal takes none away:
/// the next sign-in replaces them.
enum Cookies {
    /// Who holds them signed out here, or nothing can be read in them.
    Clear,
    Keep,
    Set(Arc<Successor>),
}

pub(crate) async fn with_session(
    State(site): State<Arc<Site>>,
    mut request: Request,
    next: Next,
) -> Response {
    let asker = Asker::of(&request);
    let received = Received::of(request.headers());
    let (session, mut cookies) = match Session::open(&site.vault, &received) {
        Opened::None => (None, Cookies::Keep),
        Opened::Unreadable => (None, Cookies::Clear),
        Opened::Session(session) => match fresh(&site, session).await {
            Fresh::AsItWas(session) => (Some(session), Cookies::Keep),
            Fresh::SignedOut => (None, Cookies::Clear),
            // The request may be an old one, and the browser have newer cookies by now: those stay.
            Fresh::Ended => (None, Cookies::Keep),
            Fresh::Renewed(next) => (Some(Arc::clone(&next.session)), Cookies::Set(next)),
            Fresh::Unavailable => return unavailable(&asker),
        },
    };
    hand_on(request.headers_mut(), &received, session.as_deref());
    if let Some(session) = &session {
        request.extensions_mut().insert(session.person.clone());
    }
    let mut response = next.run(request).await;
    let had_session = session.is_some();
    // Who signed out while this request was under way stays signed out; and who signed in again since, in.
    if session.is_some_and(|session| site.renewals.ended(&site, &session).is_some()) {
        cookies = Cookies::Keep;
    }
    response = refusal::shown(&asker, had_session, response);
    write(&received, &cookies, response.headers_mut());
    response
}

/// Puts the access token where core looks for it, and nothing else of the session.
pub(crate) fn hand_on(headers: &mut HeaderMap, received: &Received, session: Option<&Session>) {
    let token = session.map(|session| (TOKEN, session.access_token.expose_secret()));
    let is_foreign = |name: &str| !is_piece(name) && name != TOKEN && name != cookie::SIGN_IN;
    headers.remove(header::COOKIE);
    if let Some(cookies) = received.header(is_foreign, token) {
        headers.insert(header::COOKIE, cookies);
    }
}

/// Takes every piece of a session away that the browser has.
pub(crate) fn clear_session(received: &Received, headers: &mut HeaderMap) {
    let pieces = received.names().filter(|name| is_piece(name));
    append(headers, pieces.map(clear));
}

/// The session's cookies, and none of an older and larger one.
pub(crate) fn set_session(
    received: &Received,
    pieces: &[(String, String)],
    headers: &mut HeaderMap,
) {
    let is_stale = |name: &&str| is_piece(name) && pieces.iter().all(|(set, _)| set != name);
    append(headers, received.names().filter(is_stale).map(clear));
    append(headers, pieces.iter().map(|(name, value)| set(name, value)));
}

pub(crate) fn append(headers: &mut HeaderMap, cookies: impl Iterator<Item = String>) {
    // A value in base64 under a name of ours is always one.
    let values = cookies.filter_map(|cookie| HeaderValue::try_from(cookie).ok());
    for mut value in values {
        value.set_sensitive(true);
        headers.append(header::SET_COOKIE, value);
    }
}

enum Fresh {
    AsItWas(Arc<Session>),
    Ended,
    Renewed(Arc<Successor>),
    SignedOut,
    Unavailable,
}

async fn fresh(site: &Arc<Site>, session: Session) -> Fresh {
    match site.renewals.ended(site, &session) {
        Some(End::Replaced) => return Fresh::Ended,
        Some(End::SignedOut) => return Fresh::SignedOut,
        None => (),
    }
    let now = site.now();
    site.renewals.seen(site, &session);
    let session = Arc::new(session);
    if session.renew_at > now {
        return Fresh::AsItWas(session);
    }
    match renewal::renew(site, Arc::clone(&session)).await {
        Outcome::Ended => Fresh::Ended,
        Outcome::Renewed(next) => Fresh::Renewed(next),
        Outcome::Unavailable if session.expires_at > now => Fresh::AsItWas(session),
        Outcome::Unavailable => Fresh::Unavailable,
    }
}

fn unavailable(asker: &Asker) -> Response {
    let mut response = pages::unavailable(asker);
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, RETRY_AFTER);
    response
}

fn write(received: &Received, cookies: &Cookies, headers: &mut HeaderMap) {
    match cookies {
        Cookies::Keep => (),
        Cookies::Clear => clear_session(received, headers),
        Cookies::Set(next) => {
            if let Ok(pieces) = &next.cookies {
                set_session(received, pieces, headers);
            } else {
                tracing::error!("a session ends: its renewed tokens do not fit into cookies");
                clear_session(received, headers);
            }
        }
    }
}
