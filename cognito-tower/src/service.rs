use std::{
    mem,
    task::{Context, Poll},
};

use cognito_core::{Authentication, Authenticator, CognitoClaims, Step};
use http::{Extensions, Request, Response};
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
        let step = self.auth.authenticate(&Head::from(&request));
        match step {
            Step::Ready(Ok(decision)) => {
                admit(request.extensions_mut(), decision);
                ResponseFuture::inner(self.inner.call(request))
            }
            Step::Ready(Err(rejection)) => {
                ResponseFuture::rejected(self.reject.respond(&rejection))
            }
            Step::Pending(auth) => {
                // `self.inner` is the one that `poll_ready` made ready: it goes along, its clone stays.
                let clone = self.inner.clone();
                let ready = mem::replace(&mut self.inner, clone);
                ResponseFuture::pending(auth, ready, request, self.reject.clone())
            }
        }
    }
}

/// The one place that writes a decision; whatever an outer layer left is replaced.
pub(crate) fn admit(extensions: &mut Extensions, decision: Authentication) {
    match decision.claims() {
        Some(claims) => extensions.insert(claims.clone()),
        None => extensions.remove::<CognitoClaims>(),
    };
    extensions.insert(decision);
}
