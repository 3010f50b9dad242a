//! Which answers are right, by the contract of the key store: from what was published, fetched and answered, and when.
//!
//! Nothing is assumed about how long anything takes. What the store held when it decided lies between what is known to have
//! arrived before the request was sent, and what the fetcher had read before the answer was.

use std::{collections::BTreeMap, ops::RangeInclusive, time::Duration};

use cognito_core::Reason;

use super::history::{Asked, Fetch, History, Sample};

/// What unknown kids may cost: the contract's token bucket, counted in time.
const TOKEN: Duration = Duration::from_secs(5);
const FULL: Duration = Duration::from_secs(10);
/// How many wrong answers are told in full.
const TOLD: usize = 5;

/// What the oracle found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Answers by what was asked and what was answered.
    pub counts: BTreeMap<(&'static str, &'static str), usize>,
    /// Answers in all.
    pub answers: usize,
    /// Answers that are not right.
    pub wrong: usize,
    /// The first of them, in words.
    pub told: Vec<String>,
    /// Answers in whose place another one would have been right, too.
    pub open: usize,
}

/// What may be answered about a key.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Right {
    found: bool,
    absent: bool,
    unavailable: bool,
}

/// Judges every answer of a history.
pub fn judge(history: &History) -> Findings {
    let knowledge = Knowledge::of(history);
    let mut findings = Findings::default();
    for sample in &history.samples {
        let right = match sample.asked {
            Asked::Hopeless(reason) => {
                findings.add(sample, "hopeless", sample.got == Some(reason), false);
                continue;
            }
            Asked::Good(key) | Asked::Forged(key) => knowledge.about(sample, Some(key)),
            Asked::NeverPublished => knowledge.about(sample, None),
        };
        let (label, found) = match sample.asked {
            Asked::Forged(_) => ("forged", Some(Reason::BadSignature)),
            Asked::Good(key) => (knowledge.age(sample, key), None),
            _ => ("never published", None),
        };
        let is_right = match sample.got {
            got if got == found => right.found,
            Some(Reason::UnknownKid) => right.absent,
            Some(Reason::KeysUnavailable) => right.unavailable,
            _ => false,
        };
        let choices = [right.found, right.absent, right.unavailable];
        let is_open = choices.into_iter().filter(|&choice| choice).count() > 1;
        findings.add(sample, label, is_right, is_open);
    }
    findings
}

impl Findings {
    fn add(&mut self, sample: &Sample, label: &'static str, is_right: bool, is_open: bool) {
        let got = sample.got.map_or("200", Reason::as_str);
        *self.counts.entry((label, got)).or_default() += 1;
        self.answers += 1;
        self.open += usize::from(is_open);
        self.wrong += usize::from(!is_right);
        if !is_right && self.told.len() < TOLD {
            self.told.push(format!("{label}: {sample:?}"));
        }
    }
}

/// A history, ready to be asked.
struct Knowledge<'h> {
    history: &'h History,
    /// From each moment on, the newest fetch that is known to have ended in the store. In time's order.
    landed: Vec<(Duration, usize)>,
    /// The least that can have been in the bucket after each fetch.
    credit: Vec<Duration>,
}

impl<'h> Knowledge<'h> {
    fn of(history: &'h History) -> Self {
        Self {
            history,
            landed: landed(history),
            credit: credit(&history.fetches),
        }
    }

    /// What may be answered to a request whose token names `key`, or a key that is never published.
    fn about(&self, sample: &Sample, key: Option<usize>) -> Right {
        let versions = key.map(|key| {
            let (first, last) = self.history.overlap.published_in(key);
            first..=last
        });
        let fetches = &self.history.fetches;
        let seen = fetches.partition_point(|fetch| fetch.ended <= sample.answered);
        // The fetch that ended last when the store decided. Before the first one ended it decides nothing.
        let newest = last_until(&self.landed, sample.sent).unwrap_or(0)..seen;
        let mut right = Right::default();
        for newest in newest {
            let has = |version| versions.as_ref().is_some_and(|v| v.contains(&version));
            let set = fetches[..=newest]
                .iter()
                .rev()
                .find_map(|f| Some((f, f.served?)));
            let Some((set, (least, greatest))) = set else {
                right.unavailable = true;
                continue;
            };
            right.found |= (least..=greatest).any(has);
            if !(least..=greatest).all(has) {
                let has_failed = fetches[newest].served.is_none();
                right.unavailable |= has_failed;
                right.absent |= !has_failed && self.may_be_absent(sample, versions.as_ref(), set);
            }
        }
        right
    }

    /// Whether 401 is right although `set`, which is in force, does not have the key.
    fn may_be_absent(
        &self,
        sample: &Sample,
        versions: Option<&RangeInclusive<usize>>,
        set: &Fetch,
    ) -> bool {
        match versions {
            // Asking would bring the key: not to ask takes an empty bucket, and a set that is fresh.
            Some(versions) if self.is_published_meanwhile(sample, versions) => {
                self.may_be_broke(sample) && self.may_be_fresh(set, sample)
            }
            _ => true,
        }
    }

    /// Whether every set that was published while the request was under way has the key.
    fn is_published_meanwhile(&self, sample: &Sample, versions: &RangeInclusive<usize>) -> bool {
        let rotations = &self.history.rotations;
        let published = rotations[*versions.start()].ended;
        let withdrawn = rotations.get(versions.end() + 1);
        published.is_some_and(|published| published <= sample.sent)
            && withdrawn.is_none_or(|withdrawn| withdrawn.began > sample.answered)
    }

    /// Whether the bucket may have been empty at some time of the request.
    fn may_be_broke(&self, sample: &Sample) -> bool {
        let fetches = &self.history.fetches;
        let until = |moment| fetches.partition_point(|fetch| fetch.began <= moment);
        (until(sample.sent).saturating_sub(1)..until(sample.answered)).any(|fetch| {
            let since = sample.sent.saturating_sub(fetches[fetch].began);
            self.credit[fetch] + since < TOKEN
        })
    }

    /// The store counts a set's age from when its fetch began, and adds ten per cent to the interval at most.
    fn may_be_fresh(&self, fetch: &Fetch, sample: &Sample) -> bool {
        sample.sent.saturating_sub(fetch.began) < self.history.interval * 11 / 10
    }

    /// What the issuer did with the key, for the table.
    fn age(&self, sample: &Sample, key: usize) -> &'static str {
        let (first, last) = self.history.overlap.published_in(key);
        let version = self
            .history
            .rotations
            .partition_point(|r| r.began <= sample.sent)
            - 1;
        match version {
            version if version == first => "current",
            version if version <= last => "former",
            _ => "withdrawn",
        }
    }
}

/// When it became known that a fetch has ended in the store.
fn landed(history: &History) -> Vec<(Duration, usize)> {
    let fetches = &history.fetches;
    // One fetch at a time: the next one begins when this one has ended.
    let next = fetches
        .iter()
        .enumerate()
        .skip(1)
        .map(|(n, fetch)| (fetch.began, n - 1));
    let shown = history.samples.iter().filter_map(|sample| {
        let fetch = match (sample.asked, sample.got) {
            // Who is let in has shown that the store has the key.
            (Asked::Good(key), None) | (Asked::Forged(key), Some(Reason::BadSignature)) => {
                let (first, _) = history.overlap.published_in(key);
                fetches
                    .iter()
                    .position(|f| f.served.is_some_and(|(_, greatest)| greatest >= first))
            }
            // What was sent after a fetch failed, and is answered like this, has shown that the store saw it fail.
            (_, Some(Reason::KeysUnavailable)) => {
                let before = fetches.partition_point(|fetch| fetch.ended <= sample.sent);
                before
                    .checked_sub(1)
                    .filter(|last| fetches[*last].served.is_none())
            }
            _ => None,
        };
        Some((sample.answered, fetch?))
    });
    growing(next.chain(shown).collect())
}

/// In time's order, and only what is new.
fn growing(mut facts: Vec<(Duration, usize)>) -> Vec<(Duration, usize)> {
    facts.sort_unstable();
    let mut newest = None;
    facts.retain(|(_, fetch)| {
        let is_new = newest.is_none_or(|newest| *fetch > newest);
        if is_new {
            newest = Some(*fetch);
        }
        is_new
    });
    facts
}

fn last_until(facts: &[(Duration, usize)], moment: Duration) -> Option<usize> {
    let known = facts.partition_point(|(at, _)| *at <= moment);
    facts[..known].last().map(|(_, fetch)| *fetch)
}

/// The least that can be in the bucket after each fetch: all but the first one count as paid for, and those that brought new keys
/// as given back.
fn credit(fetches: &[Fetch]) -> Vec<Duration> {
    let (mut credit, mut counted, mut newest) = (FULL, None, None);
    let after = fetches.iter().map(|fetch| {
        if let Some(before) = counted.replace(fetch.began) {
            credit = FULL.min(credit + fetch.began.saturating_sub(before));
            let is_new = fetch.served.is_some_and(|(least, _)| Some(least) > newest);
            if !is_new {
                credit = credit.saturating_sub(TOKEN);
            }
        }
        newest = fetch.served.map(|(_, greatest)| greatest).or(newest);
        credit
    });
    after.collect()
}

#[cfg(test)]
mod tests;
