//! A document with faults in it is taken for what it is worth.

use std::{ops::RangeInclusive, time::Duration};

use cognito_tests::fault_server::Reply;

use crate::{
    subject::{Subject as _, Verdict},
    world::World,
};

/// A document with the good keys 0 and 1.
pub(crate) struct Offer {
    pub(crate) reply: Reply,
    /// Its entries that are no usable key.
    pub(crate) skipped: usize,
    /// Names in it that stand for two keys.
    pub(crate) ambiguous: usize,
    /// When keys 0 and 1 are renewed, in seconds.
    pub(crate) renewed_after: RangeInclusive<u64>,
}

/// By a store without keys.
pub(crate) async fn cold(world: &World, offer: &Offer) {
    world.server.answer(offer.reply.clone());
    assert_eq!(world.ask_key(0).await, Verdict::Accepted);
    world.took(&[0, 1]);
    is_taken(world, offer, 1).await;
}

/// By a store whose keys are due.
pub(crate) async fn warm(world: &World, offer: &Offer) {
    world.server.answer(offer.reply.clone());
    assert_eq!(world.ask_key(0).await, Verdict::Accepted);
    is_taken(world, offer, 2).await;
}

async fn is_taken(world: &World, offer: &Offer, fetches: usize) {
    world.settled().await;
    let state = world.state();
    assert_eq!((state.failures, state.last_error), (0, None));
    assert_eq!(
        (state.skipped, state.ambiguous.len()),
        (offer.skipped, offer.ambiguous)
    );
    assert_eq!(state.age, Some(Duration::ZERO));
    let next = state.next_refresh.unwrap().as_secs();
    assert!(
        offer.renewed_after.contains(&next),
        "renewed after {next} s"
    );
    world.accepts_many().await;
    assert_eq!(world.fetches.begun(), fetches);

    // It is renewed when it says, and not by every request.
    world
        .pass(Duration::from_secs(offer.renewed_after.end() + 1))
        .await;
    world.accepts_many().await;
    assert_eq!(world.fetches.begun(), fetches + 1);
}
