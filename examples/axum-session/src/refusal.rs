//! What a refusal looks like: core's answer for scripts, a page for people, and the way to the sign-in for who has none.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use cognito_tower::core::{Reason, Rejection};
use oauth2::url::form_urlencoded;

use crate::{asker::Asker, pages};

/// The response as this asker understands it.
pub(crate) fn shown(asker: &Asker, had_session: bool, response: Response) -> Response {
    let Asker::Person { path } = asker else {
        return response;
    };
    if response.extensions().get::<Rejection>().is_none() {
        return found(response);
    }
    let is_foreign = |rejection: &Rejection| rejection.reason() == Reason::UntrustedOrigin;
    match response.status() {
        // A session that is refused would be refused again: no browser is sent in circles.
        StatusCode::UNAUTHORIZED if !had_session => to_sign_in(path.as_deref()),
        StatusCode::UNAUTHORIZED => {
            let text = "Your session is no longer good.";
            page(response, pages::message("Please sign in again", text))
        }
        StatusCode::FORBIDDEN if response.extensions().get().is_some_and(is_foreign) => {
            let text = "The request came from a page of another site.";
            page(response, pages::notice("Not taken", text))
        }
        StatusCode::FORBIDDEN => {
            let text = "You may not open this page.";
            page(response, pages::notice("Not allowed", text))
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            page(response, pages::notice(pages::BUSY.0, pages::BUSY.1))
        }
        _ => {
            let text = "The request was refused.";
            page(response, pages::notice("This did not work", text))
        }
    }
}

/// The router's own answer where nothing is, or nothing of this method, has no body.
fn found(response: Response) -> Response {
    let is_nothing = matches!(
        response.status(),
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED
    );
    if is_nothing && !response.headers().contains_key(header::CONTENT_TYPE) {
        let text = "There is nothing at this address.";
        page(response, pages::notice("No such page", text))
    } else {
        response
    }
}

/// See Other: whatever was sent is not sent again.
fn to_sign_in(path: Option<&str>) -> Response {
    let query = path.map_or_else(String::new, |path| {
        let encoded: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
        format!("?to={encoded}")
    });
    Redirect::to(&format!("/sign-in{query}")).into_response()
}

/// With core's status and headers.
fn page(response: Response, page: String) -> Response {
    let (mut head, _) = response.into_parts();
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    head.headers.insert(header::CONTENT_TYPE, html);
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, page.into())
}
