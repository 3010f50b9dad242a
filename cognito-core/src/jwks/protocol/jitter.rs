//! A little randomness, so that a fleet does not call the endpoint in step.

use std::{hash::BuildHasher, time::Duration};

use super::world::RandomState;

/// A small xorshift generator. Good enough to spread calls; nothing secret hangs on it.
#[derive(Debug)]
pub(crate) struct Jitter(u64);

/// A factor of one, ten per cent more or less.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    thousandths: u32,
}

impl Jitter {
    /// Seeded by the standard library's per-process randomness: no system call of our own.
    pub(crate) fn new() -> Self {
        Self(RandomState::new().hash_one(0u8) | 1)
    }

    /// `duration`, ten per cent more or less.
    pub(crate) fn spread(&mut self, duration: Duration) -> Duration {
        self.draw().of(duration)
    }

    /// One factor, for a duration that is not known yet.
    pub(crate) fn draw(&mut self) -> Spread {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // 900 ..= 1100 thousandths.
        Spread {
            thousandths: u32::try_from(self.0 % 201).unwrap_or_default() + 900,
        }
    }
}

impl Spread {
    pub(crate) fn of(self, duration: Duration) -> Duration {
        duration.saturating_mul(self.thousandths) / 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_within_ten_per_cent_and_uses_the_range() {
        let mut jitter = Jitter::new();
        let spread: Vec<_> = (0..10_000)
            .map(|_| jitter.spread(Duration::from_secs(300)).as_secs_f64())
            .collect();
        let least = spread.iter().copied().fold(f64::MAX, f64::min);
        let most = spread.iter().copied().fold(f64::MIN, f64::max);
        assert!((270.0..272.0).contains(&least), "{least}");
        assert!((328.0..=330.0).contains(&most), "{most}");
    }

    #[test]
    fn two_stores_differ() {
        let ten = |mut jitter: Jitter| [(); 10].map(|()| jitter.spread(Duration::from_secs(300)));
        assert_ne!(ten(Jitter::new()), ten(Jitter::new()));
    }
}
