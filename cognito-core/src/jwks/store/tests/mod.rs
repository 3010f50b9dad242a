//! The table of the module's documentation, row by row, in virtual time.

mod cold;
mod failing;
mod lifetime;
mod refresh;
mod unknown_kid;
mod world;
