//! Keys change, and clocks.

use crate::{
    clocks::{self, ONE_HOUR, TO_1970, YEARS},
    rotation,
    row::{Plays, Row},
    suspended,
};

const OVERLAP: &str = "rotation with overlap";
const NO_OVERLAP: &str = "rotation without overlap";
const BACK: &str = "rotate back (A->B->A)";
const JUMP: &str = "wall clock jumps +-1 h, +-10 y; 1970";
const SUSPEND: &str = "suspend (Lambda freeze)";

pub(super) fn rows() -> Vec<Row> {
    vec![
        Row::warm(OVERLAP, "both sets verify", |w| {
            Box::pin(rotation::with_overlap(w))
        }),
        Row::warm(NO_OVERLAP, "the new key is seen at once", |w| {
            Box::pin(rotation::without_overlap(w))
        }),
        Row::warm(NO_OVERLAP, "the new key is never seen", |w| {
            Box::pin(rotation::without_notice(w))
        }),
        Row::warm(NO_OVERLAP, "new material under an old name", |w| {
            Box::pin(rotation::same_name(w))
        }),
        Row::warm(BACK, "twice", |w| Box::pin(rotation::and_back(w))),
        Row::warm(JUMP, "an hour ahead", |w| {
            Box::pin(clocks::jump(w, ONE_HOUR))
        }),
        Row::warm(JUMP, "an hour back", |w| {
            Box::pin(clocks::jump(w, -ONE_HOUR))
        }),
        Row::warm(JUMP, "ten years ahead", |w| {
            Box::pin(clocks::jump(w, YEARS))
        }),
        Row::warm(JUMP, "ten years back", |w| {
            Box::pin(clocks::jump(w, -YEARS))
        }),
        Row::warm(JUMP, "to 1970", |w| Box::pin(clocks::jump(w, TO_1970))),
        Row::warm(JUMP, "an hour ahead in an outage", |w| {
            Box::pin(clocks::jump_in_an_outage(w, ONE_HOUR))
        }),
        Row::warm(JUMP, "ten years ahead in an outage", |w| {
            Box::pin(clocks::jump_in_an_outage(w, YEARS))
        }),
        Row::warm(JUMP, "ten years back in an outage", |w| {
            Box::pin(clocks::jump_in_an_outage(w, -YEARS))
        }),
        Row::warm(JUMP, "to 1970 in an outage", |w| {
            Box::pin(clocks::jump_in_an_outage(w, TO_1970))
        }),
        Row::warm(SUSPEND, "the monotonic clock stands still", |w| {
            Box::pin(clocks::frozen(w))
        }),
        Row::warm(SUSPEND, "and the endpoint is slow after it", |w| {
            Box::pin(clocks::frozen_with_a_slow_endpoint(w))
        }),
        Row::warm(SUSPEND, "in the middle of a fetch", |w| {
            Box::pin(clocks::frozen_in_a_fetch(w))
        }),
        Row::new(
            SUSPEND,
            "a process that is stopped",
            Plays::Apart(suspended::suspended),
        ),
    ]
}
