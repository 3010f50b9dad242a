//! The six invariants of the key store, asserted after every row.

use std::time::Duration;

use cognito_core::Reason;

use crate::{
    fetches::DEADLINE,
    keys::forgeries,
    subject::{Subject, Verdict},
};

/// The set that the endpoint publishes when it is good again: nothing of it was ever in force.
const NEXT: [usize; 2] = [4, 5];
/// The longest back-off, with its jitter.
const MOST_BACKOFF: Duration = Duration::from_secs(66);
/// What a wait may be longer than its deadline, by the steps of a clock that is moved, or because the machine is busy.
const LATE: Duration = Duration::from_millis(250);
const MAX_STALE: Duration = Duration::from_secs(24 * 3600);

/// Holds the subject to all of them: while the fault lasts, at its end, and after the endpoint has rotated its keys.
pub(crate) async fn hold(subject: &impl Subject) {
    good_tokens_are_accepted(subject).await; // I1
    no_other_token_is_accepted(subject).await; // I2
    recovers_and_forgets_the_withdrawn(subject).await; // I3
    no_other_token_is_accepted(subject).await; // I2 under the new set
    subject.settled().await;
    let report = subject.report().await;
    assert_eq!(report.broken_rules, [""; 0], "I4");
    assert!(report.longest_wait <= DEADLINE + LATE, "I5: {report:?}");
    // The runner weighs memory and descriptors when all is gone.
    assert_eq!(report.left, 0, "I6: {report:?}");
}

/// I1: a token of the last good set is accepted whatever the endpoint does, until the set is 24 h old.
async fn good_tokens_are_accepted(subject: &impl Subject) {
    let age = subject.report().await.age;
    let serves = age.is_some_and(|age| age <= MAX_STALE);
    for number in subject.ledger().in_force() {
        let verdict = subject.ask_key(number).await;
        // If too old to be used, and not to be had: that is not the token's fault.
        let is_fair = !serves && matches!(verdict, Verdict::Unavailable(_));
        assert!(
            verdict == Verdict::Accepted || is_fair,
            "I1: key {number} of an age of {age:?}: {verdict:?}"
        );
    }
}

/// I2: what the last good set refuses is refused.
async fn no_other_token_is_accepted(subject: &impl Subject) {
    let in_force = subject.ledger().in_force();
    let named = in_force.first().copied().unwrap_or_default();
    for (what, forged) in forgeries(subject.wall(), named) {
        let verdict = subject.ask(&forged).await;
        assert_ne!(verdict, Verdict::Accepted, "I2: {what}");
        // A name in force is judged at once, whatever the endpoint does.
        if what.ends_with("under a good name") && !in_force.is_empty() && is_ready(subject).await {
            assert_eq!(
                verdict,
                Verdict::Refused(Reason::BadSignature),
                "I2: {what}"
            );
        }
    }
    for number in subject.ledger().withdrawn() {
        let verdict = subject.ask_key(number).await;
        assert_ne!(verdict, Verdict::Accepted, "I2: withdrawn key {number}");
    }
}

/// I3, and the way back: the endpoint is good again and has rotated its keys without overlap. The new ones are accepted when the
/// back-off is over, at the latest; the old ones are refused from that refresh on.
async fn recovers_and_forgets_the_withdrawn(subject: &impl Subject) {
    subject.settled().await;
    subject.mend(&NEXT);
    let before = subject.report().await;
    while subject.ask_key(NEXT[0]).await != Verdict::Accepted {
        let now = subject.report().await;
        let waited = now.monotonic.saturating_sub(before.monotonic);
        assert!(waited <= MOST_BACKOFF, "no recovery: {now:?}");
        subject.pass(Duration::from_secs(1)).await;
    }
    let after = subject.report().await;
    assert!(after.ready);
    // None of the refreshes since then may have left the old keys in force; most often there is one.
    let waited = after.monotonic.saturating_sub(before.monotonic);
    let due = waited.as_secs() / before.interval.as_secs();
    let refreshes = after.arrived - before.arrived;
    assert!(
        refreshes >= 1 && refreshes as u64 <= 1 + due,
        "I3: {refreshes}"
    );
    let old = subject.ledger().in_force();
    subject.ledger().took(&NEXT);
    for number in old {
        let verdict = subject.ask_key(number).await;
        let is_refused = matches!(verdict, Verdict::Refused(_));
        assert!(is_refused, "I3: key {number}: {verdict:?}");
    }
    assert_eq!(subject.ask_key(NEXT[1]).await, Verdict::Accepted);
}

async fn is_ready(subject: &impl Subject) -> bool {
    subject.report().await.ready
}
