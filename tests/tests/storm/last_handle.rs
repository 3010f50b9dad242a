//! What is left when the last handle of a verifier goes while its keys are being fetched: nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test should stop at a surprise"
)]

use std::{
    io,
    sync::{Mutex, Once},
    time::Duration,
};

use actix_web::{App, dev::Service as _, test::TestRequest, web};
use cognito_actix::{Cognito, CognitoAuth};
use cognito_core::{AccessClaims, Verifier, test_util::TestPool};
use cognito_tests::{
    fault_server::{FaultServer, Reply},
    storm::{Framework, Site},
};
use tokio::{runtime::Handle, task::JoinHandle, time};
use tracing_subscriber::filter::LevelFilter;

/// What was logged above `debug` in this process.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Ear;

impl io::Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A pool whose endpoint holds every answer back, and a verifier that is about to ask it.
struct World {
    pool: TestPool,
    endpoint: FaultServer,
    verifier: Verifier,
    token: String,
}

impl World {
    fn new(pool: &str) -> Self {
        static START: Once = Once::new();
        START.call_once(|| {
            let log = tracing_subscriber::fmt().with_max_level(LevelFilter::INFO);
            log.with_ansi(false).with_writer(|| Ear).init();
        });
        let pool = TestPool::with_id(pool.parse().unwrap());
        let endpoint = FaultServer::start();
        endpoint.answer(Reply::ok(pool.jwks()).held());
        let verifier = Verifier::builder()
            .user_pool(pool.user_pool().jwks_uri(endpoint.url()))
            .clock(pool.clock().clone())
            .build()
            .unwrap();
        let token = pool.access_token().subject("u1").mint();
        Self {
            pool,
            endpoint,
            verifier,
            token,
        }
    }

    /// Ends the request that waits for the keys.
    async fn leave<T>(&self, request: JoinHandle<T>) {
        self.endpoint.until(|counts| counts.stalled == 1).await;
        request.abort();
        assert!(request.await.is_err_and(|error| error.is_cancelled()));
    }

    /// While a handle is left the fetch goes on; when the last one goes, so does everything.
    async fn end(self) {
        time::sleep(Duration::from_millis(20)).await;
        assert_eq!(self.endpoint.counts().open, 1, "the fetch goes on");
        assert!(tasks() > 0, "the fetch goes on");
        drop(self.verifier);
        let patience = time::timeout(Duration::from_secs(10), async {
            self.endpoint.until(|counts| counts.open == 0).await;
            while tasks() > 0 {
                time::sleep(Duration::from_millis(1)).await;
            }
        });
        let is_over = patience.await.is_ok();
        let open = self.endpoint.counts().open;
        assert!(is_over, "{} tasks and {open} connections are left", tasks());
        assert_eq!(logged(&self.pool), Vec::<String>::new());
    }
}

/// Tasks of this test's runtime; the test itself is none.
fn tasks() -> usize {
    Handle::current().metrics().num_alive_tasks()
}

/// What was logged about a pool.
fn logged(pool: &TestPool) -> Vec<String> {
    let log = String::from_utf8(LOG.lock().unwrap().clone()).unwrap();
    let lines = log.lines().filter(|line| line.contains(pool.id().as_str()));
    lines.map(str::to_owned).collect()
}

/// Asks a site, leaves while it waits for the keys, and closes it.
async fn ask_and_leave(world: &World, framework: Framework) {
    let site = Site::open(framework, world.verifier.clone());
    let mut door = site.door().await;
    let token = world.token.clone();
    let request = tokio::spawn(async move { door.ask(&token, "u1").await });
    world.leave(request).await;
    site.close().await;
}

#[tokio::test]
async fn of_a_verifier() {
    let world = World::new("us-east-1_LastOne");
    let (verifier, token) = (world.verifier.clone(), world.token.clone());
    let request = tokio::spawn(async move { verifier.verify(&token).await.is_ok() });
    world.leave(request).await;
    world.end().await;
}

#[tokio::test]
async fn of_a_tower_service() {
    let world = World::new("us-east-1_LastTower");
    ask_and_leave(&world, Framework::Tower).await;
    world.end().await;
}

#[tokio::test]
async fn of_an_axum_server() {
    let world = World::new("us-east-1_LastAxum");
    ask_and_leave(&world, Framework::Axum).await;
    world.end().await;
}

#[tokio::test]
async fn of_an_actix_service() {
    let world = World::new("us-east-1_LastActix");
    let page = |Cognito::<AccessClaims>(claims)| async move { claims.subject().to_owned() };
    let app = App::new().route("/me", web::get().to(page));
    let app = app.wrap(CognitoAuth::from(world.verifier.clone()));
    let app = actix_web::test::init_service(app).await;
    let bearer = ("authorization", format!("Bearer {}", world.token));
    let request = TestRequest::with_uri("/me").append_header(bearer);
    let mut answer = Box::pin(app.call(request.to_request()));
    tokio::select! {
        _ = &mut answer => unreachable!("the keys are held back"),
        _ = world.endpoint.until(|counts| counts.stalled == 1) => {}
    }
    drop(answer);
    drop(app);
    world.end().await;
}

/// Its workers have runtimes of their own, which take the fetch along.
#[tokio::test]
async fn of_an_actix_server() {
    let world = World::new("us-east-1_LastServer");
    ask_and_leave(&world, Framework::Actix).await;
    world.endpoint.until(|counts| counts.open == 0).await;
    drop(world.verifier);
    assert_eq!(logged(&world.pool), Vec::<String>::new());
}

/// What would be logged is heard, and what would be left is seen.
#[tokio::test]
async fn of_a_fetch_that_is_let_go() {
    let world = World::new("us-east-1_LastHeard");
    let (verifier, token) = (world.verifier.clone(), world.token.clone());
    let request = tokio::spawn(async move { verifier.verify(&token).await.is_ok() });
    world.endpoint.until(|counts| counts.stalled == 1).await;
    assert!(tasks() >= 2, "the request and the fetch");
    world.endpoint.release();
    assert!(request.await.unwrap());
    assert_eq!(logged(&world.pool).len(), 1, "{:?}", logged(&world.pool));
}
