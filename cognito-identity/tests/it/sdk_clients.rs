//! The provider in an SDK client: each request is signed for its user.

use std::{
    error::Error as _,
    sync::{Arc, Mutex},
};

use aws_sdk_s3::{
    Client, Config,
    config::{BehaviorVersion, Region, retry::RetryConfig},
};
use axum::{Router, http::HeaderMap};
use cognito_identity::{IdentityError, Reason};
use tokio::net::TcpListener;

use crate::{fake::GET_ID, world::World};

/// Who signed each request: the access key id and the session token.
type Signers = Arc<Mutex<Vec<(String, String)>>>;

async fn object_store() -> (String, Signers) {
    let signers = Signers::default();
    let seen = Arc::clone(&signers);
    let app = Router::new().fallback(async move |headers: HeaderMap| {
        let header = |name: &str| headers[name].to_str().unwrap().to_owned();
        let authorization = header("authorization");
        let credential = authorization.split_once("Credential=").unwrap().1;
        let key_id = credential.split_once('/').unwrap().0.to_owned();
        let session = header("x-amz-security-token");
        seen.lock().unwrap().push((key_id, session));
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, app).await.unwrap() });
    (url, signers)
}

fn config(url: &str) -> aws_sdk_s3::config::Builder {
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .endpoint_url(url)
        .force_path_style(true)
        .retry_config(RetryConfig::disabled())
}

#[tokio::test]
async fn a_client_of_one_user_signs_as_that_user() {
    let world = World::new().await;
    let (url, signers) = object_store().await;
    let kim = world.credentials(&world.token("kim")).await;
    let client = Client::from_conf(config(&url).credentials_provider(kim).build());
    for _ in 0..3 {
        client
            .delete_object()
            .bucket("b")
            .key("k")
            .send()
            .await
            .unwrap();
    }
    let signer = ("ASIA-kim-default".to_owned(), "session-of-kim-2".to_owned());
    assert_eq!(*signers.lock().unwrap(), vec![signer; 3]);
    assert_eq!(world.fake.counts(), (1, 1));
}

/// One client for all, with its connections; the user's credentials with each request.
#[tokio::test]
async fn a_shared_client_signs_each_request_as_its_user() {
    let world = World::new().await;
    let (url, signers) = object_store().await;
    let client = Client::from_conf(config(&url).build());
    let users: Vec<_> = (0..100).map(|n| format!("user-{}", n % 3)).collect();
    for user in &users {
        let credentials = world.credentials(&world.token(user)).await;
        let as_user = Config::builder().credentials_provider(credentials);
        let call = client.delete_object().bucket("b").key("k").customize();
        call.config_override(as_user).send().await.unwrap();
    }
    let signed: Vec<_> = signers
        .lock()
        .unwrap()
        .iter()
        .map(|(id, _)| id.clone())
        .collect();
    let expected: Vec<_> = users
        .iter()
        .map(|user| format!("ASIA-{user}-default"))
        .collect();
    assert_eq!(signed, expected);
    assert_eq!(world.fake.counts(), (3, 3), "the cache is the pool's");
}

#[tokio::test]
async fn the_reason_is_found_in_the_error_of_a_client() {
    let world = World::new().await;
    let (url, signers) = object_store().await;
    world
        .fake
        .refuse(GET_ID, "NotAuthorizedException", "Invalid login token.");
    let kim = world.credentials(&world.token("kim")).await;
    let client = Client::from_conf(config(&url).credentials_provider(kim).build());
    let call = client.delete_object().bucket("b").key("k");
    let failed = call.send().await.unwrap_err();
    let found = IdentityError::find(&failed).expect("our error is the cause");
    assert_eq!(found.reason(), Reason::NotAuthorized);
    assert!(found.source().is_some());
    assert!(
        signers.lock().unwrap().is_empty(),
        "nothing was sent unsigned"
    );
}
