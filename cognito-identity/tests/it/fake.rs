//! An identity pool on a loopback port: real HTTP, real JSON, answers as the test wants them.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use cognito_core::{clock::Clock as _, test_util::ManualClock};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch, task::AbortHandle};

pub(crate) const GET_ID: &str = "GetId";
pub(crate) const GET_CREDENTIALS: &str = "GetCredentialsForIdentity";

/// Ends with the value.
pub(crate) struct FakeIdentityPool {
    pub(crate) url: String,
    service: Service,
    server: AbortHandle,
}

#[derive(Clone)]
struct Service(Arc<Mutex<Script>>, watch::Sender<bool>);

pub(crate) struct Script {
    clock: ManualClock,
    /// Every call, in order.
    pub(crate) calls: Vec<Call>,
    /// Identities by the subject of the token.
    pub(crate) identities: HashMap<String, String>,
    /// What to answer in place of an answer, in order.
    pub(crate) failures: VecDeque<Failure>,
    pub(crate) life: Duration,
}

#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) operation: String,
    pub(crate) body: Value,
    pub(crate) is_signed: bool,
}

pub(crate) struct Failure {
    pub(crate) operation: &'static str,
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl FakeIdentityPool {
    pub(crate) async fn start(clock: &ManualClock) -> Self {
        let script = Script {
            clock: clock.clone(),
            calls: Vec::new(),
            identities: HashMap::new(),
            failures: VecDeque::new(),
            life: Duration::from_hours(1),
        };
        let service = Service(Arc::new(Mutex::new(script)), watch::Sender::new(true));
        let app = Router::new()
            .route("/", post(answer))
            .with_state(service.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = async { axum::serve(listener, app).await.unwrap() };
        let server = tokio::spawn(serving).abort_handle();
        Self {
            url,
            service,
            server,
        }
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        self.service.script()
    }

    /// Holds all answers back, or lets them go.
    pub(crate) fn set_open(&self, open: bool) {
        self.service.1.send_replace(open);
    }

    /// Fails the next call of this operation with an error of the service's.
    pub(crate) fn refuse(&self, operation: &'static str, code: &str, message: &str) {
        let body = json!({"__type": code, "message": message});
        self.fail(operation, 400, body);
    }

    pub(crate) fn fail(&self, operation: &'static str, status: u16, body: Value) {
        self.script().failures.push_back(Failure {
            operation,
            status,
            body,
        });
    }

    /// How often each of the two operations was called.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let script = self.script();
        let count = |operation| {
            let calls = script.calls.iter();
            calls.filter(|call| call.operation == operation).count()
        };
        (count(GET_ID), count(GET_CREDENTIALS))
    }

    /// Waits until so many calls have come in, answered or not.
    pub(crate) async fn until_called(&self, times: usize) {
        for _ in 0..6000 {
            if self.script().calls.len() >= times {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("not called {times} times");
    }
}

impl Drop for FakeIdentityPool {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Service {
    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap()
    }
}

async fn answer(State(service): State<Service>, headers: HeaderMap, body: Bytes) -> Response {
    // Of type `application/x-amz-json-1.1`.
    let body: Value = serde_json::from_slice(&body).unwrap();
    let target = headers["x-amz-target"].to_str().unwrap();
    let operation = target.strip_prefix("AWSCognitoIdentityService.").unwrap();
    service.script().calls.push(Call {
        operation: operation.to_owned(),
        body: body.clone(),
        is_signed: headers.contains_key("authorization"),
    });
    let mut open = service.1.subscribe();
    open.wait_for(|open| *open).await.unwrap();
    let mut script = service.script();
    let next = script
        .failures
        .iter()
        .position(|f| f.operation == operation);
    if let Some(failure) = next.and_then(|at| script.failures.remove(at)) {
        let status = StatusCode::from_u16(failure.status).unwrap();
        return (status, Json(failure.body)).into_response();
    }
    Json(script.answer(operation, &body)).into_response()
}

impl Script {
    fn answer(&mut self, operation: &str, body: &Value) -> Value {
        let logins = body["Logins"].as_object().unwrap();
        let token = logins.values().next().unwrap().as_str().unwrap();
        let claims = claims(token);
        let subject = claims["sub"].as_str().unwrap().to_owned();
        let count = self.identities.len();
        let identity = self.identities.entry(subject.clone());
        let identity = identity.or_insert_with(|| format!("eu-west-1:0000-{count}"));
        if operation == GET_ID {
            return json!({"IdentityId": identity});
        }
        let role = body["CustomRoleArn"].as_str();
        let role = role.or_else(|| claims["cognito:preferred_role"].as_str());
        let role = role.unwrap_or("default").to_owned();
        let ends = self.clock.wall() + self.life;
        let serial = self.calls.len();
        json!({
            "IdentityId": identity,
            "Credentials": {
                "AccessKeyId": format!("ASIA-{subject}-{role}"),
                "SecretKey": format!("secret-of-{subject}-{serial}"),
                "SessionToken": format!("session-of-{subject}-{serial}"),
                "Expiration": ends.duration_since(UNIX_EPOCH).unwrap().as_secs(),
            },
        })
    }
}

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    let json = BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap();
    serde_json::from_slice(&json).unwrap()
}
