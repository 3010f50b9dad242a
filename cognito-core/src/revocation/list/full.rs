use std::{error::Error, fmt};

/// A [`RevocationList`](super::RevocationList) has no room: what was to be revoked is still accepted.
///
/// Answer the request with a failure, and raise the capacity. A list that made room by itself would let a token in again.
/// Sign-ins and tokens find it full when nine tenths are taken: see
/// [`capacity`](super::RevocationListBuilder::capacity).
///
/// ```
/// use cognito_core::revocation::RevocationList;
///
/// let list = RevocationList::builder().capacity(1).build()?;
/// let pool = "eu-west-1_AbC123xyz".parse()?;
/// list.revoke_token(&pool, "a")?;
/// let full = list.revoke_token(&pool, "b").unwrap_err();
/// assert_eq!(full.capacity(), 1);
/// list.revoke_token(&pool, "a")?; // it is in the list already
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub struct RevocationListFull {
    capacity: usize,
}

impl RevocationListFull {
    pub(super) fn new(capacity: usize) -> Self {
        Self { capacity }
    }

    /// How many entries the list holds at most.
    pub fn capacity(&self) -> usize {
        self.capacity
    }
}

impl fmt::Display for RevocationListFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the revocation list is full; its capacity is {} entries",
            self.capacity
        )
    }
}

impl Error for RevocationListFull {}
