use std::{
    fmt,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{
    Error,
    body::EitherBody,
    dev::{Service, ServiceRequest, ServiceResponse},
};
use cognito_core::{Gate, Passage};
use pin_project_lite::pin_project;

use crate::middleware::{admit, reject};

pin_project! {
    /// The future of [`CognitoMiddleware`](crate::CognitoMiddleware) and
    /// [`RequireMiddleware`](crate::RequireMiddleware).
    ///
    /// It boxes nothing while the signing key is at hand.
    pub struct ResponseFuture<S, B>
    where
        S: Service<ServiceRequest>,
    {
        #[pin]
        pub(crate) gate: Gate<S::Future, (Rc<S>, ServiceRequest), ServiceResponse<EitherBody<B>>>,
    }
}

impl<S, B> Future for ResponseFuture<S, B>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let gate = self.project().gate;
        let passage = gate.poll_passage(cx, |(inner, request), decision| match decision {
            Ok(decision) => {
                admit(&request, decision);
                Gate::open(inner.call(request))
            }
            Err(rejection) => Gate::closed(reject(request, rejection)),
        });
        passage.map(|passage| match passage {
            Passage::Inner(answered) => answered.map(ServiceResponse::map_into_left_body),
            Passage::Refused(response) => Ok(response),
        })
    }
}

impl<S: Service<ServiceRequest>, B> fmt::Debug for ResponseFuture<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseFuture")
    }
}
