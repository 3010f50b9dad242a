//! A hit is as good as a verification: whatever would change the verdict changes it at once.

mod agree;
mod bounds;
mod keys;
mod revoked;
mod time;
mod world;
