//! How many entries a list holds, and for how long.

use super::*;

#[tokio::test]
async fn one_subject_is_one_entry_and_the_latest_moment_counts() {
    let clock = ManualClock::new(NOW);
    let list = list(&clock, 1);
    let ann = access("ann", "phone", "1").await;
    for moment in [NOW - 100, NOW, NOW - 50] {
        list.revoke_issued_before(POOL.id(), "ann", at(moment))
            .unwrap();
        assert_eq!(list.len(), 1);
    }
    assert!(is_revoked(&list, &ann));
    // Said again, it is kept for longer.
    clock.advance(ALMOST);
    list.revoke_issued_before(POOL.id(), "ann", at(NOW))
        .unwrap();
    clock.advance(Duration::from_secs(1));
    assert!(is_revoked(&list, &ann));
}

#[tokio::test]
async fn entries_expire_when_both_clocks_say_so() {
    type Pass = fn(&ManualClock);
    let ann = access("ann", "phone", "1").await;
    let second = Duration::from_secs(1);
    let cases: [(&str, Pass, bool); 7] = [
        ("almost", |clock| clock.advance(ALMOST), true),
        ("all of it", |clock| clock.advance(LIFE), false),
        (
            "the wall is set forward",
            |clock| clock.set_wall(NOW * 2),
            true,
        ),
        (
            "the wall is set back",
            |clock| {
                clock.advance(LIFE);
                clock.set_wall(NOW - 5);
            },
            true,
        ),
        (
            "set back long ago",
            |clock| {
                clock.set_wall(NOW / 2);
                clock.advance_monotonic(LIFE * 2);
            },
            false,
        ),
        (
            "frozen",
            |clock| clock.set_wall(NOW + 10 * LIFE.as_secs()),
            true,
        ),
        (
            "frozen and thawed",
            |clock| {
                clock.set_wall(NOW + 10 * LIFE.as_secs());
                clock.advance(LIFE);
            },
            false,
        ),
    ];
    for (name, pass, expected) in cases {
        let clock = ManualClock::new(NOW);
        let list = list(&clock, 10);
        list.revoke_token(POOL.id(), "1").unwrap();
        pass(&clock);
        assert_eq!(is_revoked(&list, &ann), expected, "{name}");
        // What counts no more is cleared away by the next revocation, at the latest after a part of its life.
        clock.advance(LIFE / 24 + second);
        list.revoke_token(POOL.id(), "other").unwrap();
        let held = if is_revoked(&list, &ann) { 2 } else { 1 };
        assert_eq!(list.len(), held, "{name}");
    }
}

#[tokio::test]
async fn a_full_list_says_so_and_keeps_what_it_has() {
    let clock = ManualClock::new(NOW);
    let list = list(&clock, 3);
    list.revoke_token(POOL.id(), "1").unwrap();
    clock.advance(LIFE / 2);
    list.revoke_sign_in(POOL.id(), "phone").unwrap();
    list.revoke_issued_before(POOL.id(), "ann", at(NOW))
        .unwrap();

    let full = list.revoke_token(POOL.id(), "9").unwrap_err();
    assert_eq!(
        full.to_string(),
        "the revocation list is full; its capacity is 3 entries"
    );
    assert!(list.revoke_sign_in(POOL.id(), "9").is_err());
    assert!(list.sign_out(&access("x", "9", "9").await).is_err());
    let other = "eu-west-1_Other".parse().unwrap();
    assert!(list.revoke_issued_before(&other, "ann", at(NOW)).is_err());
    assert_eq!(list.len(), 3);
    // What it has can be said again.
    list.revoke_sign_in(POOL.id(), "phone").unwrap();
    for revoked in [("x", "x", "1"), ("x", "phone", "x"), ("ann", "x", "x")] {
        let claims = access(revoked.0, revoked.1, revoked.2).await;
        assert!(is_revoked(&list, &claims), "{revoked:?}");
    }

    // Room is made by time only.
    clock.advance(LIFE / 2);
    list.revoke_token(POOL.id(), "9").unwrap();
    assert_eq!(list.len(), 3);
    assert!(!is_revoked(&list, &access("x", "x", "1").await));
    assert!(list.revoke_token(POOL.id(), "10").is_err());
}

/// By signing in and out, one user takes no room from those who must be signed out everywhere.
#[tokio::test]
async fn the_last_tenth_is_for_users_who_are_signed_out_everywhere() {
    let clock = ManualClock::new(NOW);
    let list = list(&clock, 20);
    for sign_in in 0..18 {
        list.sign_out(&access("mallory", &sign_in.to_string(), "x").await)
            .unwrap();
    }
    let full = list.sign_out(&access("mallory", "18", "x").await);
    assert_eq!(full.unwrap_err().capacity(), 20);
    assert!(list.revoke_token(POOL.id(), "1").is_err());
    for user in ["ann", "bob"] {
        let claims = access(user, "phone", "1").await;
        list.sign_out_everywhere(&claims).unwrap();
        assert!(is_revoked(&list, &claims));
    }
    assert!(
        list.sign_out_everywhere(&access("eve", "phone", "1").await)
            .is_err()
    );
    assert_eq!(list.len(), 20);
    clock.advance(LIFE);
    list.sign_out(&access("mallory", "19", "x").await).unwrap();
}

#[test]
fn limits_of_zero_are_refused() {
    let builder = RevocationList::builder;
    for (builder, setting) in [
        (builder().capacity(0), "capacity"),
        (builder().keep_for(Duration::ZERO), "keep_for"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(matches!(error, BuildError::ZeroSetting { setting: found } if found == setting));
    }
}

#[test]
fn a_tolerance_is_ten_minutes_at_most() {
    let of = |seconds| {
        let builder = RevocationList::builder();
        builder
            .clock_tolerance(Duration::from_secs(seconds))
            .build()
    };
    assert!(of(0).is_ok() && of(600).is_ok());
    assert!(matches!(of(601), Err(BuildError::LeewayTooLong { .. })));
}

/// At the worst, a token was issued as far ahead of this host's clock as it may be, lives as long as Cognito lets it, and is
/// taken for the leeway longer.
#[tokio::test]
async fn defaults_outlive_every_token() {
    type Revoke = fn(&RevocationList, &CognitoClaims) -> Result<(), RevocationListFull>;
    const DAY: u64 = 24 * 3600;
    assert_eq!(RevocationList::new().0.capacity, 100_000);
    let revocations: [Revoke; 5] = [
        RevocationList::sign_out,
        RevocationList::sign_out_everywhere,
        |list, _| list.revoke_sign_in(POOL.id(), "phone"),
        |list, _| list.revoke_token(POOL.id(), "1"),
        |list, _| list.revoke_issued_before(POOL.id(), "ann", at(NOW + 600)),
    ];
    for (case, revoke) in revocations.into_iter().enumerate() {
        let pool = TestPool::new();
        let leeway = Duration::from_secs(600);
        let list = RevocationList::builder().clock(pool.clock().clone());
        let list = list.build().unwrap();
        let builder = || pool.verifier_builder().leeway(leeway);
        let (plain, strict) = (builder(), builder().revocation(list.clone()));
        let (plain, strict) = (plain.build().unwrap(), strict.build().unwrap());
        let token = pool.access_token().subject("ann");
        let token = token.claim("origin_jti", "phone").claim("jti", "1");
        let token = token.claim("iat", NOW + 600).claim("exp", NOW + 600 + DAY);
        let token = token.mint();
        revoke(&list, &plain.verify(&token).await.unwrap()).unwrap();
        // Its last second, and keys that were fetched in it.
        pool.clock().advance(Duration::from_secs(DAY + 1199));
        assert!(plain.verify(&token).await.is_ok(), "case {case}");
        // Another revocation clears away what is over.
        list.revoke_token(POOL.id(), "another").unwrap();
        let refused = strict.verify(&token).await.unwrap_err();
        assert_eq!(refused.reason(), crate::Reason::Revoked, "case {case}");
        pool.clock().advance(Duration::from_secs(1));
        let refused = strict.verify(&token).await.unwrap_err();
        assert_eq!(refused.reason(), crate::Reason::Expired, "case {case}");
    }
}
