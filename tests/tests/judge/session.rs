//! One run of the binary.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
};

use cognito_core::test_util::TestPool;
use serde_json::{Value, json};

/// When the test kit's clock begins.
pub(super) const NOW: &str = "1763000000";

/// The binary with this pool's keys, and its own client.
pub(super) fn judge(pool: &TestPool, test: &str) -> Command {
    let mut judge = bare();
    judge
        .arg("--jwks")
        .arg(key_file(pool, test))
        .args(["--pool", pool.id().as_str()])
        .args(["--client", pool.client_id(), "--now", NOW]);
    judge
}

/// The binary without an argument.
pub(super) fn bare() -> Command {
    let mut judge = Command::new(env!("CARGO_BIN_EXE_judge"));
    judge
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    judge
}

pub(super) fn key_file(pool: &TestPool, test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("judge-{test}.json"));
    fs::write(&path, pool.jwks()).unwrap();
    path
}

/// Gives it all of the input, and waits for its end.
pub(super) fn run(mut judge: Command, input: impl Into<Vec<u8>>) -> Output {
    finish(judge.spawn().unwrap(), input.into())
}

fn finish(mut child: Child, input: Vec<u8>) -> Output {
    let mut stdin = child.stdin.take().unwrap();
    let feeder = thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap().unwrap();
    output
}

/// The answers to lines that it must take without a complaint.
pub(super) fn answers(judge: Command, input: impl Into<Vec<u8>>) -> Vec<Value> {
    let output = run(judge, input);
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{complaints}");
    assert_eq!(complaints, "");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A line with a `config`, unless that is null.
pub(super) fn line(id: usize, token: &str, config: &Value) -> String {
    let line = match config {
        Value::Null => json!({"id": id, "token": token}),
        config => json!({"id": id, "token": token, "config": config}),
    };
    format!("{line}\n")
}

/// What the answer must be: accepted without a reason, rejected with one.
pub(super) fn verdict(id: usize, reason: Option<&str>) -> Value {
    match reason {
        None => json!({"id": id, "verdict": "accept"}),
        Some(reason) => json!({"id": id, "verdict": "reject", "reason": reason}),
    }
}
