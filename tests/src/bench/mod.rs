//! What is measured, and how: for the binaries `ratios` and `scaling`, the benches, and the peers.
//!
//! Others work on the machine too. So time is the CPU time of the thread, all contestants of a [`Race`] take turns in each
//! of its rounds, and a figure is the median over the rounds of a quotient within one round: what slows all of them in a
//! round slows none of them in the figure.

mod bad_token;
mod clock;
mod cpu;
mod poll;
mod race;
mod raw;
mod site;
mod token;

pub use self::{
    bad_token::bad_tokens,
    clock::StillClock,
    cpu::thread_seconds,
    poll::at_once,
    race::{Contestant, Race, Times, median},
    raw::RawKey,
    site::Site,
    token::{SUBJECT, Shape, of_length},
};
