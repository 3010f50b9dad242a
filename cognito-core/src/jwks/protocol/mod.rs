//! Who fetches the keys, when, and what everybody learns of it: the rules of the key store, without the network, the runtime or
//! the clock.
//!
//! Time comes in as a [`Moment`], what came of a fetch as a [`Harvest`] or an error, and a [`Host`] says how callers wait. What
//! threads share comes from `world`, and everything else from outside is named in this file: so `tests/model` can run these
//! very files under a model checker, through the orders in which threads may meet.
//!
//! A fetch that is under way is called a flight. It begins with a [`Departure`], which somebody has to fly, and ends with
//! [`Protocol::land`] or [`Protocol::cut_off`].

mod absent;
mod answer;
mod backoff;
mod bucket;
mod control;
mod decisions;
mod host;
mod jitter;
mod moment;
mod news;
mod snapshot;
mod world;

use super::{
    fetch_error::{FetchError, FetchErrorKind, KeysUnavailable},
    key::VerifyingKey,
    key_set::KeySet,
    settings::RefreshSettings,
};
use crate::clock::Clock;

pub(crate) use self::{
    answer::{Absent, Answer, Boarded, Pending},
    control::Paid,
    decisions::Protocol,
    host::{Departure, Flight, Harvest, Host, Outcome},
    jitter::Jitter,
    moment::Moment,
    news::{Failure, News},
    snapshot::{Freshness, KeyRef, Snapshot},
};
