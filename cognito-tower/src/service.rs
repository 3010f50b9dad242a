use std::{
    mem,
    task::{Context, Poll},
};

use cognito_core::{Authentication, Authenticator, CognitoClaims, Gate, Step};
use http::{Extensions, HeaderMap, Request, Response};
use tower_service::Service;

use crate::{RejectionResponse, ResponseFuture, head::Head};

/// The middleware that [`CognitoLayer`](crate::CognitoLayer) applies.
#[derive(Clone, Debug)]
pub struct CognitoService<S, R> {
    inner: S,
    auth: Authenticator,
    reject: R,
}

impl<S, R> CognitoService<S, R> {
    pub(crate) fn new(inner: S, auth: Authenticator, reject: R) -> Self {
        Self {
            inner,
            auth,
            reject,
        }
    }
}

impl<S, R, ReqBody, ResBody> Service<Request<ReqBody>> for CognitoService<S, R>
where
    S: Service<Request<ReqBody>, Response = Response<ResBody>> + Clone,
    R: RejectionResponse<ResBody> + Clone,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S, R, ReqBody>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        conceal_token(&self.auth, request.headers_mut());
        let step = self.auth.authenticate(&Head::from(&request));
        let gate = match step {
            Step::Ready(Ok(decision)) => {
                admit(request.extensions_mut(), decision);
                Gate::open(self.inner.call(request))
            }
            Step::Ready(Err(rejection)) => {
                drop(take_ready(&mut self.inner));
                Gate::closed(self.reject.respond(&rejection))
            }
            Step::Pending(auth) => {
                let ready = take_ready(&mut self.inner);
                Gate::waiting(auth, (ready, request, self.reject.clone()))
            }
        };
        ResponseFuture { gate }
    }
}

/// Marks the token's headers as sensitive, each of several cookies too: who prints a request further in prints no token.
fn conceal_token(auth: &Authenticator, headers: &mut HeaderMap) {
    // Not by the map's entries: to ask for one makes room for another header, and so may move them all.
    for (name, value) in headers.iter_mut() {
        if auth.token_headers().any(|holder| name.as_str() == holder) {
            value.set_sensitive(true);
        }
    }
}

/// The service that `poll_ready` made ready; a clone that is not takes its place.
///
/// Who does not call it must drop it: what it reserved, such as a permit of a concurrency limit, is then free again.
pub(crate) fn take_ready<S: Clone>(inner: &mut S) -> S {
    let clone = inner.clone();
    mem::replace(inner, clone)
}

/// The one place that writes a decision; whatever an outer layer left is replaced.
pub(crate) fn admit(extensions: &mut Extensions, decision: Authentication) {
    match decision.claims() {
        Some(claims) => extensions.insert(claims.clone()),
        None => extensions.remove::<CognitoClaims>(),
    };
    extensions.insert(decision);
}
