use std::borrow::Cow;

use cognito_core::RequestHead;
use http::{Extensions, HeaderMap, HeaderValue, Method, Request, Uri, request::Parts};

/// A request's head as core asks for it. The extensions hold what axum's router matched.
pub(crate) struct Head<'a>(&'a Method, &'a Uri, &'a HeaderMap, &'a Extensions);

impl<'a, B> From<&'a Request<B>> for Head<'a> {
    fn from(head: &'a Request<B>) -> Self {
        Self(head.method(), head.uri(), head.headers(), head.extensions())
    }
}

impl<'a> From<&'a Parts> for Head<'a> {
    fn from(head: &'a Parts) -> Self {
        Self(&head.method, &head.uri, &head.headers, &head.extensions)
    }
}

impl RequestHead for Head<'_> {
    fn method(&self) -> &str {
        self.0.as_str()
    }

    fn path(&self) -> Cow<'_, str> {
        matched(self.3).unwrap_or_else(|| self.1.path()).into()
    }

    fn header(&self, name: &str, nth: usize) -> Option<&[u8]> {
        let mut values = self.2.get_all(name).iter();
        values.nth(nth).map(HeaderValue::as_bytes)
    }

    fn first_two(&self, name: &str) -> [Option<&[u8]>; 2] {
        let mut values = self.2.get_all(name).iter().map(HeaderValue::as_bytes);
        [values.next(), values.next()]
    }

    #[cfg(feature = "gateway")]
    fn upstream(&self) -> Option<&cognito_core::gateway::UpstreamContext> {
        self.3.get()
    }
}

#[cfg(feature = "axum-router")]
fn matched(extensions: &Extensions) -> Option<&str> {
    let path = extensions.get::<axum::extract::MatchedPath>();
    path.map(axum::extract::MatchedPath::as_str)
}

#[cfg(not(feature = "axum-router"))]
fn matched(_: &Extensions) -> Option<&str> {
    None
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
