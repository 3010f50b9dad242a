//! Every committed input of the fuzz targets, through its function: what was found once stays found.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets the unexpected should stop"
)]

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use cognito_tests::fuzz::TARGETS;

/// Replays a target's folder and tells how many inputs it has.
fn replay(name: &str, target: fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(name);
    let inputs = fs::read_dir(&folder).unwrap_or_else(|_| panic!("{name} has no corpus"));
    let mut count = 0;
    for input in inputs {
        let path = input.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let outcome = catch_unwind(AssertUnwindSafe(|| target(&bytes)));
        assert!(outcome.is_ok(), "{name}: {}", path.display());
        count += 1;
    }
    count
}

#[test]
fn every_input_of_the_corpus_holds() {
    for (name, target) in TARGETS {
        let count = replay(name, target);
        assert!(count >= 20, "{name}: {count} inputs");
    }
}

/// A folder that no target reads would look replayed.
#[test]
fn every_folder_of_the_corpus_belongs_to_a_target() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut folders: Vec<_> = fs::read_dir(corpus)
        .unwrap()
        .map(|folder| folder.unwrap().file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert!(folders.iter().eq(TARGETS.map(|(name, _)| name).iter()));
}
