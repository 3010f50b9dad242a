//! A user pool, an identity pool and a bucket without a socket, on a clock of their own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use dev_cloud::{DevCloud, DevCloudBuilder};
use dev_pool::{Answer, DevPool, NewUser, Request};
use serde_json::{Value, json};

use crate::signer::{Draft, Signer, encode};

pub(crate) const HOST: &str = "127.0.0.1:3000";
pub(crate) const BUCKET: &str = "dev-uploads";
/// When every test begins: 2025-11-13T02:13:20Z.
pub(crate) const START: u64 = 1_763_000_000;
pub(crate) const CLIENT: &str = "fakewebclient0000000000001";
pub(crate) const OTHER_CLIENT: &str = "fakewebclient0000000000002";
const PASSWORD: &str = "Fake-Pass1";

pub(crate) struct World {
    pub(crate) pool: DevPool,
    pub(crate) cloud: DevCloud,
    clock: Arc<AtomicU64>,
}

/// The exception and its message.
pub(crate) type Refusal = (String, String);

/// Somebody with credentials.
pub(crate) struct Caller {
    pub(crate) id: String,
    pub(crate) signer: Signer,
}

impl Caller {
    /// The path of an own object, encoded.
    pub(crate) fn own(&self, key: &str) -> String {
        format!("{BUCKET}/{}/{key}", encode(&self.id))
    }
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub(crate) fn with(set: impl FnOnce(DevCloudBuilder) -> DevCloudBuilder) -> Self {
        let clock = Arc::new(AtomicU64::new(START));
        let hand = Arc::clone(&clock);
        let pool = DevPool::builder()
            .client_id(CLIENT)
            .client_id(OTHER_CLIENT)
            .now(move || UNIX_EPOCH + Duration::from_secs(hand.load(Ordering::Relaxed)))
            .build()
            .unwrap();
        let cloud = set(DevCloud::builder(&pool)).build().unwrap();
        Self { pool, cloud, clock }
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Adds a user to these groups and signs them in: the tokens.
    pub(crate) fn user(&self, name: &str, groups: &[&str]) -> Value {
        let name = format!("{name}@example.com");
        let new = NewUser::new(&*name, PASSWORD);
        let new = groups.iter().fold(new, |new, group| new.group(*group));
        self.pool.add_user(new).unwrap();
        self.sign_in(&name, CLIENT)
    }

    pub(crate) fn sign_in(&self, name: &str, client: &str) -> Value {
        let members = json!({
            "AuthFlow": "USER_PASSWORD_AUTH",
            "ClientId": client,
            "AuthParameters": {"USERNAME": name, "PASSWORD": PASSWORD},
        });
        let target = "AWSCognitoIdentityProviderService.InitiateAuth";
        let answer = self.pool.answer(&amz_json("/cognito", target, &members));
        json_of(&answer.unwrap())["AuthenticationResult"].clone()
    }

    /// Ends all sign-ins of a user.
    pub(crate) fn sign_out(&self, tokens: &Value) {
        let members = json!({"AccessToken": tokens["AccessToken"]});
        let target = "AWSCognitoIdentityProviderService.GlobalSignOut";
        let answer = self.pool.answer(&amz_json("/cognito", target, &members));
        assert_eq!(answer.unwrap().status, 200);
    }

    /// `Logins` with the token under the right key.
    pub(crate) fn logins(&self, token: &Value) -> Value {
        json!({ self.cloud.provider_name(): token })
    }

    /// Calls the identity pool and checks the form of the answer.
    pub(crate) fn identity(&self, operation: &str, members: &Value) -> Result<Value, Refusal> {
        let target = format!("AWSCognitoIdentityService.{operation}");
        let answer = self
            .cloud
            .answer(&amz_json("/identity", &target, members))
            .unwrap();
        assert_eq!(
            header(&answer, "content-type"),
            Some("application/x-amz-json-1.1")
        );
        assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
        let body = json_of(&answer);
        if answer.status == 200 {
            return Ok(body);
        }
        assert_eq!(answer.status, 400);
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        let errortype = format!("{}:", text("__type"));
        assert_eq!(header(&answer, "x-amzn-errortype"), Some(&*errortype));
        Err((text("__type"), text("message")))
    }

    pub(crate) fn get_id(&self, logins: &Value) -> Result<String, Refusal> {
        let pool = self.cloud.identity_pool_id();
        let members = json!({"IdentityPoolId": pool, "Logins": logins});
        let answer = self.identity("GetId", &members)?;
        Ok(answer["IdentityId"].as_str().unwrap().to_owned())
    }

    /// The credentials of an identity.
    pub(crate) fn enter(&self, id: &str, logins: &Value) -> Result<Caller, Refusal> {
        self.enter_as(id, logins, &Value::Null)
    }

    /// The credentials of an identity for a role.
    pub(crate) fn enter_as(
        &self,
        id: &str,
        logins: &Value,
        role: &Value,
    ) -> Result<Caller, Refusal> {
        let members = json!({"IdentityId": id, "Logins": logins, "CustomRoleArn": role});
        let answer = self.identity("GetCredentialsForIdentity", &members)?;
        let text = |name: &str| answer["Credentials"][name].as_str().unwrap().to_owned();
        let now = self.clock.load(Ordering::Relaxed);
        assert_eq!(answer["Credentials"]["Expiration"], now + 3_600);
        Ok(Caller {
            id: answer["IdentityId"].as_str().unwrap().to_owned(),
            signer: Signer {
                key_id: text("AccessKeyId"),
                secret: text("SecretKey"),
                token: text("SessionToken"),
                region: "us-east-1".to_owned(),
                at: now - START,
            },
        })
    }

    /// A new user with credentials.
    pub(crate) fn caller(&self, name: &str, groups: &[&str]) -> Caller {
        let tokens = self.user(name, groups);
        let logins = self.logins(&tokens["IdToken"]);
        let id = self.get_id(&logins).unwrap();
        self.enter(&id, &logins).unwrap()
    }

    /// Asks the store and checks the form of the answer.
    pub(crate) fn ask(&self, request: &Request) -> Answer {
        let answer = self.cloud.answer(request).unwrap();
        assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
        assert_eq!(header(&answer, "x-amz-request-id").map(str::len), Some(16));
        if answer.status >= 400 {
            let body = text(&answer);
            assert!(body.contains("<Error><Code>"), "{body}");
            assert_eq!(header(&answer, "content-type"), Some("application/xml"));
        }
        answer
    }

    pub(crate) fn s3(&self, caller: &Caller, draft: &Draft<'_>) -> Answer {
        self.ask(&caller.signer.sign(draft))
    }

    pub(crate) fn put(&self, caller: &Caller, path: &str, body: &str) -> Answer {
        self.s3(caller, &Draft::new("PUT", path).body(body.as_bytes()))
    }

    pub(crate) fn get(&self, caller: &Caller, path: &str) -> Answer {
        self.s3(caller, &Draft::new("GET", path))
    }
}

fn amz_json(path: &str, target: &str, members: &Value) -> Request {
    Request::new("POST", path)
        .header("host", HOST)
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", target)
        .body(members.to_string())
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

pub(crate) fn text(answer: &Answer) -> &str {
    str::from_utf8(&answer.body).unwrap()
}

/// The content of an element of an XML answer.
pub(crate) fn element<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let (_, rest) = text(answer).split_once(&format!("<{name}>"))?;
    Some(rest.split_once(&format!("</{name}>"))?.0)
}

/// The status of an answer, and the code of its error, if it is one.
pub(crate) fn outcome(answer: &Answer) -> (u16, &str) {
    let code = if answer.status >= 400 {
        element(answer, "Code").unwrap()
    } else {
        ""
    };
    (answer.status, code)
}

pub(crate) fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let mut found = answer.headers.iter().filter(|(header, _)| *header == name);
    let value = found.next().map(|(_, value)| value.as_str());
    assert!(found.next().is_none(), "{name} is there twice");
    value
}
