//! The style sheet and the one script.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

/// Browsers ask for an icon by themselves: there is none, and they need not ask again today.
pub(crate) async fn no_icon() -> impl IntoResponse {
    let cached = [(header::CACHE_CONTROL, "max-age=86400")];
    (StatusCode::NO_CONTENT, cached)
}

pub(crate) async fn asset(Path(name): Path<String>) -> Response {
    let (kind, text) = match &*name {
        "ask.js" => ("text/javascript; charset=utf-8", include_str!("ask.js")),
        "style.css" => ("text/css; charset=utf-8", include_str!("style.css")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}
