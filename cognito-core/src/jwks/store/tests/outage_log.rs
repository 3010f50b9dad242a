//! What an operator reads of an outage: its beginning, the loss of the keys, and its end.

use std::sync::{Arc, Mutex};

use tracing::{
    Dispatch, Event, Level,
    field::{Field, Visit},
    subscriber::DefaultGuard,
};

use super::world::*;
use crate::sink::Sink;

/// Level, message and number of failures of each event.
type Lines = Arc<Mutex<Vec<(Level, String, Option<u64>)>>>;

fn listen() -> (Lines, (DefaultGuard, Dispatch)) {
    let lines = Lines::default();
    let kept = Arc::clone(&lines);
    let guard = Sink::install(move |event: &Event<'_>| {
        let mut line = Line::default();
        event.record(&mut line);
        let level = *event.metadata().level();
        let mut kept = kept.lock().unwrap();
        kept.push((level, line.message, line.failures));
    });
    (lines, guard)
}

#[derive(Default)]
struct Line {
    message: String,
    failures: Option<u64>,
}

impl Visit for Line {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "failures" {
            self.failures = Some(value);
        }
    }
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        }
    }
}

const AGAIN: &str = "the signing keys can be fetched again";

#[tokio::test(start_paused = true)]
async fn the_end_of_an_outage_is_news() {
    let world = World::warm().await;
    let (lines, _guard) = listen();
    world.endpoint.is_down();
    for _ in 0..3 {
        world.pass(6 * MINUTE).await;
        world.get_now("a").key();
    }
    world.settled().await;
    world.endpoint.serves(&[("a", 1)]);
    world.pass(MINUTE + 7 * SECOND).await;
    world.get_now("a").key();
    world.settled().await;

    let lines = lines.lock().unwrap().clone();
    let warnings = lines.iter().filter(|(level, ..)| *level == Level::WARN);
    assert_eq!(warnings.count(), 3, "{lines:?}");
    let unchanged = "the signing keys are unchanged".to_owned();
    assert_eq!(
        lines[3..],
        [
            (Level::INFO, AGAIN.to_owned(), Some(3)),
            (Level::DEBUG, unchanged, None)
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn keys_that_became_too_old_are_an_error_once_per_outage() {
    let world = World::warm().await;
    let (lines, _guard) = listen();
    for _ in 0..2 {
        world.endpoint.is_down();
        world.pass(23 * HOUR).await;
        world.get("a").await.key();
        assert_eq!(count(&lines, Level::ERROR), 0);
        for _ in 0..3 {
            world.pass(2 * HOUR).await;
            world.get("a").await.retry_after();
        }
        assert_eq!(count(&lines, Level::ERROR), 1);
        world.endpoint.serves(&[("a", 1)]);
        world.pass(MINUTE).await;
        world.get("a").await.key();
        assert_eq!(count(&lines, Level::INFO), 1);
        let mut lines = lines.lock().unwrap();
        let (.., failures) = lines.iter().find(|(_, text, _)| text == AGAIN).unwrap();
        assert_eq!(*failures, Some(4));
        lines.clear();
    }
}

fn count(lines: &Lines, wanted: Level) -> usize {
    let lines = lines.lock().unwrap();
    lines.iter().filter(|(level, ..)| *level == wanted).count()
}
