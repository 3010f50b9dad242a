//! A site, its pool, and the time of both.

use std::{
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{Router, middleware::from_fn_with_state, routing::get};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cognito_tower::core::{
    UserPool, Verifier,
    clock::{Clock, SystemClock},
    future::BoxFuture,
};
use dev_pool::{DevPool, NewUser};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, SemaphorePermit},
    task::yield_now,
    time::timeout,
};

use super::{browser::Browser, front::Front};
use crate::{
    cookie::{Received, Vault},
    gate::with_session,
    oauth::AppClient,
    routes,
    session::{Opened, Session},
    site::Site,
};

pub(super) const EMAIL: &str = "ann@example.com";
pub(super) const PASSWORD: &str = "Fake-Pass1";
/// The life of the pool's access tokens.
pub(super) const LIFE: u64 = 3_600;

/// The site's and the pool's clock. It moves when it is told to.
#[derive(Clone, Debug, Default)]
pub(super) struct TestClock(Arc<AtomicU64>);

impl TestClock {
    pub(super) fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn wall(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_763_000_000) + self.monotonic()
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        SystemClock::default().sleep(duration)
    }
}

pub(super) struct World {
    pub(super) clock: TestClock,
    pub(super) front: Front,
    pub(super) pool: DevPool,
    pub(super) site: Arc<Site>,
    pub(super) url: String,
    app: AppClient,
}

impl World {
    pub(super) async fn new() -> Self {
        Self::with(|client| client).await
    }

    /// A pool whose refresh tokens rotate, with a grace in seconds.
    pub(super) async fn rotating(grace: u64) -> Self {
        Self::with(|client| client.rotation(Duration::from_secs(grace))).await
    }

    pub(super) async fn with(
        settings: impl FnOnce(dev_pool::AppClient) -> dev_pool::AppClient,
    ) -> Self {
        let clock = TestClock::default();
        let listener = listener().await;
        let url = origin(&listener);
        let client = dev_pool::AppClient::random()
            .random_secret()
            .callback_url(format!("{url}/callback"))
            .logout_url(format!("{url}/"));
        let client = settings(client);
        let secret = client.expose_secret().unwrap().to_owned();
        let time = clock.clone();
        let pool = DevPool::builder()
            .app_client(client)
            .now(move || time.wall())
            .build()
            .unwrap();
        let user = NewUser::new(EMAIL, PASSWORD).attribute("name", "Ann <b>&</b>");
        pool.add_user(user).unwrap();

        let front = Front::default();
        let pool_listener = self::listener().await;
        let domain = format!("{}{}", origin(&pool_listener), pool.mount());
        serve(pool_listener, front.routes(&pool));
        let app = AppClient {
            id: pool.client_id().to_owned(),
            secret: secret.into(),
            api: format!("{domain}/"),
            domain,
            site: url.clone(),
        };
        let site = site(&pool, &app, &clock);
        serve(listener, routes::app(Arc::clone(&site)));
        Self {
            clock,
            front,
            pool,
            site,
            url,
            app,
        }
    }

    /// Another instance of the site, behind the same name in a browser's eyes, with a memory of its own. It takes over.
    pub(super) async fn other_instance(&self) -> Self {
        let site = site(&self.pool, &self.app, &self.clock);
        let listener = listener().await;
        let url = origin(&listener);
        serve(listener, routes::app(Arc::clone(&site)));
        Self {
            clock: self.clock.clone(),
            front: self.front.clone(),
            pool: self.pool.clone(),
            site,
            url,
            app: self.app.clone(),
        }
    }

    /// A route behind the session's gate that answers when it gets a permit, at a URL of its own.
    pub(super) async fn slow_route(&self, gate: Arc<Semaphore>) -> String {
        let wait = async move || {
            gate.acquire()
                .await
                .map(SemaphorePermit::forget)
                .is_ok()
                .to_string()
        };
        let sessions = from_fn_with_state(Arc::clone(&self.site), with_session);
        let app = Router::new().route("/slow", get(wait)).layer(sessions);
        let listener = listener().await;
        let url = origin(&listener);
        serve(listener, app);
        url
    }

    pub(super) fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A browser with a session.
    pub(super) async fn signed_in(&self) -> Browser {
        let browser = self.browser();
        let answer = browser.sign_in("/me").await;
        assert_eq!(
            (answer.status, answer.location()),
            (303, "/me"),
            "{}",
            answer.body
        );
        browser
    }

    /// Waits until the pool has heard of so many.
    pub(super) async fn revocations(&self, count: usize) {
        let heard = async {
            while self.front.revocations() < count {
                yield_now().await;
            }
        };
        timeout(Duration::from_secs(5), heard).await.unwrap();
    }

    /// What the site finds in the browser's cookies.
    pub(super) fn session(&self, browser: &Browser) -> Option<Session> {
        let received = Received::of_text(&browser.cookies());
        match Session::open(&self.site.vault, &received) {
            Opened::Session(session) => Some(session),
            Opened::None | Opened::Unreadable => None,
        }
    }
}

fn site(pool: &DevPool, app: &AppClient, clock: &TestClock) -> Arc<Site> {
    let keys = format!(
        "{}/{}/.well-known/jwks.json",
        app.domain,
        pool.user_pool_id()
    );
    let id = pool.user_pool_id().parse().unwrap();
    let user_pool = UserPool::new(id, [&*app.id]).jwks_uri(keys);
    let verifiers = [(); 2].map(|()| Verifier::builder().user_pool(user_pool.clone()));
    let vault = Vault::from_base64(&STANDARD.encode([7; 64])).unwrap();
    Arc::new(Site::new(app.clone(), verifiers, vault, clock.clone()).unwrap())
}

async fn listener() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap()
}

fn origin(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().unwrap())
}

/// For as long as the test's runtime lives.
fn serve(listener: TcpListener, app: Router) {
    tokio::spawn(async move { axum::serve(listener, app).await });
}
