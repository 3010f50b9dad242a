//! A minimal S3: one bucket in memory, path style.

mod body;
mod bucket;
mod checksum;
mod chunked;
mod delete;
pub(crate) mod error;
mod header;
mod list;
mod multipart;
mod object;
mod operation;
mod range;
mod route;
pub(crate) mod store;
mod xml;

pub(crate) use self::route::answer;
