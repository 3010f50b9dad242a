use std::sync::{Arc, Mutex, MutexGuard};

use super::Guard;

/// What arc-swap promises, and no more: a reader sees some value that was stored, none older than it has seen or heard of.
#[derive(Debug)]
pub struct Swap<T, P> {
    /// The model checker does not see this lock: what is behind it only ever grows.
    stored: Mutex<Vec<Arc<T>>>,
    newest: P,
}

/// The model checker's atomic number.
pub trait Place {
    /// Zero.
    fn first() -> Self;

    /// Reads it, and what was written before it was stored.
    fn load_acquire(&self) -> usize;

    /// Stores it.
    fn store_release(&self, place: usize);
}

impl<T, P: Place> Swap<T, P> {
    /// Begins with `value`.
    pub fn from_pointee(value: T) -> Self {
        Self {
            stored: Mutex::new(vec![Arc::new(value)]),
            newest: P::first(),
        }
    }

    /// One atomic load.
    pub fn load(&self) -> Guard<Arc<T>> {
        let at = self.newest.load_acquire();
        Guard(Arc::clone(&self.stored()[at]))
    }

    /// One atomic store.
    pub fn store(&self, value: Arc<T>) {
        let at = {
            let mut stored = self.stored();
            stored.push(value);
            stored.len() - 1
        };
        self.newest.store_release(at);
    }

    fn stored(&self) -> MutexGuard<'_, Vec<Arc<T>>> {
        self.stored.lock().expect("nothing panics in here")
    }
}
