//! A store, its clock and its endpoint, through one event after the other.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    runtime::{Builder, Handle},
    task::JoinHandle,
};

use super::{
    super::world::{HOUR, MILLI, NOW, SECOND, Verdict, static_keys},
    Event, KIDS, Published,
    endpoint::{Endpoint, Mode},
    ledger::Ledger,
};
use crate::{
    clock::Clock as _,
    jwks::{KeyMiss, KeyStore, Lookup, RefreshSettings, SeedKeys},
    test_util::ManualClock,
};

pub(super) struct Life {
    clock: ManualClock,
    endpoint: Endpoint,
    store: KeyStore,
    waiting: VecDeque<(u64, JoinHandle<()>)>,
    requests: u64,
}

impl Life {
    /// What goes wrong in it first, if anything does.
    pub(super) fn led(has_embedded_keys: bool, events: &[Event]) -> Option<String> {
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let mut life = Self::new(has_embedded_keys);
            for event in events {
                life.goes_on(event).await;
                let wrong = life.endpoint.ledger().wrong.take();
                if let Some(wrong) = wrong {
                    return Some(format!("{wrong}, in {event:?}"));
                }
            }
            life.ends().await
        })
    }

    fn new(has_embedded_keys: bool) -> Self {
        let clock = ManualClock::new(NOW);
        let good = Mode::Answers {
            after: Duration::ZERO,
            max_age: None,
        };
        let published = [Some(0), None, None, None];
        let endpoint = Endpoint {
            ledger: Arc::new(Mutex::new(Ledger::new(clock.clone()))),
            mode: Arc::new(Mutex::new((good, published))),
        };
        let seed = has_embedded_keys.then(|| {
            endpoint.ledger().has_embedded(published);
            SeedKeys::Embedded(static_keys(&[(KIDS[0], 0)]))
        });
        let store = KeyStore::new(
            "us-east-1_test".into(),
            vec!["https://keys.test".into()],
            Some(Arc::new(endpoint.clone())),
            Arc::new(clock.clone()),
            RefreshSettings::default(),
            seed,
        );
        endpoint.ledger().store = Arc::downgrade(&store.0);
        Self {
            clock,
            endpoint,
            store,
            waiting: VecDeque::new(),
            requests: 0,
        }
    }

    async fn goes_on(&mut self, event: &Event) {
        match event {
            Event::Passes(time) => self.passes(*time).await,
            Event::WallJumps(seconds) => {
                let wall = crate::clock::since_1970(self.clock.wall()).as_secs();
                self.clock.set_wall(wall.saturating_add_signed(*seconds));
                let ahead = Duration::from_secs(u64::try_from(*seconds).unwrap_or_default());
                let mut ledger = self.endpoint.ledger();
                ledger.passes(Duration::ZERO, ahead);
                ledger.wall_jumps();
            }
            Event::Asks(kid) => {
                self.asks(KIDS[*kid]);
                self.settles().await;
            }
            Event::Flood(count) => {
                for _ in 0..*count {
                    self.asks(&format!("x{}", self.requests));
                }
                self.settles().await;
            }
            Event::Prefetches => self.prefetches().await,
            Event::HangsUp => {
                if let Some((id, request)) = self.waiting.pop_front() {
                    request.abort();
                    self.endpoint.ledger().waiting.remove(&id);
                }
                self.settles().await;
            }
            Event::Endpoint(mode) => self.endpoint.mode.lock().unwrap().0 = mode.clone(),
            Event::Publishes(set) => self.endpoint.mode.lock().unwrap().1 = *set,
        }
    }

    /// In small steps as long as something is under way.
    async fn passes(&mut self, mut time: Duration) {
        while !time.is_zero() {
            let is_quiet = self.clock.sleepers() == 0;
            let step = if is_quiet {
                time
            } else {
                time.min(250 * MILLI)
            };
            time = time.saturating_sub(step);
            self.clock.advance(step);
            self.endpoint.ledger().passes(step, step);
            self.settles().await;
        }
    }

    fn asks(&mut self, kid: &str) {
        self.requests += 1;
        let id = self.requests;
        let mut ledger = self.endpoint.ledger();
        ledger.has_traffic = true;
        let mut request = ledger.arrives(kid);
        let verdict = match self.store.lookup(kid) {
            Lookup::Found(key) => Verdict::Key(key),
            Lookup::Absent => Verdict::Absent,
            Lookup::Unavailable(e) => Verdict::Unavailable(e.retry_after(), e.fetch_error().kind()),
            Lookup::Wait(wait) => {
                ledger.waits(&mut request, id);
                let endpoint = self.endpoint.clone();
                let answered = tokio::spawn(async move {
                    let verdict = match wait.await {
                        Ok(key) => Verdict::Key(key),
                        Err(KeyMiss::Absent) => Verdict::Absent,
                        Err(KeyMiss::Unavailable(e)) => {
                            Verdict::Unavailable(e.retry_after(), e.fetch_error().kind())
                        }
                    };
                    let mut ledger = endpoint.ledger();
                    ledger.answers(&request, &verdict);
                    ledger.waiting.remove(&id);
                });
                self.waiting.push_back((id, answered));
                return;
            }
        };
        ledger.answers(&request, &verdict);
    }

    async fn prefetches(&mut self) {
        self.requests += 1;
        let id = self.requests;
        let (store, endpoint) = (self.store.clone(), self.endpoint.clone());
        endpoint.ledger().prefetches(id);
        tokio::spawn(async move {
            let is_ready = store.prefetch().await.is_ok();
            endpoint.ledger().has_prefetched(id, is_ready);
        });
        self.settles().await;
    }

    /// Everything runs that is ready; tokio's own clock is paused.
    async fn settles(&mut self) {
        tokio::time::sleep(MILLI).await;
        self.waiting.retain(|(_, request)| !request.is_finished());
        let mut ledger = self.endpoint.ledger();
        ledger.has_traffic = false;
        ledger.look_at_those_who_wait();
    }

    /// The endpoint answers again: an hour later the store has its keys, and no others.
    async fn ends(mut self) -> Option<String> {
        let published = {
            let mut mode = self.endpoint.mode.lock().unwrap();
            mode.0 = Mode::Answers {
                after: 100 * MILLI,
                max_age: None,
            };
            mode.1[0] = Some(mode.1[0].unwrap_or_default());
            mode.1
        };
        self.passes(HOUR + 10 * SECOND).await;
        for kid in KIDS {
            self.asks(kid);
            self.settles().await;
            self.passes(6 * SECOND).await;
        }
        let wrong = self.endpoint.ledger().wrong.take();
        wrong
            .or_else(|| self.knows_other_than(published))
            .or_else(|| self.leaves_behind())
    }

    fn knows_other_than(&self, published: Published) -> Option<String> {
        let state = self.store.state();
        let expected: Vec<_> = KIDS
            .into_iter()
            .zip(published)
            .filter_map(|(kid, material)| material.map(|_| kid))
            .collect();
        let kids: Vec<_> = state.kids.iter().map(|kid| &**kid).collect();
        let is_well = kids == expected && state.ready && state.last_error.is_none();
        (!is_well).then(|| format!("the store has not recovered: {state:?}"))
    }

    fn leaves_behind(self) -> Option<String> {
        let sleepers = self.clock.sleepers();
        let tasks = Handle::current().metrics().num_alive_tasks();
        (sleepers + tasks > 0).then(|| format!("{sleepers} sleepers and {tasks} tasks are left"))
    }
}
