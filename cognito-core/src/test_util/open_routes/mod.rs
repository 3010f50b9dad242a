//! The cases of `assert_no_open_routes`: requests that must be refused, whatever a [`RouteTable`] is mounted in.

mod answer;
mod concrete;
mod token;

use std::sync::Arc;

pub use self::answer::{OpenRoute, OpenRoutes};
use self::token::{BadCredentials, Credentials};
use super::TestPool;
use crate::routes::{Access, Route, RouteTable};

/// All methods of [RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-9) and
/// [RFC 5789](https://www.rfc-editor.org/rfc/rfc5789).
const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
];

/// A request that must be refused.
///
/// The adapters' `assert_no_open_routes` send it and let it judge the answer; a test of another framework does the same:
///
/// ```
/// use cognito_core::{Policy, routes::RouteTable, test_util::{OpenRoutes, TestPool}};
///
/// let mut table = RouteTable::new();
/// table.add(&["GET"], "/orders/{id}", Policy::scope("orders/read"));
///
/// // An application that forgot to protect its route: it answers 404, for there is no such order.
/// let app = |method: &str, path: &str| if method == "GET" && path == "/orders/1" { 404 } else { 401 };
///
/// let mut open = OpenRoutes::default();
/// for probe in table.probes(&TestPool::new()) {
///     let status = app(probe.method(), probe.path());
///     open.judge(&probe, status, None);
/// }
/// let printed = open.to_string();
/// assert!(printed.contains("GET /orders/1 without a token: 404 (declared: scope(orders/read))"), "{printed}");
/// ```
#[derive(Clone, Debug)]
pub struct Probe {
    method: &'static str,
    path: Arc<str>,
    credentials: Credentials,
    /// What the table says of it; nothing, if no row has the path or the method.
    declared: Option<Arc<str>>,
}

impl Probe {
    /// The method, in upper case.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// The path, with a value for each parameter; percent-encoded.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The headers, with lower-case names.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, String)> {
        let value = self.credentials.authorization();
        value.map(|value| ("authorization", value)).into_iter()
    }

    /// The finding, if the answer is no refusal.
    fn judge(&self, status: u16, body_len: Option<u64>) -> Option<OpenRoute> {
        let is_closed = match status {
            // No handler of a route that the table does not have.
            404 => self.declared.is_none(),
            // Nothing but a refusal of the layer, of the router, of something further out, or a way to a sign-in page.
            300..=399 | 401 | 403 | 405 | 407 | 429 | 500.. => true,
            200 | 204 => self.method == "OPTIONS" && body_len == Some(0),
            // Also what handlers and their extractors answer to a request that they do not understand.
            _ => false,
        };
        (!is_closed).then(|| OpenRoute::new(self, status))
    }
}

impl RouteTable {
    /// The requests that an application with this table must refuse.
    ///
    /// Each path of the table, with a value for each parameter, and one path that no row has, by each of nine methods: without
    /// a token, with a text that is no token, with an expired one, with one of another app client, and with a good one that
    /// does not meet the row's policy (where a plain user's or a plain machine's token of the pool does not). What the table
    /// allows is left out, so that no handler of a public route is run.
    ///
    /// The row of the method itself decides; a row for `GET` serves `HEAD` too; then a row for any method. Where several such
    /// rows decide, all of their policies count.
    ///
    /// Where a path has a public row and one with a policy, and both are for any method, nobody can tell which method is whose: it
    /// is left out. Name the methods of what is protected.
    ///
    /// The tokens go into the `Authorization` header.
    ///
    /// # Panics
    /// Never: the pool's own key set can be read.
    pub fn probes(&self, pool: &TestPool) -> Vec<Probe> {
        let bad = BadCredentials::new(pool);
        let mut probes = Vec::new();
        for target in concrete::targets(self) {
            let path: Arc<str> = target.path.into();
            for method in METHODS {
                let rows = deciding(self, target.pattern.as_deref(), method);
                let accesses: Vec<_> = rows.into_iter().map(Route::access).collect();
                let declared = declared(&accesses);
                probes.extend(bad.against(&accesses).map(|credentials| Probe {
                    method,
                    path: Arc::clone(&path),
                    credentials,
                    declared: declared.clone(),
                }));
            }
        }
        probes
    }
}

/// The rows that decide about a method of a path: the most specific ones.
fn deciding<'t>(table: &'t RouteTable, path: Option<&str>, method: &str) -> Vec<&'t Route> {
    let of_path = |row: &&Route| Some(row.path()) == path;
    let named = |method: &str| {
        let has_it = |row: &&Route| row.methods().contains(&method);
        table.rows().iter().filter(of_path).filter(has_it).collect()
    };
    let mut rows: Vec<_> = named(method);
    if rows.is_empty() && method == "HEAD" {
        rows = named("GET");
    }
    if rows.is_empty() {
        let any = |row: &&Route| row.methods().is_empty();
        rows = table.rows().iter().filter(of_path).filter(any).collect();
    }
    rows
}

fn declared(accesses: &[&Access]) -> Option<Arc<str>> {
    let texts: Vec<_> = accesses.iter().map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(", ").into())
}

#[cfg(test)]
mod tests;
