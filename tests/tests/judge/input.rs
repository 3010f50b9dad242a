//! Lines that are no cases, and how lines and answers correspond.

use std::io::{BufRead as _, BufReader, Write as _};

use cognito_core::test_util::TestPool;
use serde_json::{Value, json};

use super::session::{answers, judge, line, run, verdict};

#[test]
fn a_bad_line_is_answered_in_its_place_and_the_run_goes_on() {
    let pool = TestPool::new();
    let token = pool.access_token().mint();
    let mut input = Vec::new();
    let bad: [&[u8]; 13] = [
        b"",
        b"   ",
        b"not json",
        b"null",
        b"\"text\"",
        b"[1,\"a.b.c\",null]",
        b"{}",
        b"{\"id\":1}",
        b"{\"token\":\"a.b.c\"}",
        b"{\"id\":1,\"token\":7}",
        b"{\"id\":1,\"token\":\"a\",\"token\":\"b\"}",
        b"\xEF\xBB\xBF{\"id\":1,\"token\":\"a.b.c\"}",
        b"{\"id\":\"\xFF\",\"token\":\"a.b.c\"}",
    ];
    for (id, bad) in bad.iter().enumerate() {
        input.extend_from_slice(bad);
        input.push(b'\n');
        input.extend_from_slice(line(id, &token, &Value::Null).as_bytes());
    }
    // Three lines at the end, too.
    input.extend_from_slice(b"\n \r\n\n");
    let answers = answers(judge(&pool, "bad-lines"), input);
    let (pairs, end) = answers.split_at(2 * bad.len());
    assert_eq!(
        end,
        vec![json!({"id": null, "error": "the line is blank"}); 3]
    );
    for (id, pair) in pairs.chunks(2).enumerate() {
        assert_eq!(pair[0]["id"], Value::Null, "{id}");
        assert!(pair[0]["error"].is_string() && pair[0].get("verdict").is_none());
        assert_eq!(pair[1], verdict(id, None));
    }
}

#[test]
fn an_id_comes_back_as_it_was_written() {
    let pool = TestPool::new();
    let ids = [
        "null",
        "1.50",
        "123456789012345678901234567890",
        r#""\u00e4\/ä\ud800""#,
        r#"{"b":1,"a":[ true, {} ],"b":2}"#,
    ];
    let lines: Vec<_> = ids
        .iter()
        .map(|id| format!(r#"{{"other":1,"token":"a.b","id":{id}}}"#))
        .collect();
    // No newline after the last line.
    let output = run(judge(&pool, "ids"), lines.join("\r\n"));
    let expected = ids
        .map(|id| format!(r#"{{"id":{id},"verdict":"reject","reason":"malformed_token"}}"#))
        .join("\n");
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed, expected + "\n");
}

#[test]
fn any_text_is_a_token_to_judge() {
    let pool = TestPool::new();
    let token = pool.access_token().mint();
    let spliced = format!(r#"{{"id":0,"token":"\ud800{token}"}}"#);
    let escaped = format!(r#"{{"id":1,"token":"{}"}}"#, token.replace('.', r"\u002e"));
    let long = line(2, &"x".repeat(3_000_000), &Value::Null);
    let control = line(3, "\0\u{1b}[2J", &Value::Null);
    let input = [spliced, escaped, long, control].join("\n");
    let answers = answers(judge(&pool, "texts"), input.replace("\n\n", "\n"));
    let malformed = Some("malformed_token");
    assert_eq!(
        answers,
        [
            verdict(0, malformed),
            verdict(1, None),
            verdict(2, Some("token_too_large")),
            verdict(3, malformed),
        ]
    );
}

#[test]
fn nothing_of_a_token_is_printed() {
    let pool = TestPool::new();
    let token = pool.access_token().claim("email", "canary").mint();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let quoted = json!(token).to_string();
    let input = [
        quoted.clone(),
        format!(r#"{{"id":1,"token":{quoted}"#),
        format!(r#"{{"id":1,"token":[{quoted}]}}"#),
        format!(r#"{{"id":1,"token":"a","config":{quoted}}}"#),
        format!(r#"{{"id":1,"token":"a","config":{{"token_use":{quoted}}}}}"#),
        format!(r#"{{"id":1,"token":"a","config":{{"leeway":[{quoted}]}}}}"#),
        format!(r#"{{"id":1,"token":"{signed}"}}"#),
        format!(r#"{{"id":1,"token":"{token}\n"}}"#),
    ]
    .join("\n");
    let output = run(judge(&pool, "privacy"), input);
    let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(printed.lines().count(), 8);
    for part in signed.split('.').chain([signature, "canary"]) {
        assert!(!printed.contains(part), "{printed}");
    }
}

/// A driver may wait for each answer before it sends the next line.
#[test]
fn each_line_is_answered_before_the_next_one_comes() {
    let pool = TestPool::new();
    let mut child = judge(&pool, "coprocess").spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for id in 0..3 {
        let case = line(id, &pool.access_token().mint(), &Value::Null);
        stdin.write_all(case.as_bytes()).unwrap();
        let mut answer = String::new();
        stdout.read_line(&mut answer).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer, verdict(id, None));
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}
