use cognito_tests::bench::{Race, Shape, at_once, of_length};

use crate::{Bench, ROUNDS};

const KILOBYTES: [usize; 6] = [1, 2, 4, 8, 16, 32];

pub(crate) fn figures(bench: &Bench) -> Vec<(String, f64)> {
    let mut race = Race::default();
    let sizes = KILOBYTES.map(|kilobytes| {
        let token = of_length(bench.site.builder(Shape::Access), kilobytes * 1024);
        eprintln!("{kilobytes} KB: {} bytes", token.len());
        let raw = race.enter(bench.site.raw(&token));
        let verifier = bench.acquainted(bench.site.verifier(), std::slice::from_ref(&token));
        let ours = race.enter(move || at_once(verifier.verify(&token)).unwrap());
        (kilobytes, ours, raw)
    });
    let contestants = sizes.map(|(_, ours, raw)| [ours, raw]).concat();
    let times = race.run(ROUNDS, &contestants);
    let (_, smallest, _) = sizes[0];
    let figures = sizes.into_iter().flat_map(|(kilobytes, ours, raw)| {
        [
            ("raw", times.ratio(ours, raw)),
            ("1", times.ratio(ours, smallest)),
        ]
        .map(|(over, figure)| (format!("size_{kilobytes}_to_{over}"), figure))
    });
    figures.collect()
}
