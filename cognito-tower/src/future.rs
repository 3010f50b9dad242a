use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use cognito_core::{Gate, Passage};
use http::{Request, Response};
use pin_project_lite::pin_project;
use tower_service::Service;

use crate::{RejectionResponse, service::admit};

pin_project! {
    /// The future of [`CognitoService`](crate::CognitoService) and [`Require`](crate::Require).
    ///
    /// It boxes nothing while the signing key is at hand.
    pub struct ResponseFuture<S, R, B>
    where
        S: Service<Request<B>>,
    {
        #[pin]
        pub(crate) gate: Gate<S::Future, (S, Request<B>, R), S::Response>,
    }
}

impl<S, R, B, ResBody> Future for ResponseFuture<S, R, B>
where
    S: Service<Request<B>, Response = Response<ResBody>>,
    R: RejectionResponse<ResBody>,
{
    type Output = Result<S::Response, S::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let gate = self.project().gate;
        let passage = gate.poll_passage(cx, |rest, decision| {
            let (mut ready, mut request, reject) = rest;
            match decision {
                Ok(decision) => {
                    admit(request.extensions_mut(), decision);
                    Gate::open(ready.call(request))
                }
                Err(rejection) => Gate::closed(reject.respond(&rejection)),
            }
        });
        passage.map(|passage| match passage {
            Passage::Inner(answered) => answered,
            Passage::Refused(response) => Ok(response),
        })
    }
}

impl<S: Service<Request<B>>, R, B> fmt::Debug for ResponseFuture<S, R, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseFuture")
    }
}
