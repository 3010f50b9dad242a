//! The table of the module's documentation, row by row, in virtual time.

mod cold;
mod world;
