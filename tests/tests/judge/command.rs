//! The command line and the ends of a run.

use std::{
    fs,
    process::{Command, Output, Stdio},
};

use cognito_core::test_util::TestPool;
use serde_json::Value;

use super::session::{NOW, bare, judge, key_file, line, run};

/// It ends with code 2, says this on standard error, and prints no answer.
fn refused(output: &Output, named: &[&str]) {
    let complaint = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{complaint}");
    assert!(output.stdout.is_empty());
    for named in named {
        assert!(complaint.contains(named), "{complaint}");
    }
}

fn with(jwks: &str, pool: &str, client: &str) -> Command {
    let mut judge = bare();
    judge.args([
        "--jwks", jwks, "--pool", pool, "--client", client, "--now", NOW,
    ]);
    judge
}

#[test]
fn help_is_given() {
    let mut judge = bare();
    let output = judge.arg("--help").output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let usage = String::from_utf8(output.stdout).unwrap();
    assert!(usage.starts_with("usage: judge --jwks FILE"));
}

#[test]
fn mistakes_in_the_command_line_are_told_with_the_usage() {
    refused(&run(bare(), ""), &["--client is missing", "usage: judge"]);
    let mut judge = bare();
    judge.arg("--frobnicate");
    refused(&run(judge, ""), &["`--frobnicate`", "usage: judge"]);
}

#[test]
fn keys_that_cannot_be_had_are_one_line_with_the_file_and_the_cause() {
    let pool = TestPool::new();
    let good = key_file(&pool, "command");
    let id = pool.id().as_str();
    let missing = good.with_file_name("judge-no-such-file.json");
    let unusable = good.with_file_name("judge-unusable.json");
    fs::write(
        &unusable,
        r#"{"keys":[{"kty":"oct","kid":"a","k":"AAAA"}]}"#,
    )
    .unwrap();
    let text = good.with_file_name("judge-text.json");
    fs::write(&text, "no keys").unwrap();
    for (file, cause) in [
        (&missing, "No such file"),
        (&unusable, "key"),
        (&text, "key set"),
    ] {
        let file = file.to_str().unwrap();
        let output = run(with(file, id, "web"), "");
        refused(&output, &[file, cause]);
        assert_eq!(String::from_utf8(output.stderr).unwrap().lines().count(), 1);
    }
    let good = good.to_str().unwrap();
    refused(
        &run(with(good, "local_x", "web"), ""),
        &["--pool", "local_x"],
    );
    refused(
        &run(with(good, "us-iso-east-1_A", "web"), ""),
        &["us-iso-east-1_A"],
    );
    refused(&run(with(good, id, ""), ""), &["app client id"]);
}

#[test]
fn no_input_is_no_answer() {
    let pool = TestPool::new();
    let mut judge = judge(&pool, "no-input");
    let output = judge.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success());
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
}

/// As under `head`: no complaint about a closed pipe.
#[test]
fn a_reader_that_leaves_ends_the_run() {
    let pool = TestPool::new();
    let mut judge = judge(&pool, "closed");
    let mut child = judge.spawn().unwrap();
    drop(child.stdout.take());
    let output = {
        use std::io::Write as _;
        let mut stdin = child.stdin.take().unwrap();
        // It may have gone before the last line comes.
        let _gone = stdin.write_all(line(0, "a.b.c", &Value::Null).repeat(1000).as_bytes());
        drop(stdin);
        child.wait_with_output().unwrap()
    };
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
