//! `POST /sign-out`: here, at the pool, and at its login page.

use std::{borrow::Cow, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use cognito_tower::core::{RefusalClass, RequestHead, Step};
use secrecy::SecretString;

use crate::{
    cookie::Received,
    gate::{clear_session, hand_on},
    pages,
    renewal::End,
    session::{Opened, Session},
    site::Site,
};

/// Works with an expired access token, too: nothing is renewed to be thrown away.
pub(crate) async fn end(
    State(site): State<Arc<Site>>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let received = Received::of(&headers);
    let session = match Session::open(&site.vault, &received) {
        // Nothing is set: a form of another site, with which no cookie comes, ends no session.
        Opened::None => return Redirect::to("/").into_response(),
        Opened::Unreadable => None,
        Opened::Session(session) if is_foreign(&site, method, headers, &received, &session) => {
            let page = pages::notice(
                "Not signed out",
                "The request came from a page of another site.",
            );
            return (StatusCode::FORBIDDEN, pages::html(page)).into_response();
        }
        Opened::Session(session) => Some(session),
    };
    let is_revoked = match session {
        Some(session) => revoke(&site, session).await,
        None => true,
    };
    let logout = site.oauth.logout_url();
    let mut response = if is_revoked {
        Redirect::to(&logout).into_response()
    } else {
        pages::html(pages::half_signed_out(&logout)).into_response()
    };
    clear_session(&received, response.headers_mut());
    response
}

/// Ends the session here first, then at the pool; whether the pool heard of it. It is told even if the browser does not wait.
async fn revoke(site: &Arc<Site>, session: Session) -> bool {
    let mut tokens: Vec<SecretString> = site.renewals.end(site, &session, End::SignedOut);
    tokens.push(session.refresh_token);
    site.revoke_all(tokens).await.unwrap_or(false)
}

/// Whether core would refuse the session's token for where the request comes from.
fn is_foreign(
    site: &Site,
    method: Method,
    mut headers: HeaderMap,
    received: &Received,
    session: &Session,
) -> bool {
    hand_on(&mut headers, received, Some(session));
    match site.auth.authenticate(&Head(method, headers)) {
        // An expired token, or one that nobody can verify now, does not keep its owner from signing out.
        Step::Ready(Err(refused)) => !matches!(
            refused.reason().class(),
            RefusalClass::InvalidToken | RefusalClass::Unavailable
        ),
        Step::Ready(Ok(_)) | Step::Pending(_) => false,
    }
}

struct Head(Method, HeaderMap);

impl RequestHead for Head {
    fn method(&self) -> &str {
        self.0.as_str()
    }

    fn path(&self) -> Cow<'_, str> {
        "/sign-out".into()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        self.1
            .get_all(name)
            .iter()
            .nth(nth)
            .map(HeaderValue::as_bytes)
    }
}
