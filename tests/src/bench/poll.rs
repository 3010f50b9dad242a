use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

/// The output of a future that waits for nothing.
///
/// # Panics
/// If it waits.
pub fn at_once<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("something was waited for"),
    }
}
