//! A small Cognito client that calls the pool without a socket, on a clock of its own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dev_pool::{Answer, DevPool, DevPoolBuilder, Mail, Request};
use serde_json::{Value, json};

use crate::{browser, srp_client::SrpClient};

pub(crate) const EMAIL: &str = "a@example.com";
pub(crate) const PASSWORD: &str = "Fake-Pass1";
pub(crate) const HOST: &str = "127.0.0.1:3000";
/// When every test begins.
pub(crate) const START: u64 = 1_763_000_000;

pub(crate) const WRONG_PASSWORD: (&str, &str) =
    ("NotAuthorizedException", "Incorrect username or password.");
pub(crate) const REVOKED: (&str, &str) =
    ("NotAuthorizedException", "Access Token has been revoked");

pub(crate) struct Client {
    pub(crate) pool: DevPool,
    clock: Arc<AtomicU64>,
}

/// What came back: the answer's members, or the exception and its message.
pub(crate) type Outcome = Result<Value, (String, String)>;

impl Client {
    pub(crate) fn new() -> Self {
        Self::with(
            DevPool::builder()
                .client_id("fakewebclient0000000000001")
                .client_id("fakewebclient0000000000002"),
        )
    }

    /// With clients that may use the OAuth endpoints.
    pub(crate) fn with_oauth() -> Self {
        Self::with(browser::clients(DevPool::builder()))
    }

    pub(crate) fn with(builder: DevPoolBuilder) -> Self {
        let clock = Arc::new(AtomicU64::new(START));
        let hand = Arc::clone(&clock);
        let pool = builder
            .now(move || UNIX_EPOCH + Duration::from_secs(hand.load(Ordering::Relaxed)))
            .build()
            .unwrap();
        Self { pool, clock }
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Calls an operation, for the first app client unless the members name one, and checks the form of the answer.
    pub(crate) fn call(&self, operation: &str, mut members: Value) -> Outcome {
        if members.get("ClientId").is_none() {
            members["ClientId"] = self.pool.client_id().into();
        }
        read(&self.send(operation, &members.to_string()))
    }

    pub(crate) fn send(&self, operation: &str, body: &str) -> Answer {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let request = Request::new("POST", "/cognito")
            .header("host", HOST)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .body(body);
        self.pool.answer(&request).unwrap()
    }

    pub(crate) fn mail(&self) -> Mail {
        self.pool.mailbox().pop().unwrap()
    }

    /// The pool's own time in seconds.
    pub(crate) fn time(&self) -> u64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Calls an operation of the pool's owner.
    pub(crate) fn admin(&self, operation: &str, mut members: Value) -> Outcome {
        members["UserPoolId"] = self.pool.user_pool_id().into();
        read(&self.send(operation, &members.to_string()))
    }

    /// Signs up and confirms; returns the `sub`.
    pub(crate) fn confirmed_user(&self) -> String {
        let members = json!({"Username": EMAIL, "Password": PASSWORD});
        let sub = self.call("SignUp", members).unwrap()["UserSub"].clone();
        let code = self.mail().code;
        self.call(
            "ConfirmSignUp",
            json!({"Username": EMAIL, "ConfirmationCode": code}),
        )
        .unwrap();
        sub.as_str().unwrap().to_owned()
    }

    pub(crate) fn sign_in(&self, username: &str, password: &str) -> Outcome {
        Ok(self.begin(username, password)?["AuthenticationResult"].clone())
    }

    /// Begins an SRP exchange; returns the `ChallengeParameters`.
    pub(crate) fn begin_srp(&self, username: &str, srp: &SrpClient) -> Value {
        let answer = self.call(
            "InitiateAuth",
            json!({
                "AuthFlow": "USER_SRP_AUTH",
                "AuthParameters": {"USERNAME": username, "SRP_A": srp.public()},
            }),
        );
        let answer = answer.unwrap();
        assert_eq!(answer["ChallengeName"], "PASSWORD_VERIFIER");
        answer["ChallengeParameters"].clone()
    }

    pub(crate) fn respond(&self, responses: &Value) -> Outcome {
        let answer = self.respond_to("PASSWORD_VERIFIER", &Value::Null, responses)?;
        Ok(answer["AuthenticationResult"].clone())
    }

    /// Answers a challenge of a session.
    pub(crate) fn respond_to(&self, name: &str, session: &Value, responses: &Value) -> Outcome {
        self.call(
            "RespondToAuthChallenge",
            json!({"ChallengeName": name, "Session": session, "ChallengeResponses": responses}),
        )
    }

    /// Signs in by password and returns the whole answer, which may be a challenge.
    pub(crate) fn begin(&self, username: &str, password: &str) -> Outcome {
        self.call(
            "InitiateAuth",
            json!({
                "AuthFlow": "USER_PASSWORD_AUTH",
                "AuthParameters": {"USERNAME": username, "PASSWORD": password},
            }),
        )
    }

    pub(crate) fn sign_in_by_srp(&self, username: &str, password: &str) -> Outcome {
        let srp = SrpClient::new();
        let parameters = self.begin_srp(username, &srp);
        self.respond(&srp.answer(self.pool.user_pool_id(), &parameters, password))
    }

    pub(crate) fn refresh(&self, tokens: &Value) -> Outcome {
        let answer = self.call(
            "InitiateAuth",
            json!({
                "AuthFlow": "REFRESH_TOKEN_AUTH",
                "AuthParameters": {"REFRESH_TOKEN": tokens["RefreshToken"]},
            }),
        )?;
        Ok(answer["AuthenticationResult"].clone())
    }

    /// Calls an operation that an access token authorises.
    pub(crate) fn as_bearer(&self, operation: &str, tokens: &Value) -> Outcome {
        self.call(operation, json!({"AccessToken": tokens["AccessToken"]}))
    }
}

/// Reads an API answer, whose form must be Cognito's either way.
pub(crate) fn read(answer: &Answer) -> Outcome {
    assert_eq!(
        header(answer, "content-type"),
        Some("application/x-amz-json-1.1")
    );
    assert_eq!(header(answer, "access-control-allow-origin"), Some("*"));
    assert_eq!(header(answer, "x-amzn-requestid").map(str::len), Some(36));
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    if answer.status == 200 {
        assert_eq!(header(answer, "x-amzn-errortype"), None);
        return Ok(body);
    }
    assert_eq!(answer.status, 400);
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let (kind, message) = (text("__type"), text("message"));
    let errortype = format!("{kind}:");
    assert_eq!(header(answer, "x-amzn-errortype"), Some(&*errortype));
    assert_eq!(body.as_object().unwrap().len(), 2);
    Err((kind, message))
}

pub(crate) fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let mut found = answer.headers.iter().filter(|(header, _)| *header == name);
    let value = found.next().map(|(_, value)| value.as_str());
    assert!(found.next().is_none(), "{name} is there twice");
    value
}

/// The header and the claims of a token, unchecked.
pub(crate) fn decoded(token: &Value) -> (Value, Value) {
    let mut segments = token.as_str().unwrap().split('.');
    let mut next = || {
        let json = URL_SAFE_NO_PAD.decode(segments.next().unwrap()).unwrap();
        serde_json::from_slice(&json).unwrap()
    };
    (next(), next())
}

/// Asserts a refusal.
#[track_caller]
pub(crate) fn assert_refused(outcome: Outcome, (kind, message): (&str, &str)) {
    let (actual_kind, actual_message) = outcome.unwrap_err();
    assert_eq!((&*actual_kind, &*actual_message), (kind, message));
}

/// A code that is not this one.
pub(crate) fn another_code(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}
