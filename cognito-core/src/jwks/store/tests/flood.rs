//! Unknown kids in masses: what they cost, and who suffers.

use std::time::Duration;

use super::{dice::Dice, world::*};

#[tokio::test(start_paused = true)]
async fn ten_thousand_random_kids_in_thirty_seconds_cost_eight_fetches() {
    for seed in 0..3 {
        let mut dice = Dice::of(seed);
        let world = World::warm().await;
        let mut known = 0;
        for _ in 0..10_000 {
            let kid = format!("{:016x}", dice.below(u64::MAX));
            assert!(world.get(&kid).await.is_absent());
            world.clock.advance(3 * MILLI);
            known += u32::from(matches!(world.get_now("a"), Verdict::Key(_)));
        }
        let calls = world.endpoint.calls() - 1;
        assert!((7..=8).contains(&calls), "{calls}");
        assert_eq!(known, 10_000);
    }
}

/// The same with requests that overlap, at an endpoint that takes its time.
#[tokio::test(start_paused = true)]
async fn a_flood_at_a_slow_endpoint_delays_no_known_kid_and_costs_no_more() {
    let mut dice = Dice::of(1);
    let world = World::warm().await;
    let (mut known, mut requests) = (0, Vec::new());
    for _ in 0..3000 {
        let takes = 50 * MILLI + dice.time(500 * MILLI);
        let reply = Reply::Keys(vec![("a", 1)], None);
        world.endpoint.replies_after(takes, reply);
        for _ in 0..3 {
            let kid = format!("{:016x}", dice.below(u64::MAX));
            let store = world.store.clone();
            requests.push(tokio::spawn(async move { get(&store, &kid).await }));
        }
        known += u32::from(matches!(world.get_now("a"), Verdict::Key(_)));
        world.pass(10 * MILLI).await;
        known += u32::from(matches!(world.get_now("a"), Verdict::Key(_)));
    }
    world.pass(SECOND).await;
    for request in requests {
        assert!(request.await.unwrap().is_absent());
    }
    let calls = world.endpoint.calls() - 1;
    assert!((6..=8).contains(&calls), "{calls}");
    assert_eq!(known, 6000);
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_concurrent_kids_costs_no_more() {
    let world = World::warm().await;
    world
        .endpoint
        .replies_after(50 * MILLI, Reply::Keys(vec![("a", 1)], None));
    let mut requests = Vec::new();
    for _ in 0..300 {
        for n in ["x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8"] {
            requests.push(world.spawn(n));
        }
        world.pass(100 * MILLI).await;
    }
    world.pass(10 * SECOND).await;
    for request in requests {
        assert!(request.await.unwrap().is_absent());
    }
    assert!(
        world.endpoint.calls() - 1 <= 8,
        "{}",
        world.endpoint.calls()
    );
}

/// Who asks for one kid pays, and the others who came in meanwhile learn from the same set.
#[tokio::test(start_paused = true)]
async fn a_hundred_kids_that_wait_together_cost_one_token() {
    let world = World::warm().await;
    // An ordinary refresh is on its way when they come in: it began before them, and proves nothing.
    world.pass(331 * SECOND).await;
    let reply = Reply::Keys(vec![("a", 1)], None);
    world.endpoint.replies_after(SECOND, reply);
    world.get_now("a").key();
    world.settled().await;
    let requests: Vec<_> = (0..100)
        .map(|n| {
            let store = world.store.clone();
            tokio::spawn(async move { get(&store, &format!("x{n}")).await })
        })
        .collect();
    world.pass(SECOND).await;
    world.pass(SECOND).await;
    for request in requests {
        assert!(request.await.unwrap().is_absent());
    }
    assert_eq!(world.endpoint.calls(), 3);
    // The other token is left.
    world.endpoint.serves(&[("a", 1)]);
    assert!(world.get("y1").await.is_absent());
    assert!(world.get_now("y2").is_absent());
    assert_eq!(world.endpoint.calls(), 4);
}

/// The figures of the peers are 10 s, 30 s, 60 s, an hour, and never.
#[tokio::test(start_paused = true)]
async fn a_key_published_during_a_flood_is_accepted_within_six_seconds() {
    for seed in 0..10 {
        let mut dice = Dice::of(seed);
        let world = World::warm().await;
        let flood = |kid: u64| {
            let store = world.store.clone();
            tokio::spawn(async move { get(&store, &format!("x{kid}")).await })
        };
        let takes = 10 * MILLI + dice.time(800 * MILLI);
        let reply = |keys: &[_]| Reply::Keys(keys.to_vec(), None);
        world.endpoint.replies_after(takes, reply(&[("a", 1)]));
        // Into the flood, and on for some time with the bucket empty.
        let mut steps = 1000 + dice.below(500);
        while steps > 0 || world.endpoint.calls() < 4 {
            flood(dice.below(u64::MAX));
            world.pass(10 * MILLI).await;
            steps = steps.saturating_sub(1);
        }
        world
            .endpoint
            .replies_after(takes, reply(&[("a", 1), ("b", 2)]));
        let mut waited = Duration::ZERO;
        let mut requests = vec![world.spawn("b")];
        while !matches!(world.store.state().kids.len(), 2) {
            flood(dice.below(u64::MAX));
            requests.push(world.spawn("b"));
            world.pass(10 * MILLI).await;
            waited += 10 * MILLI;
        }
        assert!(waited <= 6 * SECOND, "{waited:?}");
        world.get_now("b").key();
        // Who was told before then that there is no such key was told at once, and may ask again.
        let mut accepted = 0;
        for request in requests {
            let verdict = request.await.unwrap();
            accepted += u32::from(matches!(verdict, Verdict::Key(_)));
            assert!(!matches!(verdict, Verdict::Unavailable(..)), "{verdict:?}");
        }
        assert!(accepted > 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_flood_leaves_no_task_and_no_sleeper_behind() {
    let mut dice = Dice::of(7);
    let world = World::warm().await;
    for _ in 0..100_000 {
        let kid = format!("{:016x}", dice.below(u64::MAX));
        assert!(world.get(&kid).await.is_absent());
    }
    world.settled().await;
    assert_eq!(world.clock.sleepers(), 0);
    let metrics = tokio::runtime::Handle::current().metrics();
    assert_eq!(metrics.num_alive_tasks(), 0);
}
