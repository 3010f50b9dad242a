use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use cognito_core::AuthFuture;
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
        state: State<S, R, B, S::Future, S::Response>,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<S, R, B, F, O> {
        Inner { #[pin] future: F },
        Pending { #[pin] auth: AuthFuture, rest: Option<(S, Request<B>, R)> },
        Rejected { response: Option<O> },
    }
}

impl<S: Service<Request<B>>, R, B> ResponseFuture<S, R, B> {
    pub(crate) fn inner(future: S::Future) -> Self {
        Self {
            state: State::Inner { future },
        }
    }

    pub(crate) fn pending(auth: AuthFuture, ready: S, request: Request<B>, reject: R) -> Self {
        Self {
            state: State::Pending {
                auth,
                rest: Some((ready, request, reject)),
            },
        }
    }

    pub(crate) fn rejected(response: S::Response) -> Self {
        Self {
            state: State::Rejected {
                response: Some(response),
            },
        }
    }
}

impl<S, R, B, ResBody> Future for ResponseFuture<S, R, B>
where
    S: Service<Request<B>, Response = Response<ResBody>>,
    R: RejectionResponse<ResBody>,
{
    type Output = Result<S::Response, S::Error>;

    #[expect(
        clippy::expect_used,
        reason = "a future that is polled after completion may panic, as the trait says"
    )]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        const AGAIN: &str = "ResponseFuture polled after completion";
        let mut state = self.project().state;
        loop {
            match state.as_mut().project() {
                StateProj::Inner { future } => return future.poll(cx),
                StateProj::Rejected { response } => {
                    return Poll::Ready(Ok(response.take().expect(AGAIN)));
                }
                StateProj::Pending { auth, rest } => {
                    let decision = ready!(auth.poll(cx));
                    let (mut inner, mut request, reject) = rest.take().expect(AGAIN);
                    match decision {
                        Ok(decision) => {
                            admit(request.extensions_mut(), decision);
                            let future = inner.call(request);
                            state.set(State::Inner { future });
                        }
                        Err(rejection) => return Poll::Ready(Ok(reject.respond(&rejection))),
                    }
                }
            }
        }
    }
}

impl<S: Service<Request<B>>, R, B> fmt::Debug for ResponseFuture<S, R, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseFuture")
    }
}
