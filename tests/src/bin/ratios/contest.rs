use std::fmt::Write as _;

use cognito_core::{Verifier, token_cache::TokenCacheSettings};
use cognito_tests::bench::{Contestant, Race, Shape, Site};

use crate::Arguments;

/// All rows, and the unit they are measured in.
pub(crate) struct Contest {
    race: Race,
    raw: Contestant,
    rows: Vec<Row>,
    /// Verifiers that remember every token that they will be asked for, and how often they have not.
    remembering: Vec<(Verifier, u64)>,
}

struct Row {
    name: String,
    of: Contestant,
    /// What is subtracted.
    over: Option<Contestant>,
}

impl Contest {
    pub(crate) fn new(site: &Site) -> Self {
        let mut race = Race::default();
        let raw = race.enter(site.raw(&site.token(Shape::Access)));
        Self {
            race,
            raw,
            rows: Vec::new(),
            remembering: Vec::new(),
        }
    }

    pub(crate) fn row<R>(&mut self, name: &str, once: impl FnMut() -> R + 'static) {
        let of = self.race.enter(once);
        self.rows.push(Row {
            name: name.to_owned(),
            of,
            over: None,
        });
    }

    /// What rows are measured against.
    pub(crate) fn bare<R>(&mut self, once: impl FnMut() -> R + 'static) -> Contestant {
        self.race.enter(once)
    }

    pub(crate) fn row_over<R>(
        &mut self,
        bare: Contestant,
        name: &str,
        once: impl FnMut() -> R + 'static,
    ) {
        let of = self.race.enter(once);
        self.rows.push(Row {
            name: name.to_owned(),
            of,
            over: Some(bare),
        });
    }

    /// A verifier that has the token in its cache.
    pub(crate) async fn remembering(
        &mut self,
        site: &Site,
        settings: TokenCacheSettings,
        token: &str,
    ) -> Verifier {
        let verifier = Site::warm(site.verifier().token_cache(settings)).await;
        verifier.verify(token).await.unwrap();
        let misses = misses_of(&verifier);
        self.remembering.push((verifier.clone(), misses));
        verifier
    }

    /// The race, and a line for each row.
    pub(crate) fn lines(self, arguments: &Arguments) -> String {
        let Arguments { rounds, only } = arguments;
        let Self {
            mut race,
            raw,
            mut rows,
            remembering,
        } = self;
        rows.retain(|row| only.as_ref().is_none_or(|only| *only == row.name));
        let mut contestants = vec![raw];
        for row in &rows {
            contestants.extend(row.over.filter(|bare| !contestants.contains(bare)));
            contestants.push(row.of);
        }
        let mut times = None;
        // The counter in the allocator takes time as well.
        allocation_counter::opt_out(|| times = Some(race.run(*rounds, &contestants)));
        let times = times.unwrap();
        eprintln!("raw: {:.0} ns, {rounds} rounds", times.seconds(raw) * 1e9);
        let mut lines = String::new();
        for Row { name, of, over } in rows {
            let mut allocations = allocations_of(of, &mut race);
            let mut ratio = times.ratio(of, raw);
            if let Some(bare) = over {
                allocations -= allocations_of(bare, &mut race);
                ratio = times.surplus(of, bare, raw);
            }
            writeln!(lines, "{name} {ratio:.4} {allocations}").unwrap();
        }
        for (verifier, misses) in remembering {
            assert_eq!(misses_of(&verifier), misses, "a token was forgotten");
        }
        lines
    }
}

fn misses_of(verifier: &Verifier) -> u64 {
    verifier.token_cache().unwrap().misses
}

fn allocations_of(contestant: Contestant, race: &mut Race) -> u64 {
    allocation_counter::measure(|| race.once(contestant)).count_total
}
