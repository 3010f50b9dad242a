use std::{hint::black_box, sync::Barrier, thread, time::Instant};

use cognito_core::token_cache::TokenCacheSettings;
use cognito_tests::bench::{RawKey, Shape, at_once, median, thread_seconds};

use crate::{Bench, ROUNDS};

/// How long a thread works in each round, about, in seconds.
const TURN: f64 = 0.01;

pub(crate) fn figures(bench: &Bench) -> Vec<(String, f64)> {
    let token = bench.site.token(Shape::Access);
    let raw = RawKey::of(&bench.site.signing_key(cognito_core::TokenUse::Access)).verifying(&token);
    let mut figures = vec![("threads_raw".to_owned(), growth("raw", raw))];
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
        figures.push((format!("threads_{name}"), growth));
    }
    figures
}

/// What an operation costs where two threads do it at the same time, over what it costs one that is alone.
fn growth<R>(name: &str, once: impl Fn() -> R + Sync) -> f64 {
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
        let theirs = scope.spawn(|| (0..ROUNDS).map(|_| both()).collect::<Vec<_>>());
        let mine = (0..ROUNDS).map(|_| (turn(length), both()));
        (mine.collect::<Vec<_>>(), theirs.join().unwrap())
    });
    let rounds = || mine.iter().zip(&theirs);
    let share = median(rounds().map(|((_, (_, mine)), (_, theirs))| f64::min(*mine, *theirs)));
    eprintln!(
        "{name}: each of two threads had {:.0} % of a core",
        share * 100.0
    );
    median(rounds().map(|((alone, (mine, _)), (theirs, _))| (mine + theirs) / 2.0 / alone))
}
