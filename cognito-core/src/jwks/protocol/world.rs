//! All that the protocol takes from the world that is not the same every time: threads and chance. `tests/model` puts a model
//! checker's in its place.

pub(crate) use std::{
    hash::RandomState,
    sync::{Arc, Mutex, MutexGuard},
};

/// A value that is replaced as a whole; reading it takes no lock.
pub(crate) use arc_swap::{ArcSwap, Guard};
