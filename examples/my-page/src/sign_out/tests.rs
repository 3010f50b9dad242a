use std::{
    io::{PipeWriter, Read as _, Write as _, pipe},
    net::TcpListener,
    process::Command,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, channel},
    },
    thread,
    time::Duration,
};

use cognito_core::{Reason, revocation::RevocationList, test_util::TestPool};
use tracing_subscriber::{filter::LevelFilter, util::SubscriberInitExt as _};

use super::*;
use crate::{cognito::Api, services::Services, settings::RemotePool};

const DONE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
const REFUSED: &str = "Amazon Cognito would not";
const UNREACHABLE: &str = "Amazon Cognito could not be reached";

/// A pool's API that answers the same to everything.
struct Cognito {
    endpoint: String,
    asked: Receiver<String>,
}

impl Cognito {
    fn answering(answer: impl Into<String>) -> Self {
        Self::after(|| (), answer)
    }

    /// Answers when `work` is done.
    fn after(work: impl Fn() + Send + 'static, answer: impl Into<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}/", listener.local_addr().unwrap());
        let (sender, asked) = channel();
        let answer = answer.into();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, mut request) = (stream.unwrap(), Vec::new());
                while !request.ends_with(b"}") {
                    let mut part = [0; 4096];
                    let read = stream.read(&mut part).unwrap();
                    request.extend_from_slice(&part[..read]);
                }
                if sender.send(String::from_utf8(request).unwrap()).is_err() {
                    return;
                }
                work();
                // The other side may have heard enough.
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { endpoint, asked }
    }

    fn refusing(status: u16, body: &str) -> Self {
        let length = body.len();
        Self::answering(format!(
            "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n\r\n{body}"
        ))
    }
}

/// Somebody signed in to a site whose pool has its API at `endpoint`.
struct Person {
    pool: TestPool,
    site: Site,
    token: String,
}

impl Person {
    fn of(endpoint: &str, capacity: usize) -> Self {
        let pool = TestPool::new();
        let remote = RemotePool {
            id: pool.id().clone(),
            client_id: pool.client_id().to_owned(),
            api: Api::at(endpoint.to_owned()),
            services: Services::default(),
        };
        let list = RevocationList::builder()
            .capacity(capacity)
            .clock(pool.clock().clone());
        let list = list.build().unwrap();
        let verifiers = [pool.verifier_builder(), pool.verifier_builder()];
        let site = Site::new(3000, Pool::Remote(remote.into()), verifiers, list).unwrap();
        let token = pool.access_token().mint();
        Self { pool, site, token }
    }

    async fn sign_out(&self) -> Answer {
        self.sign_out_with(Some(&format!("bearer {}", self.token)))
            .await
    }

    async fn sign_out_with(&self, authorization: Option<&str>) -> Answer {
        let claims = self.site.verifier().verify_access(&self.token).await;
        let claims = claims.unwrap();
        self.site.sign_out_everywhere(&claims, authorization).await
    }

    async fn is_refused(&self, token: &str) -> bool {
        match self.site.verifier().verify_access(token).await {
            Ok(_) => false,
            Err(error) => {
                assert_eq!(error.reason(), Reason::Revoked);
                true
            }
        }
    }

    /// A problem with this status, and the old tokens refused all the same.
    async fn is_told_the_half(&self, answer: &Answer, detail: &str) {
        assert_problem(answer, 502, detail);
        assert!(self.is_refused(&self.token).await);
        // With a refreshed token they can try again, when the clocks' tolerance is over.
        self.pool.clock().advance(Duration::from_secs(3));
        assert!(!self.is_refused(&self.pool.access_token().mint()).await);
    }
}

#[track_caller]
fn assert_problem(answer: &Answer, status: u16, detail: &str) {
    assert_eq!(answer.status, status);
    let headers = [
        ("cache-control", "no-store"),
        ("content-type", "application/problem+json"),
    ];
    assert_eq!(answer.headers, headers);
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["status"], status);
    assert!(
        body["detail"].as_str().unwrap().contains(detail),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn the_pool_is_told_and_all_tokens_until_now_are_refused() {
    let cognito = Cognito::answering(DONE);
    let person = Person::of(&cognito.endpoint, 9);
    let elsewhere = person.pool.access_token().mint();
    let another = person.pool.access_token().subject("u2").mint();
    let answer = person.sign_out().await;
    assert_eq!((answer.status, &*answer.body), (204, ""));
    assert_eq!(answer.headers, [("cache-control", "no-store")]);

    let asked: Vec<_> = cognito.asked.try_iter().collect();
    let [asked] = &*asked else {
        panic!("{} calls", asked.len())
    };
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    let head = head.to_ascii_lowercase();
    for wanted in [
        "post / http/1.1",
        "content-type: application/x-amz-json-1.1",
        "x-amz-target: awscognitoidentityproviderservice.globalsignout",
    ] {
        assert!(head.lines().any(|line| line == wanted), "{head}");
    }
    assert!(!head.contains("authorization"), "{head}");
    assert_eq!(body, json!({"AccessToken": person.token}).to_string());

    assert!(person.is_refused(&person.token).await && person.is_refused(&elsewhere).await);
    assert!(!person.is_refused(&another).await);
    person.pool.clock().advance(Duration::from_secs(2));
    assert!(person.is_refused(&person.pool.access_token().mint()).await);
    person.pool.clock().advance(Duration::from_secs(1));
    assert!(!person.is_refused(&person.pool.access_token().mint()).await);
}

/// A proxy is read from the environment once in a process, so this takes another process.
#[test]
fn no_proxy_stands_before_this_computer() {
    let test = "sign_out::tests::the_pool_is_told_and_all_tokens_until_now_are_refused";
    let nobody = "http://127.0.0.1:9";
    let run = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test])
        .envs([("http_proxy", nobody), ("all_proxy", nobody)])
        .env_remove("no_proxy")
        .env_remove("NO_PROXY")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(said.contains("1 passed"), "{said}");
}

#[tokio::test]
async fn a_refusal_of_the_pool_is_told_and_the_tokens_are_refused_all_the_same() {
    let long = "x".repeat(1_000_000);
    for body in [
        r#"{"__type":"NotAuthorizedException","message":"Access Token has been revoked"}"#,
        "<html>",
        &long,
    ] {
        let cognito = Cognito::refusing(400, body);
        let person = Person::of(&cognito.endpoint, 9);
        let answer = person.sign_out().await;
        person.is_told_the_half(&answer, REFUSED).await;
    }
}

#[tokio::test]
async fn a_redirect_does_not_take_the_token_elsewhere() {
    let elsewhere = Cognito::answering(DONE);
    let location = &elsewhere.endpoint;
    let cognito = Cognito::answering(format!(
        "HTTP/1.1 307 X\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n"
    ));
    let person = Person::of(&cognito.endpoint, 9);
    let answer = person.sign_out().await;
    person.is_told_the_half(&answer, REFUSED).await;
    assert!(elsewhere.asked.try_recv().is_err());
}

#[tokio::test]
async fn a_pool_that_is_not_there_is_told_of_at_once() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let person = Person::of(&format!("http://{}/", nobody.unwrap()), 9);
    let answer = person.sign_out().await;
    person.is_told_the_half(&answer, UNREACHABLE).await;
}

#[tokio::test]
async fn a_pool_that_says_nothing_is_given_five_seconds() {
    // The operating system takes the connection and the request; nobody reads it.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let person = Person::of(&format!("http://{}/", silent.local_addr().unwrap()), 9);
    let begun = std::time::Instant::now();
    let answer = person.sign_out().await;
    let took = begun.elapsed();
    assert!((4..20).contains(&took.as_secs()), "{took:?}");
    person.is_told_the_half(&answer, UNREACHABLE).await;
}

#[tokio::test]
async fn whoever_does_not_wait_for_the_pool_is_signed_out_here() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let person = Person::of(&format!("http://{}/", silent.local_addr().unwrap()), 9);
    let moment = Duration::from_secs(1);
    let gone = tokio::time::timeout(moment, person.sign_out()).await;
    assert!(gone.is_err() && person.is_refused(&person.token).await);
}

#[tokio::test]
async fn tokens_that_were_renewed_before_the_pool_knew_are_refused() {
    let clock = Arc::new(Mutex::new(None::<TestPool>));
    let hand = Arc::clone(&clock);
    let later = move || {
        let pool = hand.lock().unwrap();
        pool.as_ref()
            .unwrap()
            .clock()
            .advance(Duration::from_secs(3));
    };
    let cognito = Cognito::after(later, DONE);
    let person = Person::of(&cognito.endpoint, 9);
    *clock.lock().unwrap() = Some(person.pool.clone());
    assert_eq!(person.sign_out().await.status, 204);
    assert!(person.is_refused(&person.pool.access_token().mint()).await);
    person.pool.clock().advance(Duration::from_secs(2));
    assert!(person.is_refused(&person.pool.access_token().mint()).await);
    person.pool.clock().advance(Duration::from_secs(1));
    assert!(!person.is_refused(&person.pool.access_token().mint()).await);
}

#[tokio::test]
async fn without_a_bearer_token_the_pool_is_not_asked() {
    let cognito = Cognito::answering(DONE);
    for authorization in [None, Some("Basic YTpi"), Some("Bearer")] {
        let person = Person::of(&cognito.endpoint, 9);
        let answer = person.sign_out_with(authorization).await;
        person.is_told_the_half(&answer, REFUSED).await;
    }
    assert!(cognito.asked.try_recv().is_err());
}

#[tokio::test]
async fn a_full_list_is_owned_up_to() {
    for (cognito, detail) in [
        (
            Cognito::answering(DONE),
            "Amazon Cognito ended your sign-ins",
        ),
        (Cognito::refusing(400, "{}"), "You are not signed out"),
    ] {
        let person = Person::of(&cognito.endpoint, 1);
        let list = &person.site.0.revoked;
        list.revoke_sign_in(person.pool.id(), "another").unwrap();
        let answer = person.sign_out().await;
        assert_problem(&answer, 503, detail);
        assert!(!person.is_refused(&person.token).await);
    }
}

/// And no token, no name and no text of the pool's.
#[tokio::test]
async fn the_log_names_the_cause() {
    let body = r#"{"__type":"NotAuthorizedException","message":"private"}"#;
    let cognito = Cognito::refusing(400, body);
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let nobody = format!("http://{}/", nobody.unwrap());
    for (endpoint, causes) in [
        (
            &cognito.endpoint,
            ["answered 400", "NotAuthorizedException"],
        ),
        (&nobody, ["could not be reached", "Connection refused"]),
    ] {
        let person = Person::of(endpoint, 1);
        let list = &person.site.0.revoked;
        list.revoke_sign_in(person.pool.id(), "another").unwrap();
        let (mut log, writer) = pipe().unwrap();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::WARN)
            .with_ansi(false)
            .with_writer(Arc::<PipeWriter>::from(writer));
        let guard = subscriber.set_default();
        person.sign_out().await;
        drop(guard);
        let mut logged = String::new();
        log.read_to_string(&mut logged).unwrap();
        let lines: Vec<_> = logged.lines().collect();
        let [warning, error] = *lines else {
            panic!("{logged}")
        };
        assert!(
            warning.contains("WARN") && error.contains("ERROR"),
            "{logged}"
        );
        for cause in causes {
            assert!(warning.contains(cause), "{logged}");
        }
        assert!(error.contains("revocation list is full"), "{logged}");
        for private in [&person.token, "private", "127.0.0.1", "test.user"] {
            assert!(!logged.contains(private), "{logged}");
        }
    }
}

/// The pool's listener and the route see the same list.
#[cfg(feature = "dev-pool")]
#[tokio::test]
async fn a_full_list_is_owned_up_to_with_the_embedded_pool_too() {
    use dev_pool::Request;

    let embedded = crate::Embedded::new(3000).unwrap();
    let pool = embedded.pool().clone();
    let list = RevocationList::builder().capacity(1).build().unwrap();
    let verifiers = crate::embedded::verifiers(&pool, &list).unwrap();
    let site = Site::new(3000, Pool::Embedded(embedded), verifiers, list.clone()).unwrap();
    let administrator = pool.administrator();
    let parameters =
        json!({"USERNAME": administrator.username(), "PASSWORD": administrator.password()});
    let sign_in = json!({
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": pool.client_id(),
        "AuthParameters": parameters,
    });
    let request = Request::new("POST", pool.mount())
        .header("host", "localhost")
        .header("content-type", crate::cognito::CONTENT_TYPE)
        .header(
            "x-amz-target",
            "AWSCognitoIdentityProviderService.InitiateAuth",
        )
        .body(sign_in.to_string());
    let answer = pool.answer(&request).unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let token = answer["AuthenticationResult"]["AccessToken"].as_str();
    let token = token.unwrap();
    let claims = site.verifier().verify_access(token).await.unwrap();

    list.revoke_sign_in(claims.user_pool_id(), "another")
        .unwrap();
    let authorization = format!("Bearer {token}");
    let answer = site
        .sign_out_everywhere(&claims, Some(&authorization))
        .await;
    assert_problem(&answer, 503, "Amazon Cognito ended your sign-ins");
    // It did: the pool takes the token no more.
    let answer = site
        .sign_out_everywhere(&claims, Some(&authorization))
        .await;
    assert_problem(&answer, 503, "You are not signed out");
}
