//! What the environment may ask for.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{ffi::OsString, fs, path::Path, sync::LazyLock};

use cognito_core::{Verifier, gateway::LambdaAuthorizer, test_util::TestPool};
use lambda_authorizer::{SettingError, authorizer_of, keys_of};
use serde_json::json;

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

fn set_to(variables: &[(&str, &str)]) -> Result<LambdaAuthorizer, SettingError> {
    authorizer_of(POOL.verifier(), |name| {
        let (_, value) = variables.iter().find(|(other, _)| *other == name)?;
        Some(OsString::from(value))
    })
}

#[tokio::test]
async fn what_is_required_is_required_together() {
    let token = || POOL.access_token();
    let (scope, group) = (("REQUIRED_SCOPE", "a/b"), ("REQUIRED_GROUP", "staff"));
    for (variables, allowed) in [
        (&[][..], [true, true, true]),
        (&[scope], [false, true, true]),
        (&[group], [false, false, true]),
        (&[scope, group], [false, false, true]),
    ] {
        let authorizer = set_to(variables).unwrap();
        let tokens = [
            token(),
            token().scope("a/b"),
            token().scope("a/b").group("staff"),
        ];
        for (token, allowed) in tokens.into_iter().zip(allowed) {
            let event = json!({
                "type": "TOKEN",
                "authorizationToken": format!("Bearer {}", token.mint()),
                "methodArn": "arn:aws:execute-api:eu-west-1:123456789012:abcdef123/prod/GET/",
            });
            let answer = authorizer.answer(&event).await.unwrap();
            assert_eq!(answer.is_allowed(), allowed, "{variables:?}");
        }
    }
}

/// Without a fetch: nobody answers at the pool's own address here.
#[tokio::test]
async fn the_keys_of_a_file_need_no_network() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join("lambda-authorizer-jwks.json");
    fs::write(&file, POOL.jwks()).unwrap();
    let keys = keys_of(&POOL.user_pool(), Some(file.clone())).unwrap();
    let verifier = Verifier::builder().clock(POOL.clock().clone());
    let verifier = verifier.user_pool_with_keys(POOL.user_pool(), keys);
    let token = POOL.access_token().mint();
    assert!(verifier.build().unwrap().verify(&token).await.is_ok());

    fs::write(&file, "{}").unwrap();
    let absent = folder.join("lambda-authorizer-absent.json");
    for file in [file, absent] {
        let name = file.display().to_string();
        let message = keys_of(&POOL.user_pool(), Some(file))
            .unwrap_err()
            .to_string();
        assert!(
            message.starts_with(&format!("JWKS_FILE names {name}: ")),
            "{message}"
        );
    }
}

#[test]
fn a_mistake_is_none_of_the_settings() {
    for (variables, said) in [
        ([("REQUIRED_SCOPE", "")], "scope"),
        ([("REQUIRED_SCOPE", "a b")], "scope"),
        ([("REQUIRED_GROUP", " ")], "group"),
        ([("IAM_RESPONSES", "yes")], "IAM_RESPONSES is neither"),
    ] {
        let message = set_to(&variables).unwrap_err().to_string();
        assert!(message.contains(said), "{message}");
    }
    for value in ["true", "false"] {
        assert!(set_to(&[("IAM_RESPONSES", value)]).is_ok());
    }
}
