//! What the handles of one registry share: the pools in force, and the decisions around them.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, TryLockError,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{runtime::Handle, sync::watch};

use super::{
    error::{LookupFailed, PoolLookupError},
    flight::{self, Landed, Landing, Question, Return, Waiters},
    issuer,
    key_source::KeySource,
    memory::Memory,
    pool_registry::PoolRegistry,
    registered::{Registered, Standing},
    setback::{IdHasher, Ruling, Serving},
    settings::RegistrySettings,
    slots::{Purpose, Slot, Slots},
    table::Table,
    wait::{Next, PoolWait},
};
use crate::{
    UserPoolId,
    clock::Clock,
    jwks::Moment,
    observe::{self, FailedLookup},
};

/// The pools of a verifier that are looked up. Dropped with the last handle of the verifier.
#[derive(Debug)]
pub(crate) struct Registry(Arc<Shared>);

/// What a verifier learns about an issuer, at once.
#[derive(Debug)]
pub(crate) enum Found {
    /// It cannot be said now: 503.
    Failed(LookupFailed),
    /// The issuer's pool.
    Pool(Arc<Registered>),
    /// No pool has this issuer: 401.
    Unknown,
    /// A look-up will tell.
    Wait(PoolWait),
}

/// The pools that the verifier has from its configuration: the registry is not asked about them, and cannot take their place.
#[derive(Debug, Default)]
pub(crate) struct Configured {
    pub(crate) ids: HashSet<Box<str>>,
    pub(crate) issuers: HashSet<Box<str>>,
}

#[derive(Debug)]
pub(super) struct Shared {
    registry: Arc<dyn PoolRegistry>,
    clock: Arc<dyn Clock>,
    pub(super) settings: RegistrySettings,
    pub(super) keys: KeySource,
    pub(super) configured: Configured,
    pub(super) table: Table,
    pub(super) hasher: IdHasher,
    slots: Arc<Slots>,
    /// Calls of [`Registry::forget`].
    forgets: AtomicU64,
    /// Never held across an await, nor while a task is spawned, an event is emitted, or something of the user's is called or
    /// dropped.
    memory: Mutex<Memory<Waiters>>,
    /// Dropped with the registry: flights that are still in the air see it and end.
    alive: watch::Sender<()>,
}

/// What [`Shared::ask`] found.
#[derive(Debug)]
pub(super) enum Answer {
    Failed(LookupFailed),
    Found(Arc<Registered>),
    Unknown,
    Wait(Next),
}

pub(super) type Locked<'a> = MutexGuard<'a, Memory<Waiters>>;

impl Registry {
    /// No I/O, no task.
    pub(crate) fn new(
        registry: Arc<dyn PoolRegistry>,
        settings: RegistrySettings,
        clock: Arc<dyn Clock>,
        keys: KeySource,
        configured: Configured,
    ) -> Self {
        Self(Arc::new(Shared {
            registry,
            table: Table::new(settings.max_pools),
            hasher: IdHasher::default(),
            forgets: AtomicU64::new(0),
            slots: Arc::new(Slots::new(settings.max_lookups, Arc::clone(&clock))),
            memory: Mutex::new(Memory::new(settings.max_pools)),
            alive: watch::Sender::new(()),
            clock,
            settings,
            keys,
            configured,
        }))
    }

    /// The pool of this issuer. Where it is at hand: one atomic load and an `Arc` clone; no lock, no allocation.
    pub(crate) fn find(&self, issuer: &str) -> Found {
        let Some(id) = issuer::pool_id(issuer) else {
            return Found::Unknown;
        };
        let shared = &self.0;
        if let Some(pool) = shared.table.get(id) {
            let now = shared.now();
            let standing = pool.standing(now, shared.settings.max_age);
            if standing == Standing::Ageing {
                shared.renew_in_background(&pool, now);
            }
            if standing != Standing::Lapsed {
                return Found::checked(pool, issuer);
            }
        }
        if shared.configured.ids.contains(id) {
            return Found::Unknown;
        }
        let Ok(id) = UserPoolId::emulator(id) else {
            return Found::Unknown;
        };
        match shared.ask(&id, None) {
            Answer::Failed(failure) => Found::Failed(failure),
            Answer::Found(pool) => Found::checked(pool, issuer),
            Answer::Unknown => Found::Unknown,
            Answer::Wait(next) => Found::Wait(PoolWait::new(Arc::clone(shared), id, next)),
        }
    }

    /// The pool of this issuer, for a request that waited and holds `pool`: it counts unless the application said otherwise
    /// meanwhile.
    pub(crate) fn find_again(&self, issuer: &str, pool: Arc<Registered>) -> Found {
        // One that made room is no longer told of what the application forgets.
        if pool.has_ended() || pool.forgets() != self.0.forgets() {
            self.find(issuer)
        } else {
            Found::checked(pool, issuer)
        }
    }

    /// Whatever is known about the pool must be looked up before it counts. Its keys stay, in case it is found again.
    pub(crate) fn forget(&self, id: &UserPoolId) {
        let hash = self.0.hasher.hash(id.as_str());
        let mut memory = self.0.memory();
        self.0.forgets.fetch_add(1, Ordering::AcqRel);
        let waiting = memory.disown(id);
        let of_stranger = memory.setbacks.remove(hash);
        let of_known = memory.seats.get_mut(id).and_then(|seat| {
            seat.pool.end();
            seat.setback.take()
        });
        drop(memory);
        if let Some(waiting) = waiting {
            waiting.send_replace(Some(Landed::Again));
        }
        drop((of_stranger, of_known));
    }

    /// The pools that are kept.
    pub(crate) fn pools(&self) -> Vec<Arc<Registered>> {
        self.0.table.all()
    }
}

impl Found {
    fn checked(pool: Arc<Registered>, issuer: &str) -> Self {
        if pool.pool.about.accepts_issuer(issuer) {
            Self::Pool(pool)
        } else {
            Self::Unknown
        }
    }
}

impl Shared {
    /// Decides about a pool that is not simply at hand. With a `slot`, a look-up that is needed begins in any case.
    pub(super) fn ask(self: &Arc<Self>, id: &UserPoolId, slot: Option<Slot>) -> Answer {
        let hash = self.hasher.hash(id.as_str());
        let now = self.now();
        let memory = self.memory();
        // Pools are registered under this lock: what is seen here stays so until the decision.
        let known = self.table.get(id.as_str());
        let purpose = match known {
            Some(pool) if pool.standing(now, self.settings.max_age) != Standing::Lapsed => {
                return Answer::Found(pool);
            }
            Some(_) => Purpose::Known,
            None => Purpose::Stranger,
        };
        if let Some(waiters) = memory.in_the_air(id, now) {
            return Answer::Wait(Next::Landing(waiters.subscribe()));
        }
        match memory.ruling(id, hash, now, Serving::Nobody) {
            Some(Ruling::Failed(failure)) => return Answer::Failed(failure),
            Some(Ruling::Unknown) => return Answer::Unknown,
            None => {}
        }
        let Ok(runtime) = Handle::try_current() else {
            drop(memory);
            return Answer::Failed(self.not_begun(id, PoolLookupError::no_runtime()).into());
        };
        let next = if let Some(slot) = slot.or_else(|| self.slots.try_take(purpose, now)) {
            Next::Landing(self.begin(memory, &runtime, id, now, slot))
        } else {
            drop(memory);
            self.slots.write_off(now);
            Next::Room(purpose)
        };
        Answer::Wait(next)
    }

    /// Looks an ageing pool up if nobody does and nothing forbids it. Never waits, not even for the lock: the next request may
    /// do it as well.
    fn renew_in_background(self: &Arc<Self>, pool: &Registered, now: Moment) {
        let memory = match self.memory.try_lock() {
            Ok(memory) => memory,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let id = &pool.pool.about.id;
        let hash = self.hasher.hash(id.as_str());
        let is_held_off = memory.in_the_air(id, now).is_some()
            || memory.ruling(id, hash, now, Serving::Old).is_some();
        // One that just made room is not looked up again: it would take another's seat.
        if is_held_off || pool.has_ended() || memory.seats.get(id).is_none() {
            return;
        }
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        if let Some(slot) = self.slots.try_take(Purpose::Background, now) {
            self.begin(memory, &runtime, id, now, slot);
        } else {
            drop(memory);
            self.slots.write_off(now);
        }
    }

    fn begin(
        self: &Arc<Self>,
        mut memory: Locked<'_>,
        runtime: &Handle,
        id: &UserPoolId,
        now: Moment,
        slot: Slot,
    ) -> Landing {
        let (waiters, landing) = watch::channel(None);
        let (number, dead) = memory.begin(id, now, waiters.clone());
        // A runtime that shuts down drops the task at once, and the task's way back takes the lock.
        drop(memory);
        if let Some(dead) = dead {
            dead.send_replace(Some(Landed::Again));
        }
        let question = Question {
            registry: Arc::clone(&self.registry),
            id: id.clone(),
            clock: Arc::clone(&self.clock),
        };
        let back = Return {
            shared: Arc::downgrade(self),
            id: id.clone(),
            number,
            began: now,
            waiters,
            slot: Some(slot),
        };
        flight::launch(runtime, question, back, self.alive.subscribe());
        landing
    }

    /// Waits for room for a look-up.
    pub(super) fn room(
        &self,
        purpose: Purpose,
    ) -> impl Future<Output = Option<Slot>> + Send + use<> {
        Arc::clone(&self.slots).take(purpose)
    }

    /// A request waited in vain for room, or for a look-up that counts, or may not begin one. Tells the log.
    pub(super) fn not_begun(&self, id: &UserPoolId, error: PoolLookupError) -> PoolLookupError {
        let now = self.now();
        let mut memory = self.memory();
        let is_known = memory.seats.get(id).is_some();
        let failed = FailedLookup {
            error: error.clone(),
            failures: 0,
            is_known,
            is_serving: false,
            is_loud: memory.loud(now, is_known),
        };
        drop(memory);
        observe::pool_lookup_failed(id, &failed);
        error
    }

    /// Flight `number` was cut off with its runtime: as if it had not begun.
    pub(super) fn cut_off(&self, id: &UserPoolId, number: u64) {
        self.memory().land(id, number);
    }

    /// How often the application has forgotten a pool.
    pub(super) fn forgets(&self) -> u64 {
        self.forgets.load(Ordering::Acquire)
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    pub(super) fn now(&self) -> Moment {
        Moment::now(&*self.clock)
    }

    pub(super) fn memory(&self) -> Locked<'_> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is kept, as counts.
#[cfg(test)]
pub(super) struct Left {
    pub(super) pools: usize,
    pub(super) flights: usize,
    pub(super) setbacks: usize,
}

#[cfg(test)]
impl Registry {
    pub(super) fn left(&self) -> Left {
        let memory = self.0.memory();
        let pools = memory.seats.len();
        assert!(pools == self.0.table.all().len(), "each pool has its place");
        Left {
            pools,
            flights: memory.flights(),
            setbacks: memory.setbacks.len(),
        }
    }
}
