//! How many look-ups are under way at the same time.

use std::{
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::settings::DEADLINE;
use crate::{
    clock::Clock,
    future::{Either, first},
    jwks::Moment,
};

/// A look-up that has not ended by now is one that nobody drives: its runtime is blocked, or gone to sleep.
const OVERDUE: Duration = DEADLINE.saturating_mul(2);

/// Room for look-ups. Some of it is kept for pools that were registered before.
#[derive(Debug)]
pub(super) struct Slots {
    clock: Arc<dyn Clock>,
    open: Arc<Semaphore>,
    kept: Arc<Semaphore>,
    has_kept: bool,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    count: u64,
    /// By number; when, in monotonic time: a wall clock that jumps gives nobody room.
    since: Vec<(u64, Room, Moment)>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Room {
    Kept,
    Open,
}

/// What a look-up is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Purpose {
    /// A pool that is registered, and that nobody waits for.
    Background,
    /// A pool that is registered.
    Known,
    /// A pool that may not exist.
    Stranger,
}

/// Leave to look a pool up; given back when it is dropped.
#[derive(Debug)]
pub(super) struct Slot {
    slots: Arc<Slots>,
    number: u64,
    permit: Option<OwnedSemaphorePermit>,
    pub(super) purpose: Purpose,
}

impl Slots {
    pub(super) fn new(most: usize, clock: Arc<dyn Clock>) -> Self {
        let most = most.min(Semaphore::MAX_PERMITS);
        let kept = match most {
            0 | 1 => 0,
            more => (more / 4).max(1),
        };
        Self {
            clock,
            open: Arc::new(Semaphore::new(most - kept)),
            kept: Arc::new(Semaphore::new(kept)),
            has_kept: kept > 0,
            taken: Mutex::default(),
        }
    }

    /// A slot, if there is one now. Calls nothing of the user's, nor wakes anybody: it may be called under a lock.
    pub(super) fn try_take(self: &Arc<Self>, purpose: Purpose, now: Moment) -> Option<Slot> {
        let rooms: &[Room] = match purpose {
            Purpose::Background if self.has_kept => &[Room::Kept],
            Purpose::Background | Purpose::Known => &[Room::Kept, Room::Open],
            Purpose::Stranger => &[Room::Open],
        };
        rooms.iter().find_map(|room| {
            let permit = Arc::clone(self.room(*room)).try_acquire_owned().ok()?;
            Some(self.slot(purpose, *room, permit, now))
        })
    }

    /// Waits for a slot, first come, first served. Who may have one that is kept waits for both rooms.
    pub(super) async fn take(self: Arc<Self>, purpose: Purpose) -> Option<Slot> {
        let open = pin!(Arc::clone(&self.open).acquire_owned());
        let (room, permit) = if purpose == Purpose::Stranger || !self.has_kept {
            (Room::Open, open.await)
        } else {
            let kept = pin!(Arc::clone(&self.kept).acquire_owned());
            match first(kept, open).await {
                Either::First(permit) => (Room::Kept, permit),
                Either::Second(permit) => (Room::Open, permit),
            }
        };
        let now = Moment::now(&*self.clock);
        Some(self.slot(purpose, room, permit.ok()?, now))
    }

    fn slot(
        self: &Arc<Self>,
        purpose: Purpose,
        room: Room,
        permit: OwnedSemaphorePermit,
        now: Moment,
    ) -> Slot {
        let mut taken = self.taken();
        taken.count += 1;
        let number = taken.count;
        taken.since.push((number, room, now));
        Slot {
            slots: Arc::clone(self),
            number,
            permit: Some(permit),
            purpose,
        }
    }

    /// Gives others the slots of look-ups that nobody drives. Should one go on after all, its slot is not given back again.
    /// Wakes who waits for room: call it without a lock.
    pub(super) fn write_off(&self, now: Moment) {
        let is_overdue = |since: Moment| now.elapsed(since) >= OVERDUE;
        let overdue: Vec<_> = {
            let mut taken = self.taken();
            taken
                .since
                .extract_if(.., |(_, _, since)| is_overdue(*since))
                .collect()
        };
        for (_, room, _) in overdue {
            self.room(room).add_permits(1);
        }
    }

    fn room(&self, room: Room) -> &Arc<Semaphore> {
        match room {
            Room::Kept => &self.kept,
            Room::Open => &self.open,
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let was_taken = {
            let mut taken = self.slots.taken();
            let at = taken.since.iter().position(|(n, ..)| *n == self.number);
            at.map(|at| taken.since.swap_remove(at)).is_some()
        };
        if let Some(permit) = self.permit.take()
            && !was_taken
        {
            permit.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_util::ManualClock;

    fn slots(most: usize) -> (Arc<Slots>, ManualClock) {
        let clock = ManualClock::new(0);
        let slots = Slots::new(most, Arc::new(clock.clone()));
        (Arc::new(slots), clock)
    }

    fn take(slots: &Arc<Slots>, purpose: Purpose) -> Option<Slot> {
        slots.try_take(purpose, Moment::now(&*slots.clock))
    }

    fn take_all(slots: &Arc<Slots>, purpose: Purpose) -> Vec<Slot> {
        std::iter::from_fn(|| take(slots, purpose)).collect()
    }

    #[test]
    fn a_quarter_is_kept_for_pools_that_are_known() {
        for (most, open, kept) in [(64, 48, 16), (5, 4, 1), (2, 1, 1), (1, 1, 0)] {
            let (slots, _) = slots(most);
            let strangers = take_all(&slots, Purpose::Stranger);
            let background = take_all(&slots, Purpose::Background);
            assert_eq!((strangers.len(), background.len()), (open, kept), "{most}");
            assert!(take(&slots, Purpose::Known).is_none());
            drop((strangers, background));
            assert_eq!(take_all(&slots, Purpose::Known).len(), most);
        }
    }

    #[test]
    fn with_a_single_slot_everything_goes_one_by_one() {
        let (slots, _) = slots(1);
        let background = take(&slots, Purpose::Background);
        assert!(background.is_some());
        assert!(take(&slots, Purpose::Stranger).is_none());
    }

    #[test]
    fn any_number_is_a_number() {
        let (slots, _) = slots(usize::MAX);
        assert!(take(&slots, Purpose::Stranger).is_some());
    }

    #[test]
    fn a_slot_that_nobody_gives_back_is_written_off_and_counts_once() {
        let (slots, clock) = slots(2);
        let stuck = take(&slots, Purpose::Stranger);
        clock.set_wall(1_000_000);
        assert!(
            take(&slots, Purpose::Stranger).is_none(),
            "the wall is no measure"
        );
        slots.write_off(Moment::now(&clock));
        assert!(take(&slots, Purpose::Stranger).is_none());
        clock.advance(OVERDUE);
        slots.write_off(Moment::now(&clock));
        let other = take(&slots, Purpose::Stranger);
        assert!(other.is_some());
        // It comes back after all.
        drop(stuck);
        assert!(take(&slots, Purpose::Stranger).is_none());
        drop(other);
        assert_eq!(take_all(&slots, Purpose::Stranger).len(), 1);
    }

    #[tokio::test]
    async fn who_waits_comes_first() {
        let (slots, _) = slots(1);
        let held = take(&slots, Purpose::Stranger);
        let waiting = tokio::spawn(Arc::clone(&slots).take(Purpose::Stranger));
        tokio::task::yield_now().await;
        drop(held);
        assert!(take(&slots, Purpose::Stranger).is_none());
        assert!(waiting.await.unwrap().is_some());
    }
}
