use cognito_core::token_cache::TokenCacheSettings;
use cognito_tests::bench::{Race, Shape};

use crate::{Bench, ROUNDS, in_turn};

const NUMBERS: [usize; 3] = [1, 256, 10_000];

pub(crate) fn figures(bench: &Bench) -> Vec<(String, f64)> {
    let site = &bench.site;
    let tokens: Vec<_> = (0..NUMBERS[NUMBERS.len() - 1])
        .map(|nth| {
            let token = site.builder(Shape::Access);
            token.claim("jti", format!("{nth:036}")).mint()
        })
        .collect();
    // Room for all, wherever they fall: nothing is given up meanwhile.
    let digests = TokenCacheSettings::default()
        .max_entries(20_000)
        .max_bytes(64 * 1024 * 1024);
    let kinds = [
        ("", digests.clone()),
        ("_full_bytes", digests.keep_whole_tokens()),
    ];

    let mut race = Race::default();
    let raw = race.enter(site.raw(&tokens[0]));
    let (mut rows, mut verifiers) = (Vec::new(), Vec::new());
    for number in NUMBERS {
        let tokens = &tokens[..number];
        for (kind, settings) in &kinds {
            let verifier = site.verifier().token_cache(settings.clone());
            let verifier = bench.acquainted(verifier, tokens);
            let turn = race.enter(in_turn(verifier.clone(), tokens.to_vec()));
            rows.push((format!("live_{number}{kind}"), turn));
            verifiers.push((verifier, number));
        }
    }
    let contestants: Vec<_> = rows.iter().map(|(_, row)| *row).chain([raw]).collect();
    let times = race.run(ROUNDS, &contestants);
    for (verifier, number) in verifiers {
        let state = verifier.token_cache().unwrap();
        assert_eq!(
            state.misses,
            u64::try_from(number).unwrap(),
            "a token was forgotten"
        );
    }
    let figures = rows.into_iter();
    figures
        .map(|(name, row)| (name, times.ratio(row, raw)))
        .collect()
}
