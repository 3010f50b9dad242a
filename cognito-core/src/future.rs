//! The boxed future of this crate's traits.

use std::{future::Future, pin::Pin};

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
