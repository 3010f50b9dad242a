//! Counting a request allocates nothing, with or without a recorder. Alone in its process: it counts all allocations in it.
#![allow(
    clippy::unwrap_used,
    reason = "test code: a surprise should stop the test"
)]

use std::{
    alloc::System,
    hint::black_box,
    sync::{Arc, atomic::AtomicU64, atomic::Ordering::Relaxed},
};

use cognito_core::{Authenticator, Step, test_util::TestHead, test_util::TestPool};
use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATIONS: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Counts everything in one place, as a recorder does that has met all series before.
#[derive(Default)]
struct Count(Arc<AtomicU64>);

impl Recorder for Count {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::clone(&self.0))
    }
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }
    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::noop()
    }
}

/// Allocations of a thousand requests.
fn allocations(auth: &Authenticator, head: &TestHead, is_good: bool) -> usize {
    let region = Region::new(ALLOCATIONS);
    for _ in 0..1000 {
        let Step::Ready(done) = auth.authenticate(head) else {
            panic!("the keys are at hand");
        };
        assert_eq!(black_box(done).is_ok(), is_good);
    }
    region.change().allocations
}

#[test]
fn counting_a_request_allocates_nothing() {
    let pool = TestPool::new();
    let verifier = pool.verifier();
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.unwrap().block_on(verifier.prefetch()).unwrap();
    let auth = Authenticator::new(verifier);
    let good = TestHead::get("/").bearer(&pool.access_token().mint());
    let bad = TestHead::get("/").bearer(&pool.id_token().mint());
    for (head, is_good) in [(&good, true), (&bad, false)] {
        // What is made once is made now.
        allocations(&auth, head, is_good);
        let without = allocations(&auth, head, is_good);
        let recorder = Count::default();
        let with = metrics::with_local_recorder(&recorder, || allocations(&auth, head, is_good));
        assert_eq!(recorder.0.load(Relaxed), 1000);
        assert_eq!(with, without, "a good token: {is_good}");
    }
}
