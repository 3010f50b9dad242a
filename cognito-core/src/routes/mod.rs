//! What a router lets through, as a table: to print, to serve, and to check in a test.
//!
//! The routers of the adapters fill it while routes are added: `ProtectedRouter` of `cognito-tower`, `ProtectedScope` of
//! `cognito-actix`. A table may also be written by hand, for an application that mounts its layers itself.
//!
//! ```
//! use cognito_core::{Policy, routes::{Access, RouteTable}};
//!
//! let mut table = RouteTable::new();
//! table.add(&["GET"], "/orders/{id}", Policy::scope("orders/read"));
//! table.add(&[], "/health", Access::Public);
//! assert_eq!(
//!     table.to_string(),
//!     "METHOD  PATH          ACCESS\n\
//!      GET     /orders/{id}  scope(orders/read)\n\
//!      any     /health       public\n"
//! );
//! ```

mod access;
mod pattern;
mod places;
mod prefixes;
mod route;
mod shape;
mod table;
mod table_json;

#[cfg(feature = "test-util")]
pub(crate) use self::pattern::{Piece, pieces};
pub use self::{
    access::Access,
    places::{Extent, Place, Places},
    prefixes::Prefixes,
    route::Route,
    table::{RouteTable, joined, rooted_prefix},
    table_json::TableJson,
};
