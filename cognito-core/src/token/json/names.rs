use std::{borrow::Cow, collections::HashSet};

use super::Malformed;

/// Real tokens have some twenty members: their names need no allocation.
const FEW: usize = 24;

/// The names seen so far: a list while they are few and plain, a set from then on.
#[derive(Default)]
pub(in crate::token) struct Names<'j> {
    few: [&'j str; FEW],
    len: usize,
    many: Option<HashSet<Cow<'j, str>>>,
}

impl<'j> Names<'j> {
    /// Refuses a name that is here already.
    pub(in crate::token) fn insert(&mut self, name: Cow<'j, str>) -> Result<(), Malformed> {
        let (seen, free) = self.few.split_at_mut(self.len);
        if seen.iter().any(|seen| *seen == name) {
            return Err(Malformed);
        }
        let is_new = match (name, &mut self.many, free.first_mut()) {
            (Cow::Borrowed(name), None, Some(slot)) => {
                *slot = name;
                self.len += 1;
                true
            }
            (name, many, _) => many.get_or_insert_default().insert(name),
        };
        is_new.then_some(()).ok_or(Malformed)
    }
}
