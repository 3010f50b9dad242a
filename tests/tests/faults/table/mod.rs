//! The table: every row of the design's fault model, in every form that it has here.

mod answer;
mod change;
mod document;
mod events;
mod model;
mod reach;
mod timing;

pub(crate) use self::model::{FAULTS, NOT_PROVOKED};

use std::{ops::RangeInclusive, time::Duration};

use cognito_tests::fault_server::Reply;

use crate::{
    failing::{Failure, Provoke},
    keys::published,
    row::{Play, Plays, Row},
    serving::Offer,
    wire::Wire,
    world::World,
};

/// The interval of five minutes, with its jitter, in seconds.
const INTERVAL: RangeInclusive<u64> = 269..=330;

pub(crate) fn rows() -> Vec<Row> {
    let themes = [
        change::rows(),
        reach::rows(),
        answer::rows(),
        document::rows(),
        timing::rows(),
        events::rows(),
    ];
    themes.into_iter().flatten().collect()
}

/// The key set that a world begins with.
fn good() -> String {
    published(&[0, 1])
}

impl Row {
    fn new(fault: &'static str, name: &'static str, plays: Plays) -> Self {
        Self {
            fault,
            name,
            wire: Wire::Plain,
            descriptors: None,
            plays,
        }
    }

    /// Every fetch is answered so, and fails so.
    fn answered(fault: &'static str, name: &'static str, kind: &'static str, reply: Reply) -> Self {
        Self::failing(fault, name, kind, Provoke::Answer(reply))
    }

    /// Something makes every fetch fail so.
    fn provoked(
        fault: &'static str,
        name: &'static str,
        kind: &'static str,
        act: fn(&World),
    ) -> Self {
        Self::failing(fault, name, kind, Provoke::Act(act))
    }

    /// The answer is taken, and renewed after the usual time.
    fn served(fault: &'static str, name: &'static str, reply: Reply) -> Self {
        let offer = Offer {
            reply,
            skipped: 0,
            ambiguous: 0,
            renewed_after: INTERVAL,
        };
        Self::new(fault, name, Plays::Serves(offer))
    }

    fn failing(
        fault: &'static str,
        name: &'static str,
        kind: &'static str,
        provoke: Provoke,
    ) -> Self {
        let failure = Failure {
            provoke,
            kind,
            asks: Duration::ZERO,
        };
        Self::new(fault, name, Plays::Fails(failure))
    }

    /// A play of its own, by a store without keys.
    fn cold(fault: &'static str, name: &'static str, play: Play) -> Self {
        Self::new(fault, name, Plays::Cold(play))
    }

    /// A play of its own, by a store that has keys 0 and 1.
    fn warm(fault: &'static str, name: &'static str, play: Play) -> Self {
        Self::new(fault, name, Plays::Warm(play))
    }

    fn over(mut self, wire: Wire) -> Self {
        self.wire = wire;
        self
    }

    /// It is played in a process that has so many file descriptors.
    fn within(mut self, descriptors: u32) -> Self {
        self.descriptors = Some(descriptors);
        self
    }

    /// The answer asks for a wait; so much of it is honoured.
    fn asking(mut self, seconds: u64) -> Self {
        if let Plays::Fails(failure) = &mut self.plays {
            failure.asks = Duration::from_secs(seconds);
        }
        self
    }

    fn skipping(mut self, entries: usize) -> Self {
        if let Plays::Serves(offer) = &mut self.plays {
            offer.skipped = entries;
        }
        self
    }

    fn renewed_after(mut self, seconds: RangeInclusive<u64>) -> Self {
        if let Plays::Serves(offer) = &mut self.plays {
            offer.renewed_after = seconds;
        }
        self
    }
}
