//! What operators read of look-ups.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use tokio::runtime::Builder;

use super::world::*;
use crate::{
    UserPool,
    sink::{self, Sink},
};

/// What is told about look-ups meanwhile, one event a line.
fn log_of(run: impl Future<Output = ()>) -> String {
    let log = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&log);
    let _guard = Sink::install(move |event| {
        let line = format!("{}{}", event.metadata().level(), sink::fields(event));
        if line.contains("pool") && !line.contains("signing keys") {
            writeln!(kept.lock().unwrap(), "{line}").unwrap();
        }
    });
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(run);
    std::mem::take(&mut log.lock().unwrap())
}

#[test]
fn a_tenant_comes_and_goes() {
    let log = log_of(async {
        let world = World::new();
        world.admits(ACME).await;
        world.book.removes(ACME);
        world.pass(331 * SECOND).await;
        world.admits(ACME).await;
        settle().await;
    });
    assert_eq!(
        log,
        "DEBUG message=the pool registry knows the pool cognito.pool=\"us-east-1_Acme\"\n\
         INFO message=the pool registry no longer knows the pool: its tokens are refused cognito.pool=\"us-east-1_Acme\"\n"
    );
}

#[test]
fn a_stranger_is_logged_as_a_hash() {
    let log = log_of(async {
        let world = World::new();
        world.get("us-east-1_Nobody").await.unwrap_err();
        world.book.says("us-east-1_Nobody", Row::Fails);
        world.pass(61 * SECOND).await;
        world.get("us-east-1_Nobody").await.unwrap_err();
    });
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(
        lines,
        [
            "DEBUG message=the pool registry knows no such pool pool_hash=\"509e86ba\"",
            "WARN message=the pool registry failed pool_hash=\"509e86ba\" kind=\"registry\" failures=1 serving=false \
             cause=no connection hint=\"this is the application's own error\"",
        ]
    );
}

#[test]
fn failures_are_a_warning_once_a_minute_about_tenants_and_once_about_others() {
    let log = log_of(async {
        let world = World::new();
        world.admits(ACME).await;
        for name in ["us-east-1_A", "us-east-1_B", "us-east-1_C", ACME] {
            world.book.says(name, Row::Fails);
        }
        world.pass(331 * SECOND).await;
        for name in [ACME, "us-east-1_A", "us-east-1_B"] {
            let _ = world.get(name).await;
            settle().await;
        }
        world.pass(60 * SECOND).await;
        let _ = world.get("us-east-1_C").await;
    });
    let lines: Vec<_> = log.lines().skip(1).collect();
    let levels: Vec<_> = lines
        .iter()
        .map(|line| line.split_once(' ').unwrap().0)
        .collect();
    assert_eq!(levels, ["WARN", "WARN", "DEBUG", "WARN"], "{log}");
    for part in [
        "cognito.pool=\"us-east-1_Acme\"",
        "failures=1",
        "serving=true",
        "cause=no connection",
    ] {
        assert!(lines[0].contains(part), "{log}");
    }
    assert!(
        lines[3].contains("serving=false") && !log.contains("us-east-1_C"),
        "{log}"
    );
}

#[test]
fn a_mistake_in_the_registry_is_a_warning_with_a_hint() {
    let none: [&str; 0] = [];
    for (name, row, parts) in [
        (
            "us-east-1_aCME",
            Row::Pool(tenant(ACME)),
            [
                "another_pool",
                "`us-east-1_Acme` when asked for another one",
                "collation",
            ],
        ),
        (
            ACME,
            Row::Pool(UserPool::new(id(ACME), none)),
            [
                "unusable_pool",
                "no app client of the user pool `us-east-1_Acme`",
                "correct what",
            ],
        ),
        (
            ACME,
            Row::Panics,
            ["panicked", "the pool registry panicked", "own error"],
        ),
        (
            ACME,
            Row::Silent,
            ["timeout", "did not answer within 2s", "an index"],
        ),
    ] {
        let log = log_of(async {
            let world = World::new();
            world.book.says(name, row);
            let request = world.spawn(world.token(name).mint());
            world.pass(2 * SECOND).await;
            request.await.unwrap().unwrap_err();
        });
        assert!(log.starts_with("WARN "), "{log}");
        for part in parts {
            assert!(log.contains(part), "{log}");
        }
        assert!(!log.contains("aCME"), "{log}");
    }
}

#[test]
fn too_many_look_ups_are_a_warning() {
    let log = log_of(async {
        let world = World::with(crate::registry::RegistrySettings::default().max_lookups(1));
        world.book.says_of_others(Some(Row::Silent));
        let forger = Forger::new();
        let requests = [1, 2].map(|n| world.spawn(forger.forge(&format!("us-east-1_Stranger{n}"))));
        world.pass(2 * SECOND).await;
        for request in requests {
            request.await.unwrap().unwrap_err();
        }
    });
    let warnings: Vec<_> = log
        .lines()
        .filter(|line| line.starts_with("WARN"))
        .collect();
    assert_eq!(warnings.len(), 1, "{log}");
    assert!(
        log.contains("kind=\"busy\"") && log.contains("kind=\"timeout\""),
        "{log}"
    );
}

#[test]
fn a_request_without_a_runtime_is_told() {
    let log = log_of(async {
        let world = World::new();
        let token = world.token(ACME).mint();
        // A thread of its own has none; the log goes along.
        let dispatch = tracing::dispatcher::get_default(Clone::clone);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                tracing::dispatcher::with_default(&dispatch, || {
                    let error = poll_once(world.verifier.verify(&token)).unwrap_err();
                    assert_eq!(error.reason(), crate::Reason::PoolLookupFailed);
                });
            });
        });
    });
    assert!(
        log.starts_with("WARN ") && log.contains("kind=\"no_runtime\""),
        "{log}"
    );
}

fn poll_once<T>(future: impl Future<Output = T>) -> T {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut cx) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("it is decided at once"),
    }
}

#[test]
fn a_pool_that_makes_room_is_told() {
    let log = log_of(async {
        let world = World::with(crate::registry::RegistrySettings::default().max_pools(1));
        world.book.has(tenant("us-east-1_Beta"));
        world.admits(ACME).await;
        world.admits("us-east-1_Beta").await;
    });
    let last = log.lines().last().unwrap();
    assert!(last.contains("made room") && last.contains(ACME), "{log}");
}
