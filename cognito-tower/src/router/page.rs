use std::sync::{Arc, OnceLock};

use axum::{
    http::{HeaderName, header},
    response::IntoResponse,
};

/// What serves the table; it is whole when the router is.
#[derive(Clone, Default)]
pub(super) struct TablePage(Arc<OnceLock<Box<str>>>);

impl TablePage {
    pub(super) fn fill(&self, json: &str) {
        self.0.get_or_init(|| json.into());
    }

    pub(super) fn response(&self) -> impl IntoResponse + use<> {
        const HEADERS: [(HeaderName, &str); 2] = [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        let json = self.0.get().map(ToString::to_string);
        (HEADERS, json.unwrap_or_default())
    }
}
