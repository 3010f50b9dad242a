use cognito_core::{
    UserPool, UserPoolId, Verifier,
    future::BoxFuture,
    registry::{PoolLookupError, PoolRegistry},
};
use cognito_tests::bench::{Race, Shape};

use crate::{Bench, ROUNDS, in_turn};

const NUMBERS: [usize; 5] = [1, 10, 100, 1_000, 10_000];

/// Knows every pool, and that it has this one app client.
#[derive(Debug)]
struct Registry(String);

impl PoolRegistry for Registry {
    fn find<'a>(
        &'a self,
        id: &'a UserPoolId,
    ) -> BoxFuture<'a, Result<Option<UserPool>, PoolLookupError>> {
        let pool = UserPool::new(id.clone(), [&*self.0]);
        Box::pin(async { Ok(Some(pool)) })
    }
}

pub(crate) fn figures(bench: &Bench) -> Vec<(String, f64)> {
    let site = &bench.site;
    let client = site.pool.client_id();
    // They all have the same keys: that is nothing to a verifier.
    let ids: Vec<UserPoolId> = (0..NUMBERS[NUMBERS.len() - 1])
        .map(|nth| format!("us-east-1_Pool{nth:05}").parse().unwrap())
        .collect();
    let tokens: Vec<_> = ids
        .iter()
        .map(|id| {
            let issuer = format!("https://{}", id.provider_name().unwrap());
            let token = site.builder(Shape::Access);
            token.claim("iss", issuer).mint()
        })
        .collect();
    let without_pools = || {
        Verifier::builder()
            .clock(site.clock)
            .fetcher(site.pool.clone())
    };

    let mut race = Race::default();
    let raw = race.enter(site.raw(&tokens[0]));
    let mut rows = Vec::new();
    for number in NUMBERS {
        let (ids, tokens) = (&ids[..number], &tokens[..number]);
        let configured = ids.iter().fold(without_pools(), |verifier, id| {
            verifier.user_pool(UserPool::new(id.clone(), [client]))
        });
        let looked_up = without_pools().pool_registry(Registry(client.to_owned()));
        for (kind, verifier) in [("pools", configured), ("registry", looked_up)] {
            let verifier = bench.acquainted(verifier, tokens);
            let hot = in_turn(verifier.clone(), tokens[..1].to_vec());
            rows.push((format!("{kind}_{number}_hot"), race.enter(hot)));
            let turn = in_turn(verifier, tokens.to_vec());
            rows.push((format!("{kind}_{number}_in_turn"), race.enter(turn)));
        }
    }
    let contestants: Vec<_> = rows.iter().map(|(_, row)| *row).chain([raw]).collect();
    let times = race.run(ROUNDS, &contestants);
    let figures = rows.into_iter();
    figures
        .map(|(name, row)| (name, times.ratio(row, raw)))
        .collect()
}
