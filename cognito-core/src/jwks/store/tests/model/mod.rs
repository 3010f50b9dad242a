//! Random lives of a store, against a model that is too simple to be wrong: it knows what the endpoint did, and what the contract
//! then allows. 256 lives; `PROPTEST_CASES` asks for more, as the full run does.

mod endpoint;
mod ledger;
mod life;

use std::time::Duration;

use proptest::{prelude::*, test_runner::RngSeed};

use self::{endpoint::Mode, life::Life};

/// The issuer's keys: at most these four, each of one of three materials.
const KIDS: [&str; 4] = ["k0", "k1", "k2", "k3"];
const MATERIALS: u8 = 3;

/// What the issuer publishes: the material of each key, if it has it.
type Published = [Option<u8>; 4];

/// One event in a life.
#[derive(Clone, Debug)]
enum Event {
    Passes(Duration),
    /// The wall clock alone, by this many seconds: a freeze, or a correction.
    WallJumps(i64),
    /// A request for one of the issuer's keys, whether it is published or not.
    Asks(usize),
    /// Requests for kids that the issuer never had, at the same time.
    Flood(u8),
    Prefetches,
    /// The oldest request that waits is dropped.
    HangsUp,
    Endpoint(Mode),
    Publishes(Published),
}

fn passing() -> impl Strategy<Value = Duration> {
    prop_oneof![
        6 => 1..1500u64,
        4 => 1500..8000u64,
        3 => 8000..120_000u64,
        3 => 200_000..700_000u64,
        1 => 3_500_000..7_500_000u64,
        1 => 80_000_000..100_000_000u64,
    ]
    .prop_map(Duration::from_millis)
}

fn published() -> impl Strategy<Value = Published> {
    let one = || prop::option::of(0..MATERIALS);
    (one(), one(), one(), one()).prop_map(|(a, b, c, d)| [a, b, c, d])
}

fn mode() -> impl Strategy<Value = Mode> {
    let seconds = |most: u64| (1..most).prop_map(Duration::from_secs);
    prop_oneof![
        3 => Just(Mode::Answers { after: Duration::ZERO, max_age: None }),
        3 => (1..3000u64).prop_map(|ms| Mode::Answers { after: Duration::from_millis(ms), max_age: None }),
        1 => (1..6000u64, prop::option::of(seconds(600))).prop_map(|(ms, max_age)| Mode::Answers {
            after: Duration::from_millis(ms),
            max_age,
        }),
        3 => (0..2500u64, prop::option::weighted(0.3, seconds(200))).prop_map(|(ms, asks)| Mode::Fails {
            after: Duration::from_millis(ms),
            asks,
        }),
        1 => (0..6usize).prop_map(Mode::Garbage),
        1 => Just(Mode::Silent),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        8 => passing().prop_map(Event::Passes),
        10 => (0..KIDS.len()).prop_map(Event::Asks),
        3 => (1..6u8).prop_map(Event::Flood),
        1 => prop_oneof![Just(-100_000_000i64), -7200..7200i64, 3600..100_000i64].prop_map(Event::WallJumps),
        1 => Just(Event::Prefetches),
        1 => Just(Event::HangsUp),
        3 => mode().prop_map(Event::Endpoint),
        3 => published().prop_map(Event::Publishes),
    ]
}

/// The same lives each time in the gate, others in the full run.
fn config() -> ProptestConfig {
    let mut config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..ProptestConfig::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.rng_seed = RngSeed::Fixed(4);
    }
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_life_of_a_store_keeps_the_contract(
        has_embedded_keys in any::<bool>(),
        events in prop::collection::vec(event(), 1..80),
    ) {
        let wrong = Life::led(has_embedded_keys, &events);
        prop_assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
    }
}
