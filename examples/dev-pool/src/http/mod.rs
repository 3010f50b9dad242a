//! HTTP without a framework: requests and answers as plain data, and the paths and rules that lead from one to the other.

mod answer;
mod guard;
mod request;
mod route;

pub(crate) use self::route::answer;
pub use self::{
    answer::Answer,
    guard::loopback_host,
    request::{MAX_BODY, Request},
};
