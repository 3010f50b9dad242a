use std::{hint::black_box, sync::Barrier, thread, time::Instant};

use cognito_core::{TokenUse, token_cache::TokenCacheSettings};
use cognito_tests::bench::{RawKey, Shape, at_once, median, thread_seconds};

use crate::Bench;

/// How long a turn of a thread is, about, in seconds: so short that a busy machine leaves many of them alone.
const TURN: f64 = 0.001;
const TURNS: usize = 1_000;
/// A turn counts if both threads had at least this share of a core.
const SHARE: f64 = 0.9;

pub(crate) fn figures(bench: &Bench) -> Vec<(String, f64)> {
    let token = bench.site.token(Shape::Access);
    let raw = RawKey::of(&bench.site.signing_key(TokenUse::Access)).verifying(&token);
    let mut growths = vec![("raw", growth("raw", raw))];
    let digests = TokenCacheSettings::default();
    let whole = digests.clone().keep_whole_tokens();
    let verifier = || bench.site.verifier();
    let verifiers = [
        ("uncached", verifier()),
        ("cached", verifier().token_cache(digests)),
        ("cached_full_bytes", verifier().token_cache(whole)),
    ];
    for (name, verifier) in verifiers {
        let verifier = bench.acquainted(verifier, std::slice::from_ref(&token));
        let growth = growth(name, || at_once(verifier.verify(&token)).unwrap());
        growths.push((name, growth));
    }
    let measured = growths.into_iter();
    measured
        .filter_map(|(name, growth)| Some((format!("threads_{name}"), growth?)))
        .collect()
}

/// What an operation costs where two threads do it at the same time, over what it costs one that is alone; nothing if the
/// machine never let them.
fn growth<R>(name: &str, once: impl Fn() -> R + Sync) -> Option<f64> {
    let turn = |length: u32| {
        let before = thread_seconds();
        for _ in 0..length {
            black_box(once());
        }
        thread_seconds() - before
    };
    let mut length = 1;
    while turn(length) < TURN {
        length *= 2;
    }
    let barrier = Barrier::new(2);
    let both = || {
        barrier.wait();
        let began = Instant::now();
        let time = turn(length);
        let share = time / began.elapsed().as_secs_f64();
        barrier.wait();
        (time, share)
    };
    let (mine, theirs) = thread::scope(|scope| {
        let theirs = scope.spawn(|| (0..TURNS).map(|_| both()).collect::<Vec<_>>());
        let mine = (0..TURNS).map(|_| (turn(length), both()));
        (mine.collect::<Vec<_>>(), theirs.join().unwrap())
    });
    let quotients: Vec<_> = mine
        .into_iter()
        .zip(theirs)
        .filter(|((_, (_, mine)), (_, theirs))| mine.min(*theirs) > SHARE)
        .map(|((alone, (mine, _)), (theirs, _))| f64::midpoint(mine, theirs) / alone)
        .collect();
    eprintln!(
        "{name}: both threads had a core in {} of {TURNS} turns",
        quotients.len()
    );
    (!quotients.is_empty()).then(|| median(quotients.into_iter()))
}
