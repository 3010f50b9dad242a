use std::borrow::Cow;

use cognito_core::Rejection;
use http::{HeaderName, HeaderValue, Response, StatusCode};

/// Turns a [`Rejection`] into a response. Any `Fn(&Rejection) -> Response<B>` will do.
///
/// ```
/// use axum::{body::Body, http::Response};
/// use cognito_tower::{CognitoLayer, RejectionResponse, Render, core::{Rejection, test_util::TestPool}};
///
/// let layer = CognitoLayer::from(TestPool::new().verifier()).on_reject(|rejection: &Rejection| {
///     let mut response: Response<Body> = Render::default().respond(rejection);
///     *response.body_mut() = Body::from("please sign in");
///     response
/// });
/// # let _ = layer;
/// ```
pub trait RejectionResponse<B> {
    /// The response to a refused request.
    fn respond(&self, rejection: &Rejection) -> Response<B>;
}

impl<B, F> RejectionResponse<B> for F
where
    F: Fn(&Rejection) -> Response<B>,
{
    fn respond(&self, rejection: &Rejection) -> Response<B> {
        self(rejection)
    }
}

/// The default answer: status, headers and body as core words them.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Render;

impl<B: From<String>> RejectionResponse<B> for Render {
    fn respond(&self, rejection: &Rejection) -> Response<B> {
        let mut response = answer(rejection, rejection.body().into(), rejection.headers());
        *response.status_mut() =
            StatusCode::from_u16(rejection.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response
    }
}

/// A response with status 200. What logs outside of the layer finds the refusal in its extensions.
pub(crate) fn answer<B>(
    rejection: &Rejection,
    body: B,
    headers: impl Iterator<Item = (&'static str, Cow<'static, str>)>,
) -> Response<B> {
    let mut response = Response::new(body);
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::try_from(&*value) {
            let name = HeaderName::from_static(name);
            response.headers_mut().append(name, value);
        }
    }
    response.extensions_mut().insert(rejection.clone());
    response
}
