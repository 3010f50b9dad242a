use std::{fs, time::Duration};

/// What this process holds, as the system sees it.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Bytes in memory (resident set).
    pub resident: usize,
    /// Open files and sockets.
    pub open_files: usize,
}

impl Figures {
    /// As it is now.
    pub fn read() -> Self {
        const PAGE: usize = 4096;
        let pages = fs::read_to_string("/proc/self/statm").unwrap();
        let pages: usize = pages.split(' ').nth(1).unwrap().parse().unwrap();
        Self {
            resident: pages * PAGE,
            open_files: fs::read_dir("/proc/self/fd").unwrap().count(),
        }
    }
}

/// A figure over time.
#[derive(Clone, Debug)]
pub struct Trend(Vec<(f64, f64)>);

impl Trend {
    /// Writes down the figure's value at `at`.
    ///
    /// # Panics
    /// If it is four thousand millions or more.
    pub fn note(&mut self, at: Duration, value: usize) {
        let value = u32::try_from(value).unwrap();
        self.0.push((at.as_secs_f64(), value.into()));
    }

    /// By how much the figure grows over the last four fifths of its notes: the straight line that fits best (least squares),
    /// its end minus its start.
    pub fn growth(&self) -> f64 {
        let notes = &self.0[self.0.len() / 5..];
        let ones: f64 = notes.iter().map(|_| 1.0).sum();
        let time = notes.iter().map(|note| note.0).sum::<f64>() / ones;
        let value = notes.iter().map(|note| note.1).sum::<f64>() / ones;
        let (mut above, mut below) = (0.0, 0.0);
        for note in notes {
            above += (note.0 - time) * (note.1 - value);
            below += (note.0 - time).powi(2);
        }
        above / below * (notes[notes.len() - 1].0 - notes[0].0)
    }
}

impl Default for Trend {
    /// With room for a thousand notes: what it takes is no growth of what is measured.
    fn default() -> Self {
        Self(Vec::with_capacity(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trend(value: impl Fn(usize) -> usize) -> f64 {
        let mut trend = Trend::default();
        for n in 0..50 {
            trend.note(Duration::from_millis(100 * n as u64), value(n));
        }
        trend.growth()
    }

    #[test]
    fn what_stays_does_not_grow_whatever_it_was_at_first() {
        assert!(trend(|_| 7000).abs() < 0.01);
        assert!(trend(|n| if n < 10 { 10 * n } else { 7000 }).abs() < 0.01);
        assert!(trend(|n| 7000 + n % 2).abs() < 1.0);
    }

    #[test]
    fn a_leak_is_what_it_adds_up_to() {
        // From the eleventh note to the fiftieth.
        assert!((trend(|n| 7000 + 100 * n) - 3900.0).abs() < 0.01);
    }
}
