//! The table of the module, row by row, on a clock that the test moves.

mod cold;
mod evict;
mod flood;
mod forget;
mod lifetime;
mod renew;
mod seats;
mod trust;
mod world;
