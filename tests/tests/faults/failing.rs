//! Every fetch fails in the same way.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use cognito_tests::fault_server::{Certificate, Reply};

use crate::{
    keys::{claims, stranger},
    subject::{Subject as _, Verdict},
    world::{HOUR, INTERVAL, SECOND, World},
};

/// How fetches fail, and as what it shows.
pub(crate) struct Failure {
    pub(crate) provoke: Provoke,
    /// The name of the error's kind.
    pub(crate) kind: &'static str,
    /// The wait that the endpoint asks for, as far as it is honoured.
    pub(crate) asks: Duration,
}

pub(crate) enum Provoke {
    /// Something of its own.
    Act(fn(&World)),
    /// The endpoint answers so.
    Answer(Reply),
    /// The endpoint shows this certificate.
    Show(Certificate),
}

impl Failure {
    fn begin(&self, world: &World) {
        match &self.provoke {
            Provoke::Act(act) => act(world),
            Provoke::Answer(reply) => world.server.answer(reply.clone()),
            Provoke::Show(certificate) => world.server.show(*certificate),
        }
        let is_bad_document = ["bad_document", "too_large"].contains(&self.kind);
        world
            .fetches
            .documents_are_bad
            .store(is_bad_document, SeqCst);
    }
}

/// Without keys: 503 with the time left, and no fetch before it is over.
pub(crate) async fn cold(world: &World, failure: &Failure) {
    failure.begin(world);
    for verdict in world.ask_many(&world.token(0), 8).await {
        let most = failure.asks.max(Duration::from_millis(275));
        assert!(verdict.retry_after() <= most, "{verdict:?}");
    }
    world.settled().await;
    assert_eq!(world.fetches.begun(), 1);
    assert!(!world.state().ready);
    assert_eq!(world.state().last_error, Some(failure.kind));

    let after = world.ask_key(0).await.retry_after();
    let wait = Duration::from_millis(225)..=Duration::from_millis(275);
    assert!(after == failure.asks || wait.contains(&after), "{after:?}");
    assert!(after >= failure.asks);
    assert_eq!(world.fetches.begun(), 1);
    world.pass(after).await;
    world.ask_key(0).await.retry_after();
    assert_eq!((world.fetches.begun(), world.state().failures), (2, 2));
}

/// With keys: nobody notices; only a key that nobody knows cannot be judged.
pub(crate) async fn warm(world: &World, failure: &Failure) {
    failure.begin(world);
    world.pass(INTERVAL).await;
    let (verdict, waited) = world.ask_timed(&world.token(0)).await;
    assert_eq!((verdict, waited), (Verdict::Accepted, Duration::ZERO));
    world.settled().await;
    let state = world.state();
    assert_eq!((state.failures, state.last_error), (1, Some(failure.kind)));
    assert_eq!((world.fetches.begun(), state.kids.len()), (2, 2));

    world.accepts_many().await;
    // One fetch is one request: no redirect is followed, nothing is tried again.
    assert!(world.server.counts().connections <= world.fetches.begun());
    let unknown = claims(world.wall()).signed_by(stranger()).mint();
    let after = world.ask(&unknown).await.retry_after();
    assert_eq!(world.fetches.begun(), 2);

    world.pass(after).await;
    assert_eq!(world.ask_key(1).await, Verdict::Accepted);
    world.settled().await;
    assert_eq!((world.fetches.begun(), world.state().failures), (3, 2));

    // Beyond an hour requests wait for the refresh, and not for long.
    world.pass(HOUR).await;
    let (verdict, waited) = world.ask_timed(&world.token(0)).await;
    assert_eq!(verdict, Verdict::Accepted);
    assert!(
        waited <= 2 * SECOND + Duration::from_millis(250),
        "{waited:?}"
    );
}

/// With keys that grow older than 24 hours: they are dropped, and that is no fault of the token's.
pub(crate) async fn outlived(world: &World, failure: &Failure) {
    failure.begin(world);
    world.pass(25 * HOUR).await;
    world.ask_key(0).await.retry_after();
    world.settled().await;
    assert!(!world.state().ready);
    assert_eq!(world.state().last_error, Some(failure.kind));
}
