use std::{
    fmt::{self, Write as _},
    sync::{Arc, Mutex},
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
};

use super::*;
use crate::{
    jwks::{document, fetch_error::FetchErrorKind},
    test_util::SigningKey,
};

/// Everything that is emitted, as one text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn of(emit: impl FnOnce()) -> String {
        let log = Self::default();
        tracing::subscriber::with_default(log.clone(), emit);
        log.0.lock().unwrap().clone()
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn event(&self, event: &Event<'_>) {
        let mut text = self.0.lock().unwrap();
        let about = event.metadata();
        write!(text, "{} {}", about.level(), about.target()).unwrap();
        event.record(&mut Fields(&mut text));
        text.push('\n');
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

#[test]
fn an_unknown_kid_is_logged_as_a_hash() {
    let name = PoolName {
        id: "us-east-1_p".into(),
        is_registered: false,
    };
    let log = Log::of(|| asking_for(&name, "secret\nkid"));
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
    let log = Log::of(|| failed("us-east-1_p", &failure(true), true));
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
    let log = Log::of(|| failed("us-east-1_p", &failure(false), false));
    assert!(log.starts_with("DEBUG cognito "), "{log}");
}

#[test]
fn a_rotation_is_news_and_an_unchanged_set_is_not() {
    let key = SigningKey::generate().jwk();
    let keys = document::read(format!(r#"{{"keys":[{key}]}}"#).as_bytes()).unwrap();
    let level = |added, removed| {
        let log = Log::of(|| refreshed("us-east-1_p", &keys, added, removed, Duration::ZERO));
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
    let log = Log::of(|| refreshed("us-east-1_p", &keys, 0, 0, Duration::ZERO));
    let warning = log.lines().next().unwrap();
    assert!(warning.starts_with("WARN cognito "), "{log}");
    assert!(warning.contains(one.kid()), "{log}");
}
