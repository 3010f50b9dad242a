use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
    response::Response,
};
use dev_pool::NewUser;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::AbortHandle};
use tower::ServiceExt as _;

use crate::{app::App, embedded::Embedded, settings::Settings};

pub(super) const PASSWORD: &str = "Only-4-tests!";

/// Ends with the value.
pub(super) struct Site {
    pub(super) embedded: Embedded,
    router: Router,
    server: AbortHandle,
}

pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Site {
    pub(super) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With other settings than those of the embedded parts, which are there all the same.
    pub(super) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let embedded = Embedded::new(port).unwrap();
        let parts = embedded.site().unwrap();
        let server = tokio::spawn(async { axum::serve(listener, parts).await.unwrap() });
        let mut settings = embedded.settings().unwrap();
        change(&mut settings);
        let app = App::new(&settings, embedded.verifier().unwrap()).unwrap();
        Self {
            router: crate::routes(app),
            embedded,
            server: server.abort_handle(),
        }
    }

    /// The tokens of a new user of these groups.
    pub(super) fn sign_up(&self, name: &str, groups: &[&str]) -> Value {
        let pool = &self.embedded.pool;
        let username = format!("{name}@example.com");
        let user = NewUser::new(&username, PASSWORD);
        let user = groups.iter().fold(user, |user, group| user.group(*group));
        pool.add_user(user).unwrap();
        let body = json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": pool.client_id(),
            "AuthParameters": {"USERNAME": username, "PASSWORD": PASSWORD},
        });
        let request = dev_pool::Request::new("POST", pool.mount())
            .header("host", "localhost")
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "x-amz-target",
                "AWSCognitoIdentityProviderService.InitiateAuth",
            )
            .body(body.to_string());
        let answer = pool.answer(&request).unwrap();
        let answer: Value = serde_json::from_slice(&answer.body).unwrap();
        answer["AuthenticationResult"].clone()
    }

    /// The ID token of a new user.
    pub(super) fn id_token(&self, name: &str, groups: &[&str]) -> String {
        let tokens = self.sign_up(name, groups);
        tokens["IdToken"].as_str().unwrap().to_owned()
    }

    pub(super) async fn ask(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: &'static str,
    ) -> Answered {
        let answer = self.send(method, path, token, body).await;
        let (head, body) = answer.into_parts();
        Answered {
            status: head.status,
            headers: head.headers,
            body: to_bytes(body, usize::MAX).await.unwrap().into(),
        }
    }

    /// The answer with its body still to come.
    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: &'static str,
    ) -> Response {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .body(Body::from(body))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Answered {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// That it is a problem answer, of this status and code.
    #[track_caller]
    pub(super) fn assert_problem(&self, status: u16, code: &str) {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{text}");
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["code"], code);
    }
}
