//! The detached task that asks the registry, and the promise that it always lands.

use std::{
    pin::pin,
    sync::{Arc, Weak},
};

use tokio::{runtime::Handle, sync::watch};

use super::{
    error::{LookupFailed, PoolLookupError},
    pool_registry::PoolRegistry,
    registered::Registered,
    settings::DEADLINE,
    shared::Shared,
    slots::{Purpose, Slot},
};
use crate::{
    UserPool, UserPoolId,
    clock::Clock,
    future::{Either, first, unless_it_panics},
    jwks::Moment,
};

/// The end of a flight, for those who wait for it.
#[derive(Clone, Debug)]
pub(super) enum Landed {
    /// It was cut off, or counts no more.
    Again,
    Failed(LookupFailed),
    Found(Arc<Registered>),
    Unknown,
}

/// `None` while the flight is in the air.
pub(super) type Waiters = watch::Sender<Option<Landed>>;
pub(super) type Landing = watch::Receiver<Option<Landed>>;

pub(super) struct Question {
    pub(super) registry: Arc<dyn PoolRegistry>,
    pub(super) id: UserPoolId,
    pub(super) clock: Arc<dyn Clock>,
}

/// The way back of a flight.
pub(super) struct Return {
    pub(super) shared: Weak<Shared>,
    pub(super) id: UserPoolId,
    pub(super) number: u64,
    pub(super) began: Moment,
    pub(super) waiters: Waiters,
    pub(super) slot: Option<Slot>,
}

/// Starts the task. It belongs to nobody: a request that is dropped does not take it along. It holds no handle of the verifier,
/// and ends when the last one (the sender of `gone`) goes.
pub(super) fn launch(
    runtime: &Handle,
    question: Question,
    back: Return,
    mut gone: watch::Receiver<()>,
) {
    runtime.spawn(async move {
        // A cut-off flight must land too: `back` does it when it is dropped.
        let mut back = Some(back);
        // Around it all: the registry may panic when it is called, when its future is polled, and when that is dropped.
        let asking = pin!(unless_it_panics(ask(&question)));
        let gone = pin!(gone.changed());
        if let Either::First(answer) = first(asking, gone).await
            && let Some(back) = back.take()
        {
            back.land(answer.unwrap_or_else(|| Err(PoolLookupError::panicked())));
        }
    });
}

async fn ask(question: &Question) -> Result<Option<UserPool>, PoolLookupError> {
    let finding = question.registry.find(&question.id);
    match first(finding, question.clock.sleep(DEADLINE)).await {
        Either::First(answer) => answer,
        Either::Second(()) => Err(PoolLookupError::too_slow()),
    }
}

impl Return {
    fn land(mut self, answer: Result<Option<UserPool>, PoolLookupError>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        let slot = self.slot.as_ref();
        let in_background = slot.is_some_and(|slot| slot.purpose == Purpose::Background);
        let (began, number) = (self.began, self.number);
        if let Some((landed, news)) = shared.land(&self.id, number, began, in_background, answer) {
            self.waiters.send_replace(Some(landed));
            self.slot = None;
            // Last: a log may be slow, or panic.
            news.tell(&self.id);
        }
    }
}

/// Whoever still waits finds room for another flight.
impl Drop for Return {
    fn drop(&mut self) {
        let has_landed = self.waiters.borrow().is_some();
        if !has_landed {
            if let Some(shared) = self.shared.upgrade() {
                shared.cut_off(&self.id, self.number);
            }
            self.waiters.send_replace(Some(Landed::Again));
        }
    }
}
