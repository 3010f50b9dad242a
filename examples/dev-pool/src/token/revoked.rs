use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

/// A sign-in that was revoked: no token of it is good any more, neither those it has nor those it was about to get.
///
/// Told by [`DevPool::on_revocation`](crate::DevPool::on_revocation).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Revoked {
    /// The `origin_jti` of all tokens of the sign-in.
    pub origin_jti: String,
    /// The `sub` of the user.
    pub sub: String,
}

/// Prints no claim: who signed out is for nobody's log.
impl fmt::Debug for Revoked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revoked").finish_non_exhaustive()
    }
}

/// Who wants to know of revocations.
#[derive(Default)]
pub(crate) struct Listeners(RwLock<Vec<Listener>>);

type Listener = Arc<dyn Fn(&Revoked) + Send + Sync>;

impl Listeners {
    pub(crate) fn add(&self, listener: impl Fn(&Revoked) + Send + Sync + 'static) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Arc::new(listener));
    }

    /// Tells all of them. Nothing is locked meanwhile, so that they may use the pool.
    pub(crate) fn tell(&self, revoked: impl IntoIterator<Item = Revoked>) {
        let listeners = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for revoked in revoked {
            for listener in &listeners {
                listener(&revoked);
            }
        }
    }
}
