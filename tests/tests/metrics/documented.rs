//! The manual's table is what is recorded, and what the recorder is told of.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};

const MANUAL: &str = include_str!("../../../cognito-core/src/manual/observing.md");
const SOURCE: &str = include_str!("../../../cognito-core/src/metrics.rs");

/// Keeps the kinds of what is described, by name.
#[derive(Default)]
struct Told(Mutex<BTreeMap<String, &'static str>>);

impl Told {
    fn keep(&self, name: &KeyName, kind: &'static str, unit: Option<Unit>, text: &str) {
        assert!(unit.is_some() && !text.is_empty(), "{name:?}");
        let name = name.as_str().to_owned();
        self.0.lock().unwrap().insert(name, kind);
    }
}

impl Recorder for Told {
    fn describe_counter(&self, name: KeyName, unit: Option<Unit>, text: SharedString) {
        self.keep(&name, "counter", unit, &text);
    }
    fn describe_gauge(&self, name: KeyName, unit: Option<Unit>, text: SharedString) {
        self.keep(&name, "gauge", unit, &text);
    }
    fn describe_histogram(&self, name: KeyName, unit: Option<Unit>, text: SharedString) {
        self.keep(&name, "histogram", unit, &text);
    }
    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        unreachable!("a description counts nothing")
    }
    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        unreachable!("a description measures nothing")
    }
    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        unreachable!("a description measures nothing")
    }
}

#[test]
fn the_manual_and_the_descriptions_have_every_metric_and_no_other() {
    let rows = MANUAL
        .lines()
        .filter(|line| line.starts_with("| `cognito_"));
    let manual: BTreeMap<_, _> = rows
        .map(|row| {
            let mut cells = row.split('|').map(str::trim).skip(1);
            let name = cells.next().unwrap().trim_matches('`').to_owned();
            (name, cells.next().unwrap())
        })
        .collect();

    let told = Told::default();
    metrics::with_local_recorder(&told, cognito_core::metrics::describe);
    assert_eq!(told.0.into_inner().unwrap(), manual);

    let names = SOURCE
        .split('"')
        .filter(|text| text.starts_with("cognito_"));
    let names: BTreeSet<_> = names.map(str::to_owned).collect();
    assert!(manual.into_keys().eq(names));
}
