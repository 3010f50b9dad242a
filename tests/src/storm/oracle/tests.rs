use std::time::Duration;

use cognito_core::Reason::{self, BadSignature, Expired, KeysUnavailable, UnknownKid};

use super::{
    super::issuer::{Overlap, Rotation},
    *,
};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Keys change at 2, 4, 6 and 8 s, and these are the fetches: at so many milliseconds, this version.
fn history(overlap: Overlap, fetches: &[(u64, Option<usize>)]) -> History {
    History {
        overlap,
        rotations: [0, 2000, 4000, 6000, 8000]
            .map(|at| Rotation {
                began: ms(at),
                ended: Some(ms(at)),
            })
            .into(),
        interval: Duration::from_secs(300),
        fetches: fetches
            .iter()
            .map(|&(at, served)| Fetch {
                began: ms(at),
                ended: ms(at),
                served: served.map(|version| (version, version)),
            })
            .collect(),
        samples: Vec::new(),
    }
}

impl History {
    fn then(mut self, sent: u64, answered: u64, asked: Asked, got: Option<Reason>) -> Self {
        self.samples.push(Sample {
            sent: ms(sent),
            answered: ms(answered),
            asked,
            got,
        });
        self
    }

    /// Whether the last answer is right; all others have to be.
    fn is_right(&self) -> bool {
        let (last, others) = self.samples.split_last().unwrap();
        let of = |samples: &[Sample]| judge(&with(self, samples.to_vec()));
        assert_eq!(of(others).wrong, 0, "{:?}", of(others).told);
        let all = of(&self.samples);
        assert_eq!(all.answers, others.len() + 1);
        assert!(all.wrong <= 1, "{last:?}");
        all.wrong == 0
    }
}

fn with(history: &History, samples: Vec<Sample>) -> History {
    History {
        overlap: history.overlap,
        rotations: history.rotations.clone(),
        interval: history.interval,
        fetches: history.fetches.clone(),
        samples,
    }
}

const FIRST: (u64, Option<usize>) = (10, Some(0));

/// Answers to the one request of a history, each with whether it is right.
fn table(
    make: impl Fn() -> History,
    sent: u64,
    answered: u64,
    asked: Asked,
    right: &[Option<Reason>],
) {
    let found = match asked {
        Asked::Forged(_) => Some(BadSignature),
        _ => None,
    };
    for got in [
        found,
        Some(UnknownKid),
        Some(KeysUnavailable),
        Some(Expired),
    ] {
        let judged = make().then(sent, answered, asked, got).is_right();
        assert_eq!(
            judged,
            right.contains(&got),
            "{asked:?} {sent} {answered}: {got:?}"
        );
    }
}

#[test]
fn a_published_key_is_known() {
    let make = || history(Overlap::None, &[FIRST]);
    table(make, 0, 20, Asked::Good(0), &[None]);
    table(make, 100, 110, Asked::Good(0), &[None]);
    table(make, 100, 110, Asked::Forged(0), &[Some(BadSignature)]);
}

#[test]
fn a_new_key_is_fetched_while_there_is_a_token_for_it() {
    let make = || history(Overlap::None, &[FIRST, (2001, Some(1))]);
    table(make, 2000, 2010, Asked::Good(1), &[None]);
    // Two fetches for nothing have emptied the bucket: at once after them, and five seconds later.
    let broke = || {
        history(
            Overlap::None,
            &[FIRST, (1000, Some(0)), (1100, Some(0)), (6105, Some(3))],
        )
    };
    table(broke, 2001, 2002, Asked::Good(1), &[Some(UnknownKid)]);
    table(broke, 5990, 5999, Asked::Good(2), &[Some(UnknownKid)]);
    table(broke, 6001, 6106, Asked::Good(3), &[None]);
}

#[test]
fn what_brought_new_keys_costs_nothing() {
    let fetches = [
        FIRST,
        (2001, Some(1)),
        (4001, Some(2)),
        (6001, Some(3)),
        (8001, Some(4)),
    ];
    let make = || history(Overlap::None, &fetches);
    for key in 1..5 {
        let at = 2000 * key as u64;
        table(make, at, at + 10, Asked::Good(key), &[None]);
    }
}

#[test]
fn a_set_past_its_interval_is_renewed_whatever_the_bucket_says() {
    let make = || History {
        interval: ms(1000),
        ..history(
            Overlap::None,
            &[FIRST, (100, Some(0)), (200, Some(0)), (2100, Some(1))],
        )
    };
    table(make, 2050, 2110, Asked::Good(1), &[None]);
    let fresh = || History {
        interval: ms(2000),
        ..make()
    };
    table(fresh, 2050, 2110, Asked::Good(1), &[None, Some(UnknownKid)]);
}

#[test]
fn a_withdrawn_key_is_good_until_the_next_refresh() {
    let make = || history(Overlap::None, &[FIRST, (2500, Some(1))]);
    table(make, 2100, 2110, Asked::Good(0), &[None]);
    table(make, 2100, 2510, Asked::Good(0), &[None, Some(UnknownKid)]);
    // It is not known when the second set was in force, until somebody was let in by it.
    table(make, 2510, 2520, Asked::Good(0), &[None, Some(UnknownKid)]);
    let known = || make().then(2400, 2505, Asked::Good(1), None);
    table(known, 2510, 2520, Asked::Good(0), &[Some(UnknownKid)]);
    table(known, 2504, 2520, Asked::Good(0), &[None, Some(UnknownKid)]);
    // Or until the next fetch began.
    let third = || history(Overlap::None, &[FIRST, (2500, Some(1)), (3000, Some(1))]);
    table(third, 3001, 3002, Asked::Good(0), &[Some(UnknownKid)]);
}

#[test]
fn with_overlap_the_former_key_is_good() {
    let fetches = [FIRST, (2001, Some(1)), (4001, Some(2)), (6001, Some(3))];
    let make = || history(Overlap::One, &fetches);
    table(make, 2002, 2003, Asked::Good(0), &[None]);
    table(make, 3999, 4000, Asked::Good(0), &[None]);
    table(make, 6002, 6003, Asked::Good(0), &[Some(UnknownKid)]);
}

#[test]
fn a_key_that_never_was_is_never_found() {
    let make = || history(Overlap::None, &[FIRST, (2500, Some(1))]);
    table(make, 100, 101, Asked::NeverPublished, &[Some(UnknownKid)]);
    table(make, 0, 5, Asked::NeverPublished, &[]);
}

#[test]
fn unavailable_is_right_only_after_a_failed_fetch() {
    let make = || history(Overlap::None, &[FIRST, (2001, None), (3000, Some(1))]);
    table(make, 2000, 2010, Asked::Good(1), &[Some(KeysUnavailable)]);
    table(make, 2000, 2010, Asked::Good(0), &[None]);
    table(
        make,
        2002,
        2010,
        Asked::NeverPublished,
        &[Some(UnknownKid), Some(KeysUnavailable)],
    );
    let told = || make().then(2002, 2010, Asked::NeverPublished, Some(KeysUnavailable));
    table(
        told,
        2020,
        2030,
        Asked::NeverPublished,
        &[Some(KeysUnavailable)],
    );
    table(
        told,
        2020,
        3001,
        Asked::Good(1),
        &[None, Some(KeysUnavailable)],
    );
    let mended = || told().then(2999, 3002, Asked::Good(1), None);
    table(
        mended,
        3003,
        3004,
        Asked::NeverPublished,
        &[Some(UnknownKid)],
    );
    let cold = || history(Overlap::None, &[(10, None), (400, Some(0))]);
    table(cold, 0, 300, Asked::Good(0), &[Some(KeysUnavailable)]);
}

#[test]
fn what_needs_no_key_has_one_answer() {
    let make = || history(Overlap::None, &[(10, None)]);
    table(make, 0, 20, Asked::Hopeless(Expired), &[Some(Expired)]);
}

#[test]
fn answers_are_counted() {
    let history = history(Overlap::None, &[FIRST, (2500, Some(1))])
        .then(100, 110, Asked::Good(0), None)
        .then(100, 110, Asked::Good(0), Some(UnknownKid))
        .then(2100, 2510, Asked::Good(0), None)
        .then(200, 210, Asked::Hopeless(Expired), Some(Expired));
    let findings = judge(&history);
    assert_eq!((findings.answers, findings.wrong, findings.open), (4, 1, 1));
    assert_eq!(findings.told.len(), 1);
    let counts: Vec<_> = findings.counts.into_iter().collect();
    assert_eq!(
        counts,
        [
            (("current", "200"), 1),
            (("current", "unknown_kid"), 1),
            (("hopeless", "expired"), 1),
            (("withdrawn", "200"), 1)
        ]
    );
}
