//! The site from outside, over loopback: a browser without redirects of its own, a site, and a pool with a front that counts
//! and fails.

mod browser;
mod cookies;
mod embedded;
mod front;
mod join;
mod race;
mod refusals;
mod renewal;
mod sign_in;
mod sign_out;
mod world;

use self::{
    browser::{Answer, Browser},
    front::Fault,
    world::World,
};
