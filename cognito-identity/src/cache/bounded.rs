use std::{collections::HashMap, hash::Hash};

/// A map of so many entries at most. What was not used for the longest time goes first.
#[derive(Debug)]
pub(crate) struct Bounded<K, V> {
    entries: HashMap<K, Entry<V>>,
    capacity: usize,
    /// Counts uses.
    uses: u64,
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    used: u64,
}

impl<K: Copy + Eq + Hash, V> Bounded<K, V> {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            entries: HashMap::new(),
            capacity,
            uses: 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The value, which counts as a use of it.
    pub(crate) fn get(&mut self, key: &K) -> Option<&V> {
        let entry = self.entries.get_mut(key)?;
        self.uses += 1;
        entry.used = self.uses;
        Some(&entry.value)
    }

    /// The value, to be changed; that is no use of it.
    pub(crate) fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        let entry = self.entries.get_mut(key)?;
        Some(&mut entry.value)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) {
        if self.entries.len() >= self.capacity && !self.entries.contains_key(&key) {
            self.make_room();
        }
        self.uses += 1;
        let used = self.uses;
        if self.capacity > 0 {
            self.entries.insert(key, Entry { value, used });
        }
    }

    pub(crate) fn remove(&mut self, key: &K) {
        self.entries.remove(key);
    }

    pub(crate) fn retain(&mut self, keep: impl Fn(&V) -> bool) {
        self.entries.retain(|_, entry| keep(&entry.value));
    }

    /// An eighth at once: the search for the oldest is then paid for once in so many inserts.
    fn make_room(&mut self) {
        let surplus = (self.capacity / 8).max(1);
        let mut uses: Vec<u64> = self.entries.values().map(|entry| entry.used).collect();
        if surplus >= uses.len() {
            self.entries.clear();
            return;
        }
        // The uses are all different.
        let (_, oldest_to_stay, _) = uses.select_nth_unstable(surplus);
        let oldest_to_stay = *oldest_to_stay;
        self.entries.retain(|_, entry| entry.used >= oldest_to_stay);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_no_more_than_it_may_and_what_was_used_last() {
        let mut bounded = Bounded::new(16);
        for n in 0..1000 {
            bounded.insert(n, n);
            assert!(bounded.len() <= 16);
            if n >= 1 {
                assert_eq!(bounded.get(&1), Some(&1), "used all the time, at {n}");
            }
        }
        for n in 990..1000 {
            assert_eq!(bounded.get(&n), Some(&n));
        }
        assert_eq!(bounded.get(&0), None);
    }

    #[test]
    fn room_is_made_for_new_keys_only() {
        let mut bounded = Bounded::new(2);
        bounded.insert('a', 1);
        bounded.insert('b', 2);
        bounded.insert('a', 3);
        assert_eq!(bounded.len(), 2);
        assert_eq!(bounded.get(&'a'), Some(&3));
        bounded.insert('c', 4);
        assert_eq!(bounded.get(&'b'), None);
        assert_eq!(bounded.get(&'a'), Some(&3));
    }

    #[test]
    fn a_map_of_one_and_a_map_of_none() {
        let mut one = Bounded::new(1);
        one.insert('a', 1);
        one.insert('b', 2);
        assert_eq!(one.len(), 1);
        assert_eq!(one.get(&'a'), None);
        let mut none = Bounded::new(0);
        none.insert('a', 1);
        assert_eq!(none.len(), 0);
    }

    #[test]
    fn what_is_removed_is_gone() {
        let mut bounded = Bounded::new(4);
        for n in 0..4 {
            bounded.insert(n, n);
        }
        bounded.remove(&0);
        bounded.retain(|n| n % 2 == 0);
        assert_eq!(bounded.len(), 1);
        assert_eq!(bounded.get(&2), Some(&2));
    }
}
