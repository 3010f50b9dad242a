//! The boxed future of this crate's traits.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::{Context, Poll},
};

/// A future on the heap that may move between threads: what the traits of this crate return, so that they can be used as
/// trait objects.
///
/// ```
/// use cognito_core::future::BoxFuture;
///
/// fn answer<'a>() -> BoxFuture<'a, u8> {
///     Box::pin(async { 42 })
/// }
/// # fn is_send<T: Send>(_: T) {}
/// is_send(answer());
/// ```
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Which of two futures was ready.
pub(crate) enum Either<A, B> {
    First(A),
    Second(B),
}

/// Waits for one of two futures; if both are ready, the first counts.
pub(crate) async fn first<A, B>(
    mut a: impl Future<Output = A> + Unpin,
    mut b: impl Future<Output = B> + Unpin,
) -> Either<A, B> {
    poll_fn(|cx: &mut Context<'_>| {
        if let Poll::Ready(a) = Pin::new(&mut a).poll(cx) {
            return Poll::Ready(Either::First(a));
        }
        Pin::new(&mut b).poll(cx).map(Either::Second)
    })
    .await
}

/// Waits for code of the user's; `None` if it panics.
pub(crate) async fn unless_it_panics<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(|cx| {
        // Nothing is used again after a panic: the future is only dropped.
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
            Ok(polled) => polled.map(Some),
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}
