use std::{
    fmt,
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use actix_web::{
    Error,
    body::EitherBody,
    dev::{Service, ServiceRequest, ServiceResponse},
};
use cognito_core::AuthFuture;
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
        state: State<S, S::Future, B>,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<S, F, B> {
        Inner { #[pin] future: F },
        Pending { #[pin] auth: AuthFuture, rest: Option<(Rc<S>, ServiceRequest)> },
        Rejected { response: Option<ServiceResponse<EitherBody<B>>> },
    }
}

impl<S: Service<ServiceRequest>, B> ResponseFuture<S, B> {
    pub(crate) fn inner(future: S::Future) -> Self {
        Self {
            state: State::Inner { future },
        }
    }

    pub(crate) fn pending(auth: AuthFuture, inner: Rc<S>, request: ServiceRequest) -> Self {
        Self {
            state: State::Pending {
                auth,
                rest: Some((inner, request)),
            },
        }
    }

    pub(crate) fn rejected(response: ServiceResponse<EitherBody<B>>) -> Self {
        Self {
            state: State::Rejected {
                response: Some(response),
            },
        }
    }
}

impl<S, B> Future for ResponseFuture<S, B>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error>,
{
    type Output = Result<ServiceResponse<EitherBody<B>>, Error>;

    #[expect(
        clippy::expect_used,
        reason = "a future that is polled after completion may panic, as the trait says"
    )]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        const AGAIN: &str = "ResponseFuture polled after completion";
        let mut state = self.project().state;
        loop {
            match state.as_mut().project() {
                StateProj::Inner { future } => {
                    return future.poll(cx).map_ok(ServiceResponse::map_into_left_body);
                }
                StateProj::Rejected { response } => {
                    return Poll::Ready(Ok(response.take().expect(AGAIN)));
                }
                StateProj::Pending { auth, rest } => {
                    let decision = ready!(auth.poll(cx));
                    let (inner, request) = rest.take().expect(AGAIN);
                    match decision {
                        Ok(decision) => {
                            admit(&request, decision);
                            let future = inner.call(request);
                            state.set(State::Inner { future });
                        }
                        Err(rejection) => return Poll::Ready(Ok(reject(request, rejection))),
                    }
                }
            }
        }
    }
}

impl<S: Service<ServiceRequest>, B> fmt::Debug for ResponseFuture<S, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseFuture")
    }
}
