//! Stores beside the world's own: of other pools, with keys from the start, and such that end early.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use cognito_core::{
    UserPool, Verifier,
    clock::Clock as _,
    jwks::{KeyStore, ReqwestFetcher, StaticKeys},
};
use cognito_tests::fault_server::{FaultServer, Port, Reply};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::{
    fetches::Fetches,
    keys::{POOL, claims, published, stranger},
    subject::{Subject as _, Verdict},
    world::{HOUR, INTERVAL, SECOND, World, station},
};

/// The last handle goes in the middle of a fetch: its task and its connection go with it, and nothing is logged.
pub(crate) async fn shut_down_in_a_fetch(world: &World) {
    let _heard = tracing_subscriber::fmt().with_writer(|| Ear).set_default();
    let heard_before = HEARD.load(SeqCst);
    world.server.answer(Reply::silence());

    let fetches = Fetches::new(ReqwestFetcher::new(), Arc::new(world.clock.clone()));
    let fetches = Arc::new(fetches);
    let (store, verifier) = station(&world.server.url(), &world.clock, &fetches);
    let token = world.token(0);
    let requests: Vec<_> = (0..10)
        .map(|_| {
            let (verifier, token) = (verifier.clone(), token.clone());
            tokio::spawn(async move { drop(verifier.verify(&token).await) })
        })
        .collect();
    world.server.until(|counts| counts.stalled == 1).await;
    for request in requests {
        request.abort();
    }
    drop((store, verifier));
    world.settled().await;
    assert_eq!((world.clock.sleepers(), fetches.in_flight()), (0, 0));
    assert_eq!(HEARD.load(SeqCst), heard_before);
    assert_eq!(world.clock.monotonic(), Duration::ZERO);
}

/// Bytes of the log.
static HEARD: AtomicUsize = AtomicUsize::new(0);

struct Ear;

impl io::Write for Ear {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        HEARD.fetch_add(line.len(), SeqCst);
        io::stderr().write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Two pools and one verifier; the endpoint of the other is dead, and flooded. This one does not notice.
pub(crate) async fn one_dead(world: &World) {
    let dead = FaultServer::start();
    dead.answer(Reply::status(500));
    let id = "us-east-1_OtherPool".parse().unwrap();
    let other = UserPool::new(id, [POOL.client_id()]).jwks_uri(dead.url());
    let issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_OtherPool";
    let this = UserPool::new(POOL.id().clone(), [POOL.client_id()]).jwks_uri(world.server.url());
    let verifier = Verifier::builder()
        .user_pool_with_keys(this, world.store.clone())
        .user_pool(other)
        .clock(world.clock.clone())
        .build()
        .unwrap();
    for round in 0..30 {
        for number in 0..20 {
            let foreign = claims(world.wall())
                .signed_by(stranger())
                .claim("iss", issuer);
            let kid = format!("made up {round} {number}");
            let refused = verifier.verify(&foreign.header("kid", kid).mint()).await;
            assert_eq!(refused.unwrap_err().status(), 503);
        }
        assert!(verifier.verify(&world.token(round % 2)).await.is_ok());
        world.clock.advance(SECOND);
    }
    assert!((2..=15).contains(&dead.counts().requests));
    // Nor does a refresh of this one wait for the other's back-off.
    world.publish(&[2, 3]);
    assert!(verifier.verify(&world.token(2)).await.is_ok());
    world.took(&[2, 3]);
    assert_eq!(world.fetches.begun(), 2);
    assert_eq!(
        (world.state().failures, world.state().cooling_down),
        (0, None)
    );
}

/// The endpoint sends the client elsewhere, where good keys are: nobody goes there.
pub(crate) async fn sent_elsewhere(world: &World) {
    let other = FaultServer::start();
    other.answer(Reply::ok(published(&[2, 3])));
    for status in [301, 302, 303, 307, 308] {
        world.server.answer(Reply::redirect(status, &other.url()));
        world.pass(INTERVAL).await;
        assert_eq!(world.ask_key(0).await, Verdict::Accepted);
        world.settled().await;
        assert_eq!(world.state().last_error, Some("status"));
    }
    assert_eq!((world.fetches.begun(), other.counts().connections), (6, 0));
}

/// The endpoint is down when the program starts. Who wants to know is told, and who does not serves 503 until it is up.
pub(crate) async fn down_at_the_start(world: &World) {
    world.server.port(Port::Closed);
    assert_eq!(world.server.counts().connections, 0);
    assert!(!world.verifier.is_ready());
    let unavailable = world.timed(world.verifier.prefetch()).await.0.unwrap_err();
    assert_eq!(unavailable.status(), 503);
    world.ask_key(0).await.retry_after();
    assert!(!world.verifier.is_ready());
    world.server.port(Port::Open);
    world.pass(SECOND).await;
    world.timed(world.verifier.prefetch()).await.0.unwrap();
    world.took(&[0, 1]);
    assert!(world.verifier.is_ready());
    assert_eq!(world.ask_key(1).await, Verdict::Accepted);
    assert_eq!(world.fetches.begun(), 2);
}

/// Keys that came with the program serve while the endpoint is down, and are renewed when it is up.
pub(crate) async fn down_with_keys_at_hand(world: &World) {
    world.server.port(Port::Closed);
    let embedded = || StaticKeys::from_json(published(&[0, 1])).unwrap();
    let pool = UserPool::new(POOL.id().clone(), [POOL.client_id()]).jwks_uri(world.server.url());
    let builder = || KeyStore::builder(&pool).clock(world.clock.clone());
    let starting = builder().start_with_keys(embedded()).build().unwrap();
    let pinned = builder().pinned_keys(embedded()).build().unwrap();
    let verifier = |store: &KeyStore| {
        let builder = Verifier::builder().user_pool_with_keys(pool.clone(), store.clone());
        builder.clock(world.clock.clone()).build().unwrap()
    };
    for store in [&starting, &pinned] {
        assert!(store.is_ready());
        assert!(verifier(store).verify(&world.token(0)).await.is_ok());
        world.settled().await;
        world.clock.advance(HOUR);
        let token = world.token(0);
        let answer = world.timed(verifier(store).verify(&token)).await.0;
        assert!(answer.is_ok());
        world.settled().await;
    }
    assert_eq!((starting.state().fetches, pinned.state().fetches), (2, 0));

    world.server.port(Port::Open);
    world.publish(&[2, 3]);
    world.pass(INTERVAL).await;
    let verdicts = [2, 0].map(|number| world.token(number));
    let starting = verifier(&starting);
    assert!(starting.verify(&verdicts[0]).await.is_ok());
    assert_eq!(
        starting.verify(&verdicts[1]).await.unwrap_err().status(),
        401
    );
    let pinned = verifier(&pinned);
    assert!(pinned.verify(&verdicts[1]).await.is_ok());
    assert_eq!(pinned.verify(&verdicts[0]).await.unwrap_err().status(), 401);
    world.settled().await;
}
