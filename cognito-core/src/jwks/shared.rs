//! What the handles of one key store share: the protocol's state, and what its flights need.

use std::sync::Arc;

use tokio::sync::watch;

use super::{
    events::{self, PoolName},
    fetch_error::KeysUnavailable,
    flight::{self, Landing, Return, Source, Tokio},
    protocol::{Answer, Boarded, Departure, Moment, Paid, Protocol},
};
use crate::clock::Clock;

pub(super) struct Shared {
    pub(super) name: PoolName,
    /// Where keys come from; `None` if they are pinned, or nobody can fetch them.
    pub(super) source: Option<Source>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) protocol: Protocol<Tokio>,
    /// Dropped with the store: flights that are still in the air see it and end.
    pub(super) alive: watch::Sender<()>,
}

impl Shared {
    /// [`Protocol::ask`]; a flight that it begins is launched.
    pub(super) fn ask(self: &Arc<Self>, kid: &str, arrived: Option<u64>) -> Answer<Tokio> {
        let mut answer = self.protocol.ask(kid, arrived, self.now());
        if let Answer::Wait(pending) = &mut answer
            && let Some(departure) = pending.boarded.departure.take()
        {
            let paid = departure.flight.paid;
            self.launch(departure);
            if paid == Paid::Token {
                events::asking_for(&self.name, kid);
            }
        }
        answer
    }

    /// A flight that brings a newer set, unless the one in force is fresh.
    pub(super) fn renew(self: &Arc<Self>) -> Result<Option<Landing>, KeysUnavailable> {
        let Some(Boarded { landing, departure }) = self.protocol.renew(self.now())? else {
            return Ok(None);
        };
        if let Some(departure) = departure {
            self.launch(departure);
        }
        Ok(Some(landing))
    }

    /// Renews an ageing set if nobody does and nothing forbids it. Never waits.
    pub(super) fn renew_in_background(self: &Arc<Self>) {
        if let Some(departure) = self.protocol.renew_in_background(self.now()) {
            self.launch(departure);
        }
    }

    /// The protocol's lock is free by now: a runtime that shuts down drops the task at once, and its way back takes the lock.
    fn launch(self: &Arc<Self>, departure: Departure<Tokio>) {
        let back = Return::new(self, departure.flight);
        if let Some(source) = &self.source {
            let store_gone = self.alive.subscribe();
            flight::launch(&departure.runtime, source.clone(), back, store_gone);
        }
    }

    pub(super) fn now(&self) -> Moment {
        Moment::now(&*self.clock)
    }
}
