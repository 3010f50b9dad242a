use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use super::*;
use crate::{
    jwks::{document, fetch_error::FetchErrorKind},
    sink::{self, Sink},
    test_util::SigningKey,
};

/// Everything that is emitted, one event a line.
fn log_of(emit: impl FnOnce()) -> String {
    let log = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&log);
    let guard = Sink::install(move |event| {
        let (about, fields) = (event.metadata(), sink::fields(event));
        let mut kept = kept.lock().unwrap();
        writeln!(kept, "{} {}{fields}", about.level(), about.target()).unwrap();
    });
    emit();
    drop(guard);
    std::mem::take(&mut log.lock().unwrap())
}

#[test]
fn an_unknown_kid_is_logged_as_a_hash() {
    let name = PoolName {
        id: "us-east-1_p".into(),
        registered: None,
    };
    let log = log_of(|| asking_for(&name, "secret\nkid"));
    assert_eq!(
        log,
        "DEBUG cognito message=an unknown kid: asking the endpoint cognito.pool=\"us-east-1_p\" kid_hash=4310246b\n"
    );
}

#[test]
fn a_failure_tells_what_to_look_at() {
    let failure = |is_serving| Failure {
        error: FetchErrorKind::Status(404).into(),
        failures: 3,
        is_serving,
        took: Duration::from_millis(20),
    };
    let log = log_of(|| failed("us-east-1_p", &failure(true), true));
    assert!(log.starts_with("WARN cognito "), "{log}");
    for part in [
        "status 404",
        "Region",
        "failures=3",
        "serving_old_keys=true",
        "took=20ms",
    ] {
        assert!(log.contains(part), "{log}");
    }
    let log = log_of(|| failed("us-east-1_p", &failure(false), false));
    assert!(log.starts_with("DEBUG cognito "), "{log}");
}

#[test]
fn a_rotation_is_news_and_an_unchanged_set_is_not() {
    let key = SigningKey::generate().jwk();
    let keys = document::read(format!(r#"{{"keys":[{key}]}}"#).as_bytes()).unwrap();
    let level = |added, removed| {
        let log = log_of(|| refreshed("us-east-1_p", &keys, added, removed, Duration::ZERO));
        log.split_once(" message=").unwrap().0.to_owned()
    };
    assert_eq!(level(1, 0), "INFO cognito");
    assert_eq!(level(0, 1), "INFO cognito");
    assert_eq!(level(0, 0), "DEBUG cognito");
}

#[test]
fn two_keys_of_one_name_are_a_warning() {
    let (one, other) = (SigningKey::generate(), SigningKey::generate());
    let namesake = other.jwk().replace(other.kid(), one.kid());
    let text = format!(r#"{{"keys":[{},{namesake},{}]}}"#, one.jwk(), other.jwk());
    let keys = document::read(text.as_bytes()).unwrap();
    let log = log_of(|| refreshed("us-east-1_p", &keys, 0, 0, Duration::ZERO));
    let warning = log.lines().next().unwrap();
    assert!(warning.starts_with("WARN cognito "), "{log}");
    assert!(warning.contains(one.kid()), "{log}");
}
