//! The two model checkers, under the same names.

pub mod loom;
pub mod shuttle;
mod swap;

/// What a reader of the swap holds.
#[derive(Debug)]
pub struct Guard<T>(T);

impl<T> std::ops::Deref for Guard<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Chance that is the same every time: a model checker repeats what it has seen.
#[derive(Clone, Debug, Default)]
pub struct RandomState(std::hash::BuildHasherDefault<std::hash::DefaultHasher>);

impl RandomState {
    /// As the standard library's.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl std::hash::BuildHasher for RandomState {
    type Hasher = std::hash::DefaultHasher;

    fn build_hasher(&self) -> Self::Hasher {
        self.0.build_hasher()
    }
}
