//! Load on real servers while an issuer changes its keys, and an oracle that knows which answers are right.
//!
//! An [`Issuer`] signs; what it publishes is served by a [`FaultServer`](crate::fault_server::FaultServer), and a [`Watched`]
//! fetcher writes down every fetch. A [`Site`] is a server behind a verifier, and a [`Door`] one client's way in. A [`Client`]
//! writes down what it asked, when, and what the answer was. All that is a [`History`]; the [`judge`] reads it afterwards.

mod client;
mod door;
mod history;
mod issuer;
mod load;
mod meter;
mod oracle;
mod random;
mod watched;

pub use self::{
    door::{Door, Framework, Site},
    history::{Asked, Fetch, History, Sample, Verdict},
    issuer::{Issuer, Overlap, Rotation},
    load::{Client, Mix},
    meter::{Figures, Trend},
    oracle::{Findings, judge},
    random::Random,
    watched::{Watch, Watched},
};
