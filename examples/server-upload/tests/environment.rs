//! The program as it is started, where the environment is not as it should be.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that panics has failed"
)]

use std::process::Command;

/// How the program ends, and what it says.
fn run(variables: &[(&str, &str)]) -> (bool, String) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_server-upload"));
    server.env_clear().env("PORT", "0");
    let ended = server.envs(variables.iter().copied()).output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    (ended.status.success(), said)
}

#[test]
fn half_a_configuration_is_no_wish_for_the_embedded_parts() {
    let (succeeded, said) = run(&[("COGNITO_USER_POOL_ID", "eu-west-1_AbC123xyz")]);
    assert!(!succeeded);
    assert!(
        said.contains("COGNITO_IDENTITY_POOL_ID is not set"),
        "{said}"
    );
}

#[test]
fn a_pool_without_a_client_is_named_too() {
    let (succeeded, said) = run(&[
        ("COGNITO_USER_POOL_ID", "eu-west-1_AbC123xyz"),
        ("COGNITO_IDENTITY_POOL_ID", "eu-west-1:0d4f-1"),
        ("S3_BUCKET", "files"),
    ]);
    assert!(!succeeded);
    assert!(said.contains("COGNITO_CLIENT_ID"), "{said}");
}

#[test]
fn a_port_that_is_none_is_named() {
    let (succeeded, said) = run(&[("PORT", "many")]);
    assert!(!succeeded);
    assert!(said.contains("PORT is not a port"), "{said}");
}
