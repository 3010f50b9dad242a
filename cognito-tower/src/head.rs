use std::borrow::Cow;

use cognito_core::RequestHead;
#[cfg(feature = "axum-router")]
use http::Extensions;
use http::{HeaderMap, HeaderValue, Method, Request, Uri, request::Parts};

/// A request's head as core asks for it.
pub(crate) struct Head<'a> {
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    #[cfg(feature = "axum-router")]
    extensions: &'a Extensions,
}

impl<'a, B> From<&'a Request<B>> for Head<'a> {
    fn from(request: &'a Request<B>) -> Self {
        Self {
            method: request.method(),
            uri: request.uri(),
            headers: request.headers(),
            #[cfg(feature = "axum-router")]
            extensions: request.extensions(),
        }
    }
}

impl<'a> From<&'a Parts> for Head<'a> {
    fn from(parts: &'a Parts) -> Self {
        Self {
            method: &parts.method,
            uri: &parts.uri,
            headers: &parts.headers,
            #[cfg(feature = "axum-router")]
            extensions: &parts.extensions,
        }
    }
}

impl RequestHead for Head<'_> {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn path(&self) -> Cow<'_, str> {
        #[cfg(feature = "axum-router")]
        if let Some(matched) = self.extensions.get::<axum::extract::MatchedPath>() {
            return matched.as_str().into();
        }
        self.uri.path().into()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self.headers.get_all(name).iter();
        values.nth(nth).map(HeaderValue::as_bytes)
    }
}

#[cfg(feature = "axum-router")]
#[cfg(test)]
mod tests {
    use axum::{Router, body::Body, middleware::map_request, routing::get};
    use tower::ServiceExt as _;

    use super::*;

    /// Names in the log are those of the source: ids and tokens in paths stay out of it.
    #[tokio::test]
    async fn a_route_of_axum_has_the_name_that_it_was_added_by() {
        async fn path(parts: Parts) -> String {
            Head::from(&parts).path().into_owned()
        }
        let name_in_layer = map_request(async |mut request: Request<Body>| {
            let name = Head::from(&request).path().into_owned();
            let name = HeaderValue::try_from(name).unwrap();
            request.headers_mut().insert("seen", name);
            request
        });
        let seen = async |request: Request<Body>| request.headers()["seen"].as_bytes().to_vec();
        let nested = Router::new().route("/orders/{id}", get(path));
        let app: Router = Router::new()
            .route("/layered/{id}", get(seen))
            .layer(name_in_layer)
            .nest("/api", nested)
            .fallback(path);
        for (uri, name) in [
            ("/api/orders/17?secret", "/api/orders/{id}"),
            ("/layered/17", "/layered/{id}"),
            ("/none/17?secret", "/none/17"),
        ] {
            let request = Request::get(uri).body(Body::empty()).unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            let body = axum::body::to_bytes(response.into_body(), 100).await;
            assert_eq!(body.unwrap(), name);
        }
    }
}
