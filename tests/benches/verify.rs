//! What a verification takes on this machine, for whoever changes it: `cargo bench -p cognito-tests`.
//!
//! Wall-clock time, and one row after the other. The figures that we publish are quotients: see the binary `ratios`.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a measurement that cannot be made should stop; criterion's macros document nothing"
)]

use cognito_core::{TokenUse, Verifier, VerifierBuilder, token_cache::TokenCacheSettings};
use cognito_tests::bench::{Shape, Site, at_once, bad_tokens};
use criterion::{Criterion, criterion_group, criterion_main};

/// A verifier that has met the token.
fn acquainted(verifier: VerifierBuilder, token: &str) -> Verifier {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().build().unwrap();
    runtime.block_on(async {
        let verifier = Site::warm(verifier).await;
        drop(verifier.verify(token).await);
        verifier
    })
}

fn good(criterion: &mut Criterion) {
    let site = Site::new();
    let mut group = criterion.benchmark_group("good");
    let token = site.token(Shape::Access);
    let raw = site.raw(&token);
    group.bench_function("raw", |bencher| bencher.iter(&raw));
    let digests = TokenCacheSettings::default();
    let whole = digests.clone().keep_whole_tokens();
    let uses = [TokenUse::Access, TokenUse::Id];
    let uncached = || site.verifier().accept(uses);
    let rows = [
        ("access", Shape::Access, uncached()),
        ("id", Shape::Id, uncached()),
        ("groups20", Shape::Groups20, uncached()),
        ("cached", Shape::Access, uncached().token_cache(digests)),
        (
            "cached, full bytes",
            Shape::Access,
            uncached().token_cache(whole),
        ),
    ];
    for (name, shape, verifier) in rows {
        let token = site.token(shape);
        let verifier = acquainted(verifier, &token);
        group.bench_function(name, |bencher| {
            bencher.iter(|| at_once(verifier.verify(&token)).unwrap());
        });
    }
    group.finish();
}

fn refused(criterion: &mut Criterion) {
    let site = Site::new();
    let mut group = criterion.benchmark_group("refused");
    for (name, token, _) in bad_tokens(&site) {
        let verifier = acquainted(site.verifier(), &token);
        group.bench_function(name, |bencher| {
            bencher.iter(|| at_once(verifier.verify(&token)).unwrap_err());
        });
    }
    group.finish();
}

criterion_group!(benches, good, refused);
criterion_main!(benches);
