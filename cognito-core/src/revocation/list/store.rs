use std::{
    fmt,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use super::{
    Revocable, RevocationListBuilder, RevocationListFull,
    age::{MOST_AHEAD, Moment},
    entries::{Entries, Entry, Key},
    identity::seconds,
};
use crate::{
    CognitoClaims, UserPoolId,
    clock::Clock,
    revocation::{Revocation, RevocationCheck, RevocationStatus},
};

/// Revoked tokens, sign-ins and users in the memory of this process. Clones share one list.
///
/// Entries are kept as long as Cognito's tokens can live, and are lost when the process ends. The list is bounded
/// ([`RevocationListBuilder::capacity`]) and never drops an entry to make room: a full one says so.
///
/// A look-up takes no lock while the list is empty, allocates nothing, and waits for a writer at most.
///
/// ```
/// use cognito_core::{Reason, revocation::{RevocationList, RevocationListFull}, test_util::TestPool};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = TestPool::new();
/// let list = RevocationList::builder().clock(pool.clock().clone()).build()?;
/// let verifier = pool.verifier_builder().revocation(list.clone()).build()?;
/// let phone = pool.access_token().claim("origin_jti", "phone").mint();
/// let laptop = pool.access_token().claim("origin_jti", "laptop").mint();
///
/// list.sign_out(&verifier.verify(&phone).await?)?;
/// assert_eq!(verifier.verify(&phone).await.unwrap_err().reason(), Reason::Revoked);
/// let claims = verifier.verify(&laptop).await?;
///
/// list.sign_out_everywhere(&claims)?;
/// assert_eq!(verifier.verify(&laptop).await.unwrap_err().reason(), Reason::Revoked);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct RevocationList(Arc<Shared>);

struct Shared {
    clock: Arc<dyn Clock>,
    capacity: usize,
    keep_for: Duration,
    clock_tolerance: Duration,
    /// The number of entries: while it is zero, nobody takes the lock.
    len: AtomicUsize,
    entries: RwLock<Entries>,
}

impl RevocationList {
    /// An empty list with the default limits and the system's clock. In tests with a `TestPool`, whose clock stands in 2025,
    /// give the list the pool's: [`RevocationListBuilder::clock`].
    pub fn new() -> Self {
        Self::of(RevocationListBuilder::new())
    }

    /// Starts a list with other limits, or another clock.
    pub fn builder() -> RevocationListBuilder {
        RevocationListBuilder::new()
    }

    pub(super) fn of(builder: RevocationListBuilder) -> Self {
        Self(Arc::new(Shared {
            entries: RwLock::new(Entries::new(builder.capacity, builder.keep_for)),
            clock: builder.clock,
            capacity: builder.capacity,
            keep_for: builder.keep_for,
            clock_tolerance: builder.clock_tolerance,
            len: AtomicUsize::new(0),
        }))
    }

    /// Revokes all tokens of the sign-in that these claims come from: this device is signed out, others are not.
    ///
    /// The sign-in is known by its `origin_jti`. A token without one, of an app client that has token revocation turned off,
    /// does not tell sign-ins apart: the user is then signed out [everywhere](Self::sign_out_everywhere). A machine's token,
    /// which has no sign-in, is revoked by its `jti`.
    ///
    /// # Errors
    /// [`RevocationListFull`]: the token stays good.
    pub fn sign_out(&self, claims: &impl Revocable) -> Result<(), RevocationListFull> {
        let token = claims.identity();
        let key = match (token.origin_jwt_id, token.jwt_id) {
            (Some(origin), _) => Key::SignIn(origin),
            (None, Some(jti)) if token.is_machine => Key::Token(jti),
            (None, _) => return self.sign_out_everywhere(claims),
        };
        let now = self.now();
        let since = now.or_at(token.issued_at.unwrap_or_default());
        self.revoke(token.pool, key, Entry::of_all(since), now)
    }

    /// Revokes all tokens that the subject of these claims has now; those of a later sign-in are good.
    ///
    /// It refuses what was issued up to the present moment, and up to
    /// [two seconds](RevocationListBuilder::clock_tolerance) later, for this host's clock may be behind Cognito's. So a host that
    /// is behind by up to 2 s misses no token. Who signs in again within 2 s and the rest of that second is refused until
    /// the next refresh; on a host whose clock is ahead by `d`, for `d` more.
    ///
    /// Where the token's own `iat` is later still, it counts.
    ///
    /// # Errors
    /// [`RevocationListFull`]: the tokens stay good.
    pub fn sign_out_everywhere(&self, claims: &impl Revocable) -> Result<(), RevocationListFull> {
        let (token, now) = (claims.identity(), self.now());
        let tolerated = later(now.wall, self.0.clock_tolerance);
        let until = token.issued_at.unwrap_or_default().max(tolerated);
        self.cut_off(token.pool, token.subject, until, now)
    }

    /// Revokes all tokens of a subject, a user's `sub`, that were issued up to this moment.
    ///
    /// Cognito's `iat` is in whole seconds, and so is this: a token of the same second is revoked, too, and so is one without
    /// `iat`. Of several moments for one subject, the latest counts. One that lies more than ten minutes ahead counts as ten
    /// minutes ahead: the list refuses what was issued and locks no account.
    ///
    /// The moment is taken as it is. If it is this host's `now`, add what the clock may be behind Cognito's, as
    /// [`sign_out_everywhere`](Self::sign_out_everywhere) does.
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use cognito_core::revocation::RevocationList;
    ///
    /// let list = RevocationList::new();
    /// let pool = "eu-west-1_AbC123xyz".parse()?;
    /// list.revoke_issued_before(&pool, "f4c81438-0000-7000-8000-fa4e00000001", SystemTime::now())?;
    /// assert_eq!(list.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RevocationListFull`]: the tokens stay good.
    pub fn revoke_issued_before(
        &self,
        pool: &UserPoolId,
        subject: &str,
        moment: SystemTime,
    ) -> Result<(), RevocationListFull> {
        let now = self.now();
        let until = seconds(moment).min(later(now.wall, MOST_AHEAD));
        self.cut_off(pool, subject, until, now)
    }

    /// Revokes all tokens of a sign-in, by their `origin_jti`.
    ///
    /// Cognito gives the same one to refreshed tokens; revoke the refresh token at Cognito as well.
    ///
    /// ```
    /// let list = cognito_core::revocation::RevocationList::new();
    /// list.revoke_sign_in(&"eu-west-1_AbC123xyz".parse()?, "00000000-fa4e-4000-8000-000000000002")?;
    /// assert!(!list.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RevocationListFull`]: the tokens stay good.
    pub fn revoke_sign_in(
        &self,
        pool: &UserPoolId,
        origin_jti: &str,
    ) -> Result<(), RevocationListFull> {
        let now = self.now();
        self.revoke(pool, Key::SignIn(origin_jti), Entry::of_all(now), now)
    }

    /// Revokes one token, by its `jti`.
    ///
    /// ```
    /// let list = cognito_core::revocation::RevocationList::new();
    /// list.revoke_token(&"eu-west-1_AbC123xyz".parse()?, "00000000-fa4e-4000-8000-000000000001")?;
    /// assert!(!list.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RevocationListFull`]: the token stays good.
    pub fn revoke_token(&self, pool: &UserPoolId, jti: &str) -> Result<(), RevocationListFull> {
        let now = self.now();
        self.revoke(pool, Key::Token(jti), Entry::of_all(now), now)
    }

    /// What the list knows about a token.
    ///
    /// ```
    /// use cognito_core::{revocation::{RevocationList, RevocationStatus}, test_util::TestPool};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = TestPool::new();
    /// let claims = pool.verifier().verify(&pool.access_token().mint()).await?;
    /// let list = RevocationList::new();
    /// assert_eq!(list.status(&claims), RevocationStatus::Active);
    /// list.sign_out(&claims)?;
    /// assert_eq!(list.status(&claims), RevocationStatus::Revoked);
    /// # Ok(()) }
    /// ```
    pub fn status(&self, claims: &impl Revocable) -> RevocationStatus {
        if self.is_empty() {
            return RevocationStatus::Active;
        }
        let token = claims.identity();
        let against = {
            let entries = self.0.entries.read();
            entries
                .unwrap_or_else(PoisonError::into_inner)
                .against(&token)
        };
        let mut against = against.into_iter().flatten().peekable();
        if against.peek().is_none() {
            return RevocationStatus::Active;
        }
        let now = self.now();
        if against.all(|entry| entry.since.is_over(self.0.keep_for, now)) {
            return RevocationStatus::Active;
        }
        RevocationStatus::Revoked
    }

    /// How many entries the list holds. Expired ones, which count no more, are among them until a later revocation clears
    /// them away.
    pub fn len(&self) -> usize {
        self.0.len.load(Ordering::Acquire)
    }

    /// Whether the list holds no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn cut_off(
        &self,
        pool: &UserPoolId,
        subject: &str,
        until: u64,
        now: Moment,
    ) -> Result<(), RevocationListFull> {
        let entry = Entry {
            // The tokens that it is about may be issued later than now, and live on from there.
            since: now.or_at(until),
            issued_until: until,
        };
        self.revoke(pool, Key::Subject(subject), entry, now)
    }

    fn revoke(
        &self,
        pool: &UserPoolId,
        key: Key<'_>,
        entry: Entry,
        now: Moment,
    ) -> Result<(), RevocationListFull> {
        let mut entries = self.0.entries.write();
        let entries = entries
            .as_mut()
            .unwrap_or_else(|poisoned| poisoned.get_mut());
        let inserted = entries.insert(pool, key, entry, now);
        // Under the lock, so that the last writer's number stays.
        self.0.len.store(entries.len(), Ordering::Release);
        inserted.map_err(|_| RevocationListFull::new(self.0.capacity))
    }

    /// Read before any lock is taken: the clock may be the application's.
    fn now(&self) -> Moment {
        Moment::now(&*self.0.clock)
    }
}

/// The second in which it will be this much later.
fn later(wall: SystemTime, delay: Duration) -> u64 {
    seconds(wall.checked_add(delay).unwrap_or(wall))
}

impl Default for RevocationList {
    fn default() -> Self {
        Self::new()
    }
}

impl Revocation for RevocationList {
    fn check(&self, claims: &CognitoClaims) -> RevocationCheck {
        self.status(claims).into()
    }
}

/// Prints no personal data.
impl fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationList")
            .field("len", &self.len())
            .field("capacity", &self.0.capacity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
