use std::{
    sync::LazyLock,
    thread,
    time::{Duration, UNIX_EPOCH},
};

use super::*;
use crate::{
    BuildError, TokenUse, Verifier,
    test_util::{ManualClock, TestPool, TokenBuilder},
};

static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);
static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let both = [TokenUse::Access, TokenUse::Id];
    POOL.verifier_builder().accept(both).build().unwrap()
});

const NOW: u64 = 1_763_000_000;
const LIFE: Duration = Duration::from_secs(1000);
const ALMOST: Duration = Duration::from_secs(999);

async fn claims(token: TokenBuilder) -> CognitoClaims {
    VERIFIER.verify(&token.mint()).await.unwrap()
}

/// The claims of an access token issued now to `subject` in the sign-in `origin`.
async fn access(subject: &str, origin: &str, jti: &str) -> CognitoClaims {
    let token = POOL.access_token().subject(subject);
    claims(token.claim("origin_jti", origin).claim("jti", jti)).await
}

fn list(clock: &ManualClock, capacity: usize) -> RevocationList {
    let builder = RevocationList::builder().capacity(capacity).keep_for(LIFE);
    builder.clock(clock.clone()).build().unwrap()
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn is_revoked(list: &RevocationList, claims: &CognitoClaims) -> bool {
    list.status(claims) == RevocationStatus::Revoked
}

#[tokio::test]
async fn each_key_refuses_its_tokens_and_no_others() {
    type Revoke = fn(&RevocationList, &UserPoolId) -> Result<(), RevocationListFull>;
    let tokens = [
        access("ann", "phone", "1").await,
        access("ann", "phone", "2").await,
        access("ann", "laptop", "3").await,
        access("bob", "tablet", "4").await,
    ];
    let cases: [(Revoke, [bool; 4]); 9] = [
        (|_, _| Ok(()), [false; 4]),
        (
            |list, pool| list.revoke_token(pool, "1"),
            [true, false, false, false],
        ),
        (
            |list, pool| list.revoke_sign_in(pool, "phone"),
            [true, true, false, false],
        ),
        (
            |list, pool| list.revoke_issued_before(pool, "ann", at(NOW)),
            [true, true, true, false],
        ),
        (
            |list, pool| list.revoke_issued_before(pool, "ann", at(NOW - 1)),
            [false; 4],
        ),
        // One kind of name is not taken for another.
        (|list, pool| list.revoke_token(pool, "phone"), [false; 4]),
        (|list, pool| list.revoke_sign_in(pool, "ann"), [false; 4]),
        (
            |list, pool| list.revoke_issued_before(pool, "1", at(NOW)),
            [false; 4],
        ),
        (|list, pool| list.revoke_sign_in(pool, ""), [false; 4]),
    ];
    for (case, (revoke, expected)) in cases.into_iter().enumerate() {
        let list = list(&ManualClock::new(NOW), 10);
        revoke(&list, POOL.id()).unwrap();
        let found = tokens.each_ref().map(|claims| is_revoked(&list, claims));
        assert_eq!(found, expected, "case {case}");
    }
}

#[tokio::test]
async fn a_name_means_something_in_its_pool_only() {
    let list = list(&ManualClock::new(NOW), 10);
    let other = "eu-west-1_Other".parse().unwrap();
    list.revoke_token(&other, "1").unwrap();
    list.revoke_sign_in(&other, "phone").unwrap();
    list.revoke_issued_before(&other, "ann", at(NOW)).unwrap();
    let ann = access("ann", "phone", "1").await;
    assert!(!is_revoked(&list, &ann));
    list.revoke_token(POOL.id(), "1").unwrap();
    assert!(is_revoked(&list, &ann));
    assert_eq!(list.len(), 4);
}

#[tokio::test]
async fn whole_seconds_count() {
    let token = |iat: f64| claims(POOL.access_token().subject("ann").claim("iat", iat));
    let base = 1_763_000_000.0;
    for (iat, expected) in [
        (base - 1.0, true),
        (base, true),
        (base + 0.9, true),
        (base + 1.0, false),
    ] {
        let list = list(&ManualClock::new(NOW), 10);
        let moment = at(NOW) + Duration::from_millis(100);
        list.revoke_issued_before(POOL.id(), "ann", moment).unwrap();
        assert_eq!(is_revoked(&list, &token(iat).await), expected, "{iat}");
    }
    let undated = claims(POOL.access_token().subject("ann").without("iat")).await;
    let list = list(&ManualClock::new(NOW), 10);
    list.revoke_issued_before(POOL.id(), "ann", UNIX_EPOCH)
        .unwrap();
    assert!(is_revoked(&list, &undated));
}

#[tokio::test]
async fn signing_out_takes_the_best_name_that_the_token_has() {
    let of = |token: TokenBuilder| claims(token.subject("ann"));
    let user = || POOL.access_token();
    let phone = of(user().claim("origin_jti", "phone")).await;
    let phones_id = of(POOL.id_token().claim("origin_jti", "phone")).await;
    let laptop = of(user().claim("origin_jti", "laptop")).await;
    let nameless = of(user().without("origin_jti")).await;
    let machine = |jti: &str| claims(POOL.machine_token().claim("jti", jti));
    let (one, two) = (machine("1").await, machine("2").await);
    let anonymous = claims(POOL.machine_token().without("jti")).await;

    let after = |claims: &CognitoClaims| {
        let list = list(&ManualClock::new(NOW), 10);
        list.sign_out(claims).unwrap();
        [
            &phone, &phones_id, &laptop, &nameless, &one, &two, &anonymous,
        ]
        .map(|claims| is_revoked(&list, claims))
    };
    let (y, n) = (true, false);
    assert_eq!(after(&phone), [y, y, n, n, n, n, n]);
    assert_eq!(after(&phones_id), [y, y, n, n, n, n, n]);
    assert_eq!(after(&nameless), [y, y, y, y, n, n, n]);
    assert_eq!(after(&one), [n, n, n, n, y, n, n]);
    assert_eq!(after(&anonymous), [n, n, n, n, y, y, y]);
}

#[tokio::test]
async fn claims_of_each_type_can_be_revoked() {
    type Revoke<'a> = &'a dyn Fn(&RevocationList) -> Result<(), RevocationListFull>;
    #[derive(serde::Deserialize)]
    struct Anything {}
    let any = access("ann", "phone", "1").await;
    let id = claims(POOL.id_token().subject("ann")).await;
    let revocations: [Revoke<'_>; 4] = [
        &|list| list.sign_out_everywhere(&any.with_custom::<Anything>().unwrap()),
        &|list| list.sign_out_everywhere(any.access().unwrap()),
        &|list| list.sign_out_everywhere(&any.access().unwrap().with_custom::<Anything>().unwrap()),
        &|list| list.sign_out_everywhere(id.id().unwrap()),
    ];
    for revoke in revocations {
        let list = list(&ManualClock::new(NOW), 10);
        revoke(&list).unwrap();
        assert!(is_revoked(&list, &any) && is_revoked(&list, &id));
    }
}

/// The issuer's clock may be ahead of this host's, within the leeway.
#[tokio::test]
async fn a_token_from_the_near_future_is_signed_out_too() {
    let clock = ManualClock::new(NOW);
    let list = list(&clock, 10);
    let early = claims(POOL.access_token().subject("ann").claim("iat", NOW + 50)).await;
    list.sign_out_everywhere(&early).unwrap();
    assert!(is_revoked(&list, &early));
    // It is kept from then on: by a sign-in's name, too.
    clock.advance(LIFE + Duration::from_secs(49));
    assert!(is_revoked(&list, &early));
    clock.advance(Duration::from_secs(1));
    assert!(!is_revoked(&list, &early));
}

#[tokio::test]
async fn a_sign_in_from_the_near_future_is_kept_from_then_on() {
    let origin = |token: TokenBuilder| token.claim("origin_jti", "phone");
    let machine = POOL.machine_token().claim("jti", "m");
    for token in [origin(POOL.access_token()), machine] {
        let clock = ManualClock::new(NOW);
        let list = list(&clock, 10);
        let early = claims(token.claim("iat", NOW + 50)).await;
        list.sign_out(&early).unwrap();
        clock.advance(LIFE + Duration::from_secs(49));
        assert!(is_revoked(&list, &early));
        clock.advance(Duration::from_secs(1));
        assert!(!is_revoked(&list, &early));
    }
}

/// This host's clock may be behind that of Cognito.
#[tokio::test]
async fn signing_out_everywhere_reaches_as_far_as_the_tolerance() {
    let issued = |iat: u64| claims(POOL.access_token().subject("ann").claim("iat", iat));
    let own = issued(NOW - 60).await;
    for (tolerance, reach) in [(None, 2), (Some(0), 0), (Some(1999), 1), (Some(30_000), 30)] {
        let mut builder = RevocationList::builder().clock(ManualClock::new(NOW));
        if let Some(tolerance) = tolerance {
            builder = builder.clock_tolerance(Duration::from_millis(tolerance));
        }
        let list = builder.build().unwrap();
        list.sign_out_everywhere(&own).unwrap();
        for (after, expected) in [(0, true), (reach, true), (reach + 1, false)] {
            let other = issued(NOW + after).await;
            assert_eq!(is_revoked(&list, &other), expected, "{tolerance:?} {after}");
        }
    }
    // The caller's moment is the caller's.
    let list = list(&ManualClock::new(NOW), 10);
    list.revoke_issued_before(POOL.id(), "ann", at(NOW))
        .unwrap();
    assert!(is_revoked(&list, &issued(NOW).await));
    assert!(!is_revoked(&list, &issued(NOW + 1).await));
}

/// A list without the verifier's clock still revokes the token that it is given, and does not keep it for years.
#[tokio::test]
async fn a_list_whose_clock_is_far_behind_the_verifiers_revokes_the_token() {
    let ann = access("ann", "phone", "1").await;
    for behind in [601, 100_000, NOW] {
        let clock = ManualClock::new(NOW - behind);
        for sign_out in [
            RevocationList::sign_out_everywhere,
            RevocationList::sign_out,
        ] {
            let list = list(&clock, 10);
            sign_out(&list, &ann).unwrap();
            assert!(is_revoked(&list, &ann), "{behind}");
            clock.advance(ALMOST);
            assert!(is_revoked(&list, &ann), "{behind}");
            clock.advance(LIFE + Duration::from_secs(601));
            assert!(!is_revoked(&list, &ann), "{behind}");
        }
    }
}

#[tokio::test]
async fn no_account_is_locked_for_the_future() {
    let clock = ManualClock::new(NOW);
    for moment in [at(NOW + 601), at(NOW * 1000)] {
        let list = list(&clock, 10);
        list.revoke_issued_before(POOL.id(), "ann", moment).unwrap();
        let against = |issued_at| {
            let token = crate::revocation::list::identity::Identity {
                pool: POOL.id(),
                subject: "ann",
                jwt_id: None,
                origin_jwt_id: None,
                issued_at: Some(issued_at),
                is_machine: false,
            };
            let entries = list.0.entries.read().unwrap();
            entries.against(&token)[2].is_some()
        };
        assert!(against(NOW + 600));
        assert!(!against(NOW + 601));
    }
}

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

/// Were a lock in the way, this would never end.
#[tokio::test]
async fn a_look_up_waits_for_no_reader_and_an_empty_list_for_nobody() {
    let list = list(&ManualClock::new(NOW), 10);
    let ann = access("ann", "phone", "1").await;
    {
        let _writing = list.0.entries.write().unwrap();
        assert!(!is_revoked(&list, &ann));
    }
    list.sign_out(&ann).unwrap();
    let _reading = list.0.entries.read().unwrap();
    assert!(is_revoked(&list, &ann));
}

#[tokio::test]
async fn threads_share_one_list() {
    let list = RevocationList::new();
    let names: Vec<String> = (0..400).map(|number| number.to_string()).collect();
    let bystander = access("bob", "tablet", "b").await;
    let first = access("x", "x", "0").await;
    thread::scope(|scope| {
        for quarter in names.chunks(100) {
            let (list, bystander, first) = (list.clone(), &bystander, &first);
            scope.spawn(move || {
                for name in quarter {
                    list.revoke_token(POOL.id(), name).unwrap();
                    assert!(!is_revoked(&list, bystander));
                    // Once revoked, never seen as active again.
                    let before = is_revoked(&list, first);
                    assert!(!before || is_revoked(&list, first));
                }
            });
        }
    });
    assert_eq!(list.len(), 400);
    for name in ["0", "100", "399"] {
        assert!(is_revoked(&list, &access("x", "x", name).await));
    }
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

#[tokio::test]
async fn debug_names_nobody() {
    let list = RevocationList::new();
    let ann = access("ann", "phone", "jti").await;
    list.sign_out(&ann).unwrap();
    list.sign_out_everywhere(&ann).unwrap();
    assert_eq!(
        format!("{list:?}"),
        "RevocationList { len: 2, capacity: 100000, .. }"
    );
    assert_eq!(format!("{:?}", ann.identity()), "Identity { .. }");
}
