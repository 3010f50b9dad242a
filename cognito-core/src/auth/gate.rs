use std::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use super::{AuthFuture, Authentication};
use crate::Rejection;

pin_project! {
    /// What the future of a middleware is made of: for adapters.
    ///
    /// `F` is the future of the inner service, `R` what is needed to call it once the decision is there, and `A` the answer to
    /// a refused request. Nothing is boxed where the decision is there at once.
    ///
    /// ```
    /// use std::future::{Ready, poll_fn, ready};
    /// use cognito_core::{Authenticator, Gate, Passage, Step, test_util::{TestHead, TestPool}};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// let pool = TestPool::new();
    /// let auth = Authenticator::new(pool.verifier());
    /// let head = TestHead::get("/").bearer(&pool.access_token().mint());
    /// let gate: Gate<Ready<&str>, &str, u16> = match auth.authenticate(&head) {
    ///     Step::Ready(Ok(_)) => Gate::open(ready("hello")),
    ///     Step::Ready(Err(rejection)) => Gate::closed(rejection.status()),
    ///     Step::Pending(auth) => Gate::waiting(auth, "hello"), // the key is fetched first
    /// };
    /// let mut gate = std::pin::pin!(gate);
    /// let passage = poll_fn(|cx| gate.as_mut().poll_passage(cx, |rest, decision| match decision {
    ///     Ok(_) => Gate::open(ready(rest)),
    ///     Err(rejection) => Gate::closed(rejection.status()),
    /// }));
    /// assert!(matches!(passage.await, Passage::Inner("hello")));
    /// # }
    /// ```
    pub struct Gate<F, R, A> {
        #[pin]
        state: State<F, R, A>,
    }
}

pin_project! {
    #[project = StateProj]
    enum State<F, R, A> {
        Closed { answer: Option<Box<A>> },
        Open { #[pin] future: F },
        Waiting { auth: AuthFuture, rest: Option<Box<R>> },
    }
}

/// How a request came through a [`Gate`], or did not.
#[derive(Debug)]
pub enum Passage<T, A> {
    /// What the inner service answered.
    Inner(T),
    /// The answer to a refused request.
    Refused(A),
}

impl<F, R, A> Gate<F, R, A> {
    /// The inner service answers.
    pub fn open(future: F) -> Self {
        State::Open { future }.into()
    }

    /// The decision is waited for; `rest` is what the inner service is called with then.
    pub fn waiting(auth: AuthFuture, rest: R) -> Self {
        let rest = Some(Box::new(rest));
        State::Waiting { auth, rest }.into()
    }

    /// The request is refused.
    pub fn closed(answer: A) -> Self {
        let answer = Some(Box::new(answer));
        State::Closed { answer }.into()
    }
}

impl<F: Future, R, A> Gate<F, R, A> {
    /// Polls whatever it waits for. `go_on` is called once, where the decision had to be waited for: it calls the inner service
    /// and [opens](Self::open), or writes the answer and [closes](Self::closed).
    ///
    /// Polled after it is closed and has said so, it stays pending.
    pub fn poll_passage(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        go_on: impl FnOnce(R, Result<Authentication, Rejection>) -> Self,
    ) -> Poll<Passage<F::Output, A>> {
        let mut go_on = Some(go_on);
        let mut state = self.project().state;
        loop {
            let next = match state.as_mut().project() {
                StateProj::Open { future } => return future.poll(cx).map(Passage::Inner),
                StateProj::Closed { answer } => {
                    let answer = answer.take().map(|answer| Passage::Refused(*answer));
                    return answer.map_or(Poll::Pending, Poll::Ready);
                }
                StateProj::Waiting { auth, rest } => {
                    let decision = ready!(Pin::new(auth).poll(cx));
                    let go_on = go_on.take().zip(rest.take());
                    go_on.map(|(go_on, rest)| go_on(*rest, decision))
                }
            };
            match next {
                Some(next) => state.set(next.state),
                None => return Poll::Pending,
            }
        }
    }
}

impl<F, R, A> From<State<F, R, A>> for Gate<F, R, A> {
    fn from(state: State<F, R, A>) -> Self {
        Self { state }
    }
}

impl<F, R, A> fmt::Debug for Gate<F, R, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Gate")
    }
}
