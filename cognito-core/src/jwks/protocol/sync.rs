//! What the protocol takes from the world of threads, all of it. `tests/model` puts a model checker's in its place.

pub(crate) use std::sync::{Arc, Mutex, MutexGuard};

/// A value that is replaced as a whole; reading it takes no lock.
pub(crate) use arc_swap::{ArcSwap, Guard};
