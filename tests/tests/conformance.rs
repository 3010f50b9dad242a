//! Runs the table: the same request gets the same answer in axum, in plain tower and in actix.
#![allow(
    clippy::unwrap_used,
    reason = "test code: a surprise should stop the test"
)]

use cognito_core::test_util::TestPool;
use cognito_tests::{Scenario, run, scenarios::THEMES};

async fn theme(name: &str) {
    let (_, rows) = THEMES.iter().find(|(theme, _)| *theme == name).unwrap();
    let pool = TestPool::new();
    let mut differences = Vec::new();
    for row in rows() {
        differences.extend(run(&pool, &row).await);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

macro_rules! themes {
    ($($name:ident)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                theme(stringify!($name)).await;
            }
        )+

        #[test]
        fn every_theme_is_run() {
            let run = [$(stringify!($name)),+];
            let all: Vec<_> = THEMES.iter().map(|(name, _)| *name).collect();
            assert_eq!(all, run);
        }
    };
}

themes! { amplify answer cookie credential custom_source extractor key optional policy registry revocation route step_up token unaware web_socket }

#[test]
fn rows_have_names_of_their_own() {
    let rows: Vec<Scenario> = THEMES.iter().flat_map(|(_, rows)| rows()).collect();
    let mut names: Vec<_> = rows.iter().map(Scenario::name).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    assert!(count >= 300, "{count} rows");
}
