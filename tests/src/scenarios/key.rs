//! Keys that cannot be had, and keys that change, without a restart.

use std::time::Duration;

use cognito_core::{Reason, test_util::TestPool};

use super::{expired, good, not_valid, now, unavailable};
use crate::{Expected, Placement, Request, Scenario, Site};

const HOUR: Duration = Duration::from_secs(3600);

pub(super) fn rows() -> Vec<Scenario> {
    let mut rows = Vec::new();
    for placement in [
        Placement::Layer,
        Placement::LayerAndExtractor,
        Placement::Extractor,
    ] {
        rows.push(cold_start(placement));
        rows.push(rotation(placement));
        rows.push(overlap(placement));
    }
    rows.extend([
        flawed_and_cold(),
        outage_of_a_warm_site(),
        too_old_keys(),
        unknown_key(),
    ]);
    rows
}

fn down(pool: &TestPool) {
    pool.set_available(false);
}

fn up_again(pool: &TestPool) {
    pool.set_available(true);
    pool.clock().advance(Duration::from_secs(1));
}

fn cold_start(placement: Placement) -> Scenario {
    Scenario::new(
        format!("a cold start without keys, {placement:?}"),
        Site::claims().placed(placement),
    )
    .step_after(down, Request::get().bearer(good), unavailable().fetches(1))
    .step(Request::get().bearer(good), unavailable().fetches(0))
    .step_after(
        up_again,
        Request::get().bearer(good),
        Expected::admitted().fetches(1),
    )
    .step(Request::get().bearer(good), Expected::admitted().fetches(0))
}

fn rotation(placement: Placement) -> Scenario {
    Scenario::new(
        format!("a rotation, {placement:?}"),
        Site::claims().placed(placement),
    )
    .step(Request::get().bearer(good), Expected::admitted().fetches(1))
    .step_after(
        TestPool::rotate,
        Request::get().bearer(good),
        Expected::admitted().fetches(1),
    )
    .step(
        Request::get().first_bearer(),
        not_valid(Reason::UnknownKid).fetches(1),
    )
    // It is known now that there is no such key.
    .step(
        Request::get().first_bearer(),
        not_valid(Reason::UnknownKid).fetches(0),
    )
    .step(Request::get().bearer(good), Expected::admitted().fetches(0))
}

fn overlap(placement: Placement) -> Scenario {
    Scenario::new(
        format!("a rotation with overlap, {placement:?}"),
        Site::claims().placed(placement),
    )
    .step(Request::get().bearer(good), Expected::admitted().fetches(1))
    .step_after(
        TestPool::rotate_with_overlap,
        Request::get().bearer(good),
        Expected::admitted().fetches(1),
    )
    .step(
        Request::get().first_bearer(),
        Expected::admitted().fetches(0),
    )
}

/// 503 is only for a token that nothing else speaks against.
fn flawed_and_cold() -> Scenario {
    Scenario::new("a flawed token needs no keys", Site::claims())
        .step_after(
            down,
            Request::get().bearer(|pool| good(pool).claim("exp", now(pool) - 60)),
            expired().fetches(0),
        )
        .step(
            Request::get().bearer(|pool| good(pool).claim("client_id", "x")),
            not_valid(Reason::ClientMismatch).fetches(0),
        )
        .step(
            Request::get().bearer(TestPool::id_token),
            not_valid(Reason::WrongTokenUse).fetches(0),
        )
        .step(Request::get().bearer(good), unavailable().fetches(1))
}

fn outage_of_a_warm_site() -> Scenario {
    let unknown = || Request::get().bearer(|pool| good(pool).header("kid", "unknown"));
    Scenario::new("an outage of a warm site", Site::claims())
        .step(Request::get().bearer(good), Expected::admitted().fetches(1))
        .step_after(
            down,
            Request::get().bearer(good),
            Expected::admitted().fetches(0),
        )
        // Whether there is such a key cannot be told now.
        .step(unknown(), unavailable().fetches(1).or_2_seconds())
        .step(Request::get().bearer(good), Expected::admitted().fetches(0))
        .step_after(
            |pool| {
                up_again(pool);
                up_again(pool);
            },
            unknown(),
            not_valid(Reason::UnknownKid).fetches(1),
        )
        .step(Request::get().bearer(good), Expected::admitted().fetches(0))
}

fn too_old_keys() -> Scenario {
    Scenario::new("keys that are a day old", Site::claims())
        .step(Request::get().bearer(good), Expected::admitted().fetches(1))
        // A refresh is tried first.
        .step_after(
            |pool| {
                down(pool);
                pool.clock().advance(HOUR * 2);
            },
            Request::get().bearer(good),
            Expected::admitted().fetches(1),
        )
        .step_after(
            |pool| pool.clock().advance(HOUR * 22),
            Request::get().bearer(good),
            Expected::admitted().fetches(1),
        )
        .step_after(
            |pool| pool.clock().advance(Duration::from_secs(60)),
            Request::get().bearer(good),
            unavailable().fetches(1),
        )
        .step_after(
            up_again,
            Request::get().bearer(good),
            Expected::admitted().fetches(1),
        )
}

fn unknown_key() -> Scenario {
    Scenario::new("an unknown key", Site::claims())
        .step(Request::get().bearer(good), Expected::admitted().fetches(1))
        .step(
            Request::get().bearer(|pool| good(pool).header("kid", "unknown")),
            not_valid(Reason::UnknownKid).fetches(1),
        )
        .step(
            Request::get().bearer(|pool| good(pool).header("kid", "unknown")),
            not_valid(Reason::UnknownKid).fetches(0),
        )
}
