use std::{fmt, hint::black_box, time::Duration};

use super::thread_seconds;

/// How long a contestant runs in each round, about.
const TURN: Duration = Duration::from_millis(3);

/// Contestants that take turns.
///
/// ```
/// use cognito_tests::bench::Race;
///
/// let mut race = Race::default();
/// let one = race.enter(|| (0..1_000_u64).fold(1, |a, b| std::hint::black_box(a ^ b)));
/// let two = race.enter(|| (0..2_000_u64).fold(1, |a, b| std::hint::black_box(a ^ b)));
/// let times = race.run(5, &[one, two]);
/// assert!(times.ratio(two, one) > 1.0);
/// ```
#[derive(Default)]
pub struct Race(Vec<Box<dyn FnMut(u32)>>);

/// One of a [`Race`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Contestant(usize);

impl Race {
    /// Takes part. What `once` returns is dropped within its time.
    pub fn enter<R>(&mut self, mut once: impl FnMut() -> R + 'static) -> Contestant {
        self.0.push(Box::new(move |times| {
            for _ in 0..times {
                black_box(once());
            }
        }));
        Contestant(self.0.len() - 1)
    }

    /// Runs one contestant once.
    pub fn once(&mut self, contestant: Contestant) {
        self.0[contestant.0](1);
    }

    /// Runs these contestants for so many rounds, each first in its turn.
    pub fn run(&mut self, rounds: usize, contestants: &[Contestant]) -> Times {
        let lengths: Vec<_> = contestants.iter().map(|c| self.length(*c)).collect();
        let mut times = Times(vec![vec![0.0; rounds]; self.0.len()]);
        for round in 0..rounds {
            for nth in 0..contestants.len() {
                let nth = (nth + round) % contestants.len();
                let Contestant(index) = contestants[nth];
                times.0[index][round] = self.turn(index, lengths[nth]);
            }
        }
        times
    }

    /// How often a contestant runs in one turn. This warms it up as well.
    fn length(&mut self, Contestant(index): Contestant) -> u32 {
        let mut length = 1;
        while self.turn(index, length) * f64::from(length) < TURN.as_secs_f64() {
            length *= 2;
        }
        length
    }

    /// The CPU seconds of one run, by so many of them.
    fn turn(&mut self, index: usize, length: u32) -> f64 {
        let before = thread_seconds();
        self.0[index](length);
        (thread_seconds() - before) / f64::from(length)
    }
}

impl fmt::Debug for Race {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Race")
            .field("contestants", &self.0.len())
            .finish_non_exhaustive()
    }
}

/// CPU seconds of one run of each contestant, by round.
#[derive(Clone, Debug)]
pub struct Times(Vec<Vec<f64>>);

impl Times {
    /// What a run costs, in seconds of CPU.
    pub fn seconds(&self, of: Contestant) -> f64 {
        median(self.0[of.0].iter().copied())
    }

    /// What a run costs, in runs of `unit`.
    pub fn ratio(&self, of: Contestant, unit: Contestant) -> f64 {
        median(self.rounds(of, unit).map(|(of, unit)| of / unit))
    }

    /// What a run costs beyond one of `base`, in runs of `unit`.
    pub fn surplus(&self, of: Contestant, base: Contestant, unit: Contestant) -> f64 {
        let rounds = self.rounds(of, unit).zip(&self.0[base.0]);
        median(rounds.map(|((of, unit), base)| (of - base) / unit))
    }

    fn rounds(&self, a: Contestant, b: Contestant) -> impl Iterator<Item = (f64, f64)> {
        let [a, b] = [a, b].map(|Contestant(index)| self.0[index].iter().copied());
        a.zip(b)
    }
}

/// The middle one, or the upper one of the two in the middle.
///
/// # Panics
/// If there is none.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_a_median_of_quotients() {
        let times = Times(vec![vec![2.0, 40.0, 6.0], vec![1.0, 10.0, 1.0]]);
        let (of, unit) = (Contestant(0), Contestant(1));
        assert_eq!(times.ratio(of, unit).to_bits(), 4.0_f64.to_bits());
        assert_eq!(times.surplus(of, unit, unit).to_bits(), 3.0_f64.to_bits());
        assert_eq!(times.seconds(of).to_bits(), 6.0_f64.to_bits());
    }
}
