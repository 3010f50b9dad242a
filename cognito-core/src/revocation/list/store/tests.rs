mod limits;

use std::{
    sync::LazyLock,
    thread,
    time::{Duration, UNIX_EPOCH},
};

use super::*;
use crate::{
    BuildError, MachineClaims, TokenUse, UserClaims, Verifier,
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
    let user = UserClaims::try_from(any.access().unwrap().clone()).unwrap();
    let revocations: [Revoke<'_>; 5] = [
        &|list| list.sign_out_everywhere(&any.with_custom::<Anything>().unwrap()),
        &|list| list.sign_out_everywhere(any.access().unwrap()),
        &|list| list.sign_out_everywhere(&any.access().unwrap().with_custom::<Anything>().unwrap()),
        &|list| list.sign_out_everywhere(id.id().unwrap()),
        &|list| list.sign_out_everywhere(&user),
    ];
    for revoke in revocations {
        let list = list(&ManualClock::new(NOW), 10);
        revoke(&list).unwrap();
        assert!(is_revoked(&list, &any) && is_revoked(&list, &id));
    }
    let any = claims(POOL.machine_token()).await;
    let machine = MachineClaims::try_from(any.access().unwrap().clone()).unwrap();
    let list = list(&ManualClock::new(NOW), 10);
    list.sign_out(&machine).unwrap();
    assert!(is_revoked(&list, &any));
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
