//! The first level: what one thread sees often, it keeps to itself. A reference count that every core writes would cost more than
//! all the rest of a hit.

use std::{cell::RefCell, iter};

use super::{
    key::{By, Key, Probe},
    remembered::Remembered,
};

/// A power of two.
const PLACES: usize = 32;

/// A larger token, in bytes with its claims, stays in the shared level.
const LARGEST: usize = 8 * 1024;

pub(super) struct Near {
    places: RefCell<Box<[Place]>>,
}

#[derive(Default)]
struct Place {
    /// What was looked for here last, in vain.
    wanted: u64,
    kept: Option<(Key, Remembered)>,
}

impl Near {
    /// What is kept of the token, if that still `holds`.
    pub(super) fn recall(
        &self,
        probe: &Probe<'_>,
        holds: impl FnOnce(&Remembered) -> bool,
    ) -> Option<Remembered> {
        let found = self.find(probe)?;
        if holds(&found) {
            return Some(found);
        }
        self.forget(probe);
        None
    }

    /// A copy: whoever looks at it may call the user's code, which may come back here.
    fn find(&self, probe: &Probe<'_>) -> Option<Remembered> {
        let places = self.places.try_borrow().ok()?;
        let (key, remembered) = places.get(place(probe))?.kept.as_ref()?;
        probe.is(key).then(|| remembered.clone())
    }

    /// Something that was found in the shared level. It is kept when it comes twice in a row: many tokens in turn stay where they
    /// are.
    pub(super) fn offer(&self, probe: &Probe<'_>, found: &Remembered, by: By) {
        let Ok(mut places) = self.places.try_borrow_mut() else {
            return;
        };
        let Some(place) = places.get_mut(place(probe)) else {
            return;
        };
        if place.wanted != probe.place() {
            place.wanted = probe.place();
            return;
        }
        let key = probe.to_key(by);
        if key.heap() + found.claims.heap() <= LARGEST {
            place.kept = Some((key, found.copied()));
        }
    }

    fn forget(&self, probe: &Probe<'_>) {
        if let Ok(mut places) = self.places.try_borrow_mut()
            && let Some(place) = places.get_mut(place(probe))
        {
            place.kept.take_if(|(key, _)| probe.is(key));
        }
    }
}

impl Default for Near {
    fn default() -> Self {
        let places = iter::repeat_with(Place::default).take(PLACES).collect();
        Self {
            places: RefCell::new(places),
        }
    }
}

fn place(probe: &Probe<'_>) -> usize {
    // The places are fewer than any number that this could cut.
    usize::try_from(probe.place() % PLACES as u64).unwrap_or_default()
}
