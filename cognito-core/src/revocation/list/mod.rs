//! The store for one process.

mod age;
mod builder;
mod entries;
mod full;
mod identity;
mod store;

pub use self::{
    builder::RevocationListBuilder, full::RevocationListFull, identity::Revocable,
    store::RevocationList,
};
