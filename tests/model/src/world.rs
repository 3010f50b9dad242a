//! A store, its endpoint, and threads that use the store as requests and flights do.

use std::{
    collections::BTreeMap,
    sync::{MutexGuard, PoisonError, atomic::Ordering::Relaxed},
    time::Duration,
};

use super::{
    engine::{Arc, AtomicUsize, Condvar, Mutex, thread},
    protocol::{
        Answer, Departure, Flight, Freshness, Harvest, Host, KeyRef, Moment, Paid, Pending,
        Protocol, Snapshot,
    },
};
use crate::outside::{At, FetchErrorKind, KeySet, KeysUnavailable, RefreshSettings};

/// As in the settings of the store.
const DEADLINE: Duration = Duration::from_secs(5);

/// Flights one request waits for at most, as in the key store.
const MOST_FLIGHTS: usize = 4;

/// Flights are flown by hand here, and callers wait on a condition variable.
pub(crate) enum Model {}

#[derive(Clone)]
pub(crate) struct Wait(Arc<Waiters>);

/// Says that the flight was cut off, unless it told something else before.
pub(crate) struct Tell(Option<Arc<Waiters>>);

struct Waiters {
    end: Mutex<Option<End>>,
    ended: Condvar,
}

/// How a flight ended, for those who wait.
#[derive(Clone)]
pub(crate) enum End {
    CutOff,
    Landed(Result<(), KeysUnavailable>),
}

impl Host for Model {
    type Runtime = ();
    type Tell = Tell;
    type Wait = Wait;

    fn runtime() -> Result<(), FetchErrorKind> {
        Ok(())
    }

    fn channel() -> (Tell, Wait) {
        let waiters = Arc::new(Waiters {
            end: Mutex::new(None),
            ended: Condvar::new(),
        });
        (Tell(Some(Arc::clone(&waiters))), Wait(waiters))
    }

    fn tell(mut waiters: Tell, answer: Result<(), KeysUnavailable>) {
        if let Some(waiters) = waiters.0.take() {
            waiters.end(End::Landed(answer));
        }
    }
}

impl Drop for Tell {
    fn drop(&mut self) {
        // A check that has failed is over.
        if let Some(waiters) = self.0.take()
            && !std::thread::panicking()
        {
            waiters.end(End::CutOff);
        }
    }
}

impl Waiters {
    fn end(&self, end: End) {
        *self.end.lock().unwrap() = Some(end);
        self.ended.notify_all();
    }
}

impl Wait {
    /// Waits without a timer: where nobody tells, the model checker finds a deadlock.
    pub(crate) fn end(&self) -> End {
        let mut end = self.0.end.lock().unwrap();
        loop {
            if let Some(end) = &*end {
                return end.clone();
            }
            end = self.0.ended.wait(end).unwrap();
        }
    }
}

/// What a request learns.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    Absent,
    Key { version: u64 },
    Unavailable(FetchErrorKind),
}

/// A store and the endpoint it fetches from. What the endpoint does is not seen by the model checker, and needs no order of its
/// own.
pub(crate) struct World {
    pub(crate) protocol: Protocol<Model>,
    endpoint: std::sync::Mutex<Endpoint>,
    /// An answer takes its time: here other threads may take their turn.
    wire: AtomicUsize,
    fate: fn() -> Fate,
}

struct Endpoint {
    kids: Vec<&'static str>,
    is_down: bool,
    /// The time, where a scenario does not say it with each step.
    seconds: f64,
    fetches: u64,
    /// When each flight began, by its number.
    began: BTreeMap<u64, Moment>,
    /// The flights whose fetches are under way.
    aloft: Vec<u64>,
    /// Tokens of the bucket that flights cost.
    spent: f64,
}

/// What becomes of a flight.
#[derive(Clone, Copy)]
pub(crate) enum Fate {
    /// Its runtime is shut down before it has an answer.
    CutOff,
    Lands,
    /// It lands when its deadline is over.
    Late,
}

pub(crate) fn at(seconds: f64) -> Moment {
    Moment::now(&At(seconds))
}

impl World {
    /// An endpoint that serves key `a`, and a store that has fetched nothing yet.
    pub(crate) fn cold() -> Arc<Self> {
        Self::new(|| Fate::Lands)
    }

    /// A store that has fetched key `a`.
    pub(crate) fn warm() -> Arc<Self> {
        Self::warm_with(|| Fate::Lands)
    }

    /// A store that has fetched key `a`, and whose next flights end like this.
    pub(crate) fn warm_with(fate: fn() -> Fate) -> Arc<Self> {
        let world = Self::new(fate);
        let first = begun(&world, "a", 0.0);
        world.land(first.flight, || at(0.0));
        assert_eq!(world.request("a", at(0.0)), Verdict::Key { version: 1 });
        world
    }

    /// A store that has the key `embedded` from its program.
    pub(crate) fn embedded() -> Arc<Self> {
        let keys = KeySet::new(0, &["embedded"]);
        Self::starting_with(Snapshot::embedded(keys, at(0.0)), || Fate::Lands)
    }

    fn new(fate: fn() -> Fate) -> Arc<Self> {
        Self::starting_with(Snapshot::none(), fate)
    }

    fn starting_with(set: Snapshot, fate: fn() -> Fate) -> Arc<Self> {
        Arc::new(Self {
            protocol: Protocol::new(RefreshSettings::default(), true, set),
            endpoint: std::sync::Mutex::new(Endpoint {
                kids: vec!["a"],
                is_down: false,
                seconds: 0.0,
                fetches: 0,
                began: BTreeMap::new(),
                aloft: Vec::new(),
                spent: 0.0,
            }),
            wire: AtomicUsize::new(0),
            fate,
        })
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.endpoint().seconds
    }

    pub(crate) fn pass(&self, seconds: f64) {
        self.endpoint().seconds += seconds;
    }

    pub(crate) fn spent(&self) -> f64 {
        self.endpoint().spent
    }

    pub(crate) fn publish(&self, kid: &'static str) {
        self.endpoint().kids.push(kid);
    }

    pub(crate) fn is_down(&self, is_down: bool) {
        self.endpoint().is_down = is_down;
    }

    pub(crate) fn fetches(&self) -> u64 {
        self.endpoint().fetches
    }

    /// What a request does, from its beginning to its end.
    pub(crate) fn request(&self, kid: &str, now: Moment) -> Verdict {
        let set = self.protocol.set();
        let freshness = self.protocol.freshness(&set, now);
        if freshness <= Freshness::Ageing
            && let Some(key) = KeyRef::find(set, kid)
        {
            if freshness == Freshness::Ageing {
                self.renew(now);
            }
            return Verdict::of(&key);
        }
        match self.protocol.ask(kid, None, now) {
            Answer::Wait(pending) => self.follow(kid, pending, now),
            other => Verdict::at_once(other),
        }
    }

    /// What a request does that waits for a flight.
    pub(crate) fn follow(&self, kid: &str, mut pending: Pending<Model>, now: Moment) -> Verdict {
        let arrived = pending.arrived;
        for _ in 0..MOST_FLIGHTS {
            let is_ours = pending.boarded.departure.is_some();
            if let Some(departure) = pending.boarded.departure {
                self.fly(departure, now);
            }
            match pending.boarded.landing.end() {
                End::CutOff => {}
                End::Landed(Ok(())) => {
                    let least = arrived + u64::from(is_ours);
                    let seen = self.protocol.set().flight;
                    assert!(seen >= least, "told of a landing, but its set is not there");
                }
                End::Landed(Err(unavailable)) => {
                    return self.at_last(kid, arrived, now, &unavailable);
                }
            }
            match self.protocol.ask(kid, Some(arrived), now) {
                Answer::Wait(next) => pending = next,
                other => return Verdict::at_once(other),
            }
        }
        let unavailable = self.protocol.waited_in_vain(now);
        self.at_last(kid, arrived, now, &unavailable)
    }

    fn at_last(
        &self,
        kid: &str,
        arrived: u64,
        now: Moment,
        unavailable: &KeysUnavailable,
    ) -> Verdict {
        match self.protocol.last_look(kid, arrived, now) {
            Some(Ok(key)) => Verdict::of(&key),
            Some(Err(_)) => Verdict::Absent,
            None => Verdict::Unavailable(unavailable.kind()),
        }
    }

    /// A request for a known key of an ageing set, and the task it starts.
    pub(crate) fn renew(&self, now: Moment) {
        if let Some(departure) = self.protocol.renew_in_background(now) {
            self.fly(departure, now);
        }
    }

    pub(crate) fn fly(&self, departure: Departure<Model>, now: Moment) {
        let flight = departure.flight;
        self.endpoint().began.insert(flight.number, flight.began);
        let is_paid = flight.paid == Paid::Token;
        match (self.fate)() {
            Fate::CutOff => {
                self.wire.fetch_add(1, Relaxed);
                self.protocol.cut_off(flight);
                return;
            }
            Fate::Lands => self.land(flight, || now),
            Fate::Late => self.land(flight, || {
                self.pass(6.0);
                at(self.seconds())
            }),
        }
        self.endpoint().spent += f64::from(u8::from(is_paid));
    }

    /// Fetches now and lands later. The keys are of the version that is the number of the fetch.
    fn land(&self, flight: Flight<Model>, later: impl FnOnce() -> Moment) {
        let number = flight.number;
        let outcome = {
            let mut endpoint = self.endpoint();
            endpoint.take_off(number);
            endpoint.fetches += 1;
            if endpoint.is_down {
                Err(FetchErrorKind::Connect.into())
            } else {
                Ok(harvest(endpoint.fetches, &endpoint.kids))
            }
        };
        self.wire.fetch_add(1, Relaxed);
        let now = later();
        self.endpoint().aloft.retain(|other| *other != number);
        self.protocol.land(flight, outcome, now);
    }

    /// Tokens that can be taken right now.
    pub(crate) fn tokens(&self, now: Moment) -> usize {
        let mut control = self.protocol.control();
        std::iter::from_fn(|| control.bucket.take(now).then_some(())).count()
    }

    fn endpoint(&self) -> MutexGuard<'_, Endpoint> {
        self.endpoint.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Endpoint {
    /// At most one fetch at a time, unless the one before was overdue when the next began.
    fn take_off(&mut self, number: u64) {
        for other in &self.aloft {
            let earlier = number.min(*other);
            if let (Some(began), Some(next)) =
                (self.began.get(&earlier), self.began.get(&(earlier + 1)))
            {
                assert!(next.since(*began) >= DEADLINE, "two fetches at a time");
            }
        }
        self.aloft.push(number);
    }
}

pub(crate) fn harvest(version: u64, kids: &[&'static str]) -> Harvest {
    Harvest {
        keys: KeySet::new(version, kids),
        max_age: None,
    }
}

/// Runs `act` in `threads` threads at the same time; this one is one of them.
pub(crate) fn together(
    threads: usize,
    world: &Arc<World>,
    act: impl Fn(&World) + Copy + Send + 'static,
) {
    let others: Vec<_> = (1..threads)
        .map(|_| {
            let world = Arc::clone(world);
            thread::spawn(move || act(&world))
        })
        .collect();
    act(world);
    for other in others {
        other.join().unwrap();
    }
}

/// A flight that a request for `kid` began, and that nobody flies yet.
pub(crate) fn begun(world: &World, kid: &str, seconds: f64) -> Departure<Model> {
    match world.protocol.ask(kid, None, at(seconds)) {
        Answer::Wait(Pending { boarded, .. }) => boarded.departure.expect("nobody else did"),
        _ => panic!("the request has to wait"),
    }
}

impl Verdict {
    pub(crate) fn is_key(self) -> bool {
        matches!(self, Self::Key { .. })
    }

    fn of(key: &KeyRef) -> Self {
        Self::Key {
            version: key.version,
        }
    }

    fn at_once(answer: Answer<Model>) -> Self {
        match answer {
            Answer::Absent => Self::Absent,
            Answer::Found(key) => Self::of(&key),
            Answer::Unavailable(unavailable) => Self::Unavailable(unavailable.kind()),
            Answer::Wait(_) => unreachable!("the caller follows"),
        }
    }
}
