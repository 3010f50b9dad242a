//! What a list holds, without locks and clocks.

use std::{collections::HashMap, time::Duration};

use super::{age::Moment, identity::Identity};
use crate::UserPoolId;

/// An expired entry goes within this part of its life, when the list is written to.
const PURGES_PER_LIFE: u32 = 24;

/// The entries of all pools, and their limits.
pub(super) struct Entries {
    pools: HashMap<UserPoolId, OfPool>,
    len: usize,
    capacity: usize,
    keep_for: Duration,
    /// No entry expires before this, by the monotonic clock.
    first_expiry: Duration,
    next_purge: Duration,
}

/// The entries of one pool: names mean something in their pool only.
#[derive(Default)]
struct OfPool {
    tokens: HashMap<Box<str>, Entry>,
    sign_ins: HashMap<Box<str>, Entry>,
    subjects: HashMap<Box<str>, Entry>,
}

/// What tokens are revoked by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Key<'a> {
    SignIn(&'a str),
    Subject(&'a str),
    Token(&'a str),
}

/// One revocation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// When its time to be kept begins.
    pub(super) since: Moment,
    /// The last second in which a revoked token was issued.
    pub(super) issued_until: u64,
}

/// All is full.
#[derive(Debug)]
pub(super) struct Full;

impl Entries {
    pub(super) fn new(capacity: usize, keep_for: Duration) -> Self {
        Self {
            pools: HashMap::new(),
            len: 0,
            capacity,
            keep_for,
            first_expiry: Duration::MAX,
            next_purge: Duration::ZERO,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn insert(
        &mut self,
        pool: &UserPoolId,
        key: Key<'_>,
        entry: Entry,
        now: Moment,
    ) -> Result<(), Full> {
        if let Some(held) = self.find_mut(pool, key) {
            held.issued_until = held.issued_until.max(entry.issued_until);
            held.since = held.since.or_later(entry.since);
            return Ok(());
        }
        let room = self.room_for(key);
        if self.len >= room || now.monotonic >= self.next_purge {
            self.purge(now);
        }
        if self.len >= room {
            return Err(Full);
        }
        let of_pool = self.pools.entry(pool.clone()).or_default();
        of_pool.of_kind(key).insert(key.name().into(), entry);
        self.len += 1;
        self.first_expiry = self.first_expiry.min(self.expiry(&entry));
        Ok(())
    }

    /// The entries that speak against a token, expired ones among them.
    pub(super) fn against(&self, token: &Identity<'_>) -> [Option<Entry>; 3] {
        let Some(pool) = self.pools.get(token.pool) else {
            return [None; 3];
        };
        [
            token.jwt_id.and_then(|jti| pool.tokens.get(jti)),
            token
                .origin_jwt_id
                .and_then(|origin| pool.sign_ins.get(origin)),
            pool.subjects.get(token.subject),
        ]
        .map(|entry| entry.copied().filter(|entry| entry.covers(token)))
    }

    /// The last tenth is kept for users who are signed out everywhere, each of whom is one entry: by sign-ins, a single user
    /// could fill the list.
    fn room_for(&self, key: Key<'_>) -> usize {
        match key {
            Key::Subject(_) => self.capacity,
            Key::SignIn(_) | Key::Token(_) => self.capacity - self.capacity / 10,
        }
    }

    fn find_mut(&mut self, pool: &UserPoolId, key: Key<'_>) -> Option<&mut Entry> {
        self.pools.get_mut(pool)?.of_kind(key).get_mut(key.name())
    }

    fn purge(&mut self, now: Moment) {
        self.next_purge = now
            .monotonic
            .saturating_add(self.keep_for / PURGES_PER_LIFE);
        if now.monotonic < self.first_expiry {
            return;
        }
        let (keep_for, mut len, mut first_since) = (self.keep_for, 0, Duration::MAX);
        let mut keep = |entry: &mut Entry| {
            let is_kept = !entry.since.is_over(keep_for, now);
            if is_kept {
                len += 1;
                first_since = first_since.min(entry.since.monotonic);
            }
            is_kept
        };
        self.pools.retain(|_, pool| {
            pool.tokens.retain(|_, entry| keep(entry));
            pool.sign_ins.retain(|_, entry| keep(entry));
            pool.subjects.retain(|_, entry| keep(entry));
            !pool.is_empty()
        });
        self.len = len;
        self.first_expiry = first_since.saturating_add(keep_for);
    }

    fn expiry(&self, entry: &Entry) -> Duration {
        entry.since.monotonic.saturating_add(self.keep_for)
    }
}

impl OfPool {
    fn of_kind(&mut self, key: Key<'_>) -> &mut HashMap<Box<str>, Entry> {
        match key {
            Key::SignIn(_) => &mut self.sign_ins,
            Key::Subject(_) => &mut self.subjects,
            Key::Token(_) => &mut self.tokens,
        }
    }

    fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.sign_ins.is_empty() && self.subjects.is_empty()
    }
}

impl<'a> Key<'a> {
    fn name(self) -> &'a str {
        match self {
            Self::SignIn(name) | Self::Subject(name) | Self::Token(name) => name,
        }
    }
}

impl Entry {
    /// Against every token that has the name, whenever it was issued.
    pub(super) fn of_all(since: Moment) -> Self {
        Self {
            since,
            issued_until: u64::MAX,
        }
    }

    /// A token that does not say when it was issued cannot be shown to be younger.
    fn covers(&self, token: &Identity<'_>) -> bool {
        token
            .issued_at
            .is_none_or(|issued_at| issued_at <= self.issued_until)
    }
}
