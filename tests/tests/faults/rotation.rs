//! The issuer changes its keys.

use cognito_core::Reason;

use crate::{
    subject::{Subject as _, Verdict},
    world::{INTERVAL, World},
};

/// Both sets verify, and the change costs one refresh.
pub(crate) async fn with_overlap(world: &World) {
    world.publish(&[0, 1, 2, 3]);
    assert_eq!(world.ask_key(0).await, Verdict::Accepted);
    assert_eq!(world.fetches.begun(), 1);
    assert_eq!(world.ask_key(2).await, Verdict::Accepted);
    world.took(&[0, 1, 2, 3]);
    for number in 0..4 {
        assert_eq!(world.ask_key(number).await, Verdict::Accepted);
    }
    assert_eq!(world.fetches.begun(), 2);
}

/// The first token of the new key waits for one refresh; the old key is gone with it.
pub(crate) async fn without_overlap(world: &World) {
    world.publish(&[2, 3]);
    assert_eq!(world.ask_key(0).await, Verdict::Accepted);
    let verdicts = world.ask_many(&world.token(2), 50).await;
    assert_eq!(verdicts, [Verdict::Accepted; 50]);
    assert_eq!(world.fetches.begun(), 2);
    world.took(&[2, 3]);
    refused(world, 0).await;
}

/// Nobody uses the new key: the old one is refused after the interval all the same.
pub(crate) async fn without_notice(world: &World) {
    world.publish(&[2, 3]);
    world.pass(INTERVAL).await;
    assert_eq!(world.ask_key(0).await, Verdict::Accepted);
    world.settled().await;
    world.took(&[2, 3]);
    assert_eq!(world.fetches.begun(), 2);
    refused(world, 0).await;
    refused(world, 1).await;
}

/// The same name with new material: the new one after the refresh, never a mix.
pub(crate) async fn same_name(world: &World) {
    use crate::keys::{claims, document, entry, key, renamed_entry};
    let named = claims(world.wall()).signed_by(key(2));
    let named = named.header("kid", key(0).kid()).mint();
    let bad = Verdict::Refused(Reason::BadSignature);
    assert_eq!(world.ask(&named).await, bad);

    let reused = document([&*renamed_entry(2, key(0).kid()), &*entry(1)]);
    world
        .server
        .answer(cognito_tests::fault_server::Reply::ok(reused));
    world.pass(INTERVAL).await;
    assert_eq!(world.ask_key(1).await, Verdict::Accepted);
    world.settled().await;
    let named = claims(world.wall()).signed_by(key(2));
    let named = named.header("kid", key(0).kid()).mint();
    assert_eq!(world.ask(&named).await, Verdict::Accepted);
    assert_eq!(world.ask_key(0).await, bad);
    world.took(&[1]);
}

/// From A to B and back: nothing remembers that A was withdrawn.
pub(crate) async fn and_back(world: &World) {
    for keys in [[2, 3], [0, 1], [2, 3], [0, 1]] {
        world.publish(&keys);
        world.pass(INTERVAL).await;
        assert_eq!(world.ask_key(keys[0]).await, Verdict::Accepted);
        world.settled().await;
        world.took(&keys);
        assert_eq!(world.ask_key(keys[1]).await, Verdict::Accepted);
        for old in world.ledger().withdrawn() {
            refused(world, old).await;
        }
    }
}

/// Refused, and only because the issuer has no such key.
async fn refused(world: &World, number: usize) {
    let verdict = world.ask_key(number).await;
    assert_eq!(
        verdict,
        Verdict::Refused(Reason::UnknownKid),
        "key {number}"
    );
}
