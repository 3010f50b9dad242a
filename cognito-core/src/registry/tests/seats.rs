//! The circle of seats by itself.

use std::sync::Arc;

use super::world::*;
use crate::{
    clock::SystemClock,
    jwks::{Moment, RefreshSettings},
    pool::KeyedPool,
    registry::{
        key_source::KeySource,
        registered::Registered,
        seats::{Left, Seats},
    },
};

fn registered(seats: &Seats, n: usize) -> Arc<Registered> {
    let about = tenant(&format!("us-east-1_Tenant{n}")).resolve().unwrap();
    let source = KeySource::new(
        Some(Arc::new(Keys::default())),
        Arc::new(SystemClock::default()),
        RefreshSettings::default(),
    );
    let keys = source.store(&about).unwrap();
    let pool = KeyedPool { about, keys };
    Arc::new(Registered::new(
        pool,
        Moment::at(0.0),
        MINUTE,
        seats.round(),
        0,
    ))
}

fn evicted(left: Left) -> Option<String> {
    match left {
        Left::Evicted(seat) => Some(seat.pool.pool.about.id.to_string()),
        Left::Nobody | Left::Replaced(_) => None,
    }
}

#[test]
fn the_index_follows_every_change() {
    let mut seats = Seats::new(8);
    let has = |seats: &Seats, n: usize| {
        let wanted = id(&format!("us-east-1_Tenant{n}"));
        let seat = seats.get(&wanted);
        seat.is_some_and(|seat| seat.pool.pool.about.id == wanted)
    };
    for n in 0..8 {
        let pool = registered(&seats, n);
        assert!(evicted(seats.put(pool)).is_none());
    }
    for n in [0, 7, 3] {
        assert!(seats.remove(&id(&format!("us-east-1_Tenant{n}"))).is_some());
        assert!(seats.remove(&id(&format!("us-east-1_Tenant{n}"))).is_none());
    }
    let there: Vec<_> = (0..8).filter(|n| has(&seats, *n)).collect();
    assert_eq!(there, [1, 2, 4, 5, 6]);
    for n in 8..40 {
        let pool = registered(&seats, n);
        drop(seats.put(pool));
        assert_eq!((0..40).filter(|n| has(&seats, *n)).count(), (n - 2).min(8));
    }
    let again = registered(&seats, 39);
    assert!(matches!(seats.put(again), Left::Replaced(_)));
}

#[test]
fn the_pool_that_was_not_used_for_longest_goes() {
    let mut seats = Seats::new(3);
    let mut seat = |n| {
        let pool = registered(&seats, n);
        let went = evicted(seats.put(Arc::clone(&pool)));
        (pool, went)
    };
    let pools = [0, 1, 2].map(&mut seat);
    for at in [1, 0, 2] {
        pools[at].0.mark_used();
    }
    let (third, went) = seat(3);
    // All were used in one round: any may go.
    assert_eq!(went.as_deref(), Some("us-east-1_Tenant0"));
    pools[2].0.mark_used();
    third.mark_used();
    let (_fourth, went) = seat(4);
    assert_eq!(went.as_deref(), Some("us-east-1_Tenant1"));
    // The one that never was used goes before them all.
    let (_fifth, went) = seat(5);
    assert_eq!(went.as_deref(), Some("us-east-1_Tenant4"));
}

/// More seats than are looked at: strangers' tenants still go before those who are active.
#[test]
fn a_pool_that_never_signed_is_found_wherever_it_sits() {
    let mut seats = Seats::new(5000);
    let pools: Vec<_> = (0..5000)
        .map(|n| {
            let pool = registered(&seats, n);
            drop(seats.put(Arc::clone(&pool)));
            pool
        })
        .collect();
    for (n, pool) in pools.iter().enumerate() {
        if n != 4999 {
            pool.mark_used();
        }
    }
    let mut next = |n| {
        let pool = registered(&seats, n);
        let went = evicted(seats.put(Arc::clone(&pool)));
        pool.mark_used();
        went
    };
    assert_eq!(next(5000).as_deref(), Some("us-east-1_Tenant4999"));
    // Now all were used, and one of them goes all the same.
    for n in 5001..5010 {
        assert!(next(n).is_some());
    }
    assert_eq!(seats.len(), 5000);
}

/// More seats than are looked at, once more: that a pool is looked up again says nothing about who uses it.
#[test]
fn a_renewal_is_no_use() {
    const UNUSED: usize = 4150;
    for is_renewed in [false, true] {
        let mut seats = Seats::new(4200);
        for n in 0..4200 {
            let pool = registered(&seats, n);
            if n != UNUSED {
                pool.mark_used();
            }
            drop(seats.put(pool));
        }
        if is_renewed {
            let again = registered(&seats, UNUSED);
            assert!(matches!(seats.put(again), Left::Replaced(_)));
        }
        let further = registered(&seats, 9999);
        let went = evicted(seats.put(further));
        assert_eq!(went.as_deref(), Some("us-east-1_Tenant4150"));
    }
}

/// Tenants who come and go leave nothing behind.
#[test]
fn what_is_remembered_is_bounded() {
    let mut seats = Seats::new(2);
    for n in 0..200 {
        let pool = registered(&seats, n % 3);
        drop(seats.put(pool));
        drop(seats.remove(&id(&format!("us-east-1_Tenant{}", n % 3))));
        assert!(seats.len() <= 2);
    }
}
