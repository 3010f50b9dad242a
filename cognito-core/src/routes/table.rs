use std::fmt;

use serde::Serialize;

use super::{Access, Route};

/// The routes of a router and who may use them, in the order in which they were added.
///
/// It prints itself as a table and serializes as a list of its [rows](Route); see the [module](super) for an example. It
/// names every path and every policy, so a route that serves it should have a policy of its own.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct RouteTable {
    rows: Vec<Route>,
}

impl RouteTable {
    /// A table without rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row. `methods` are in upper case; none stands for any method.
    ///
    /// The path has the framework's own notation for parameters. A `/*` at its end stands for everything under it that no
    /// other row names, such as a nested service; a row `/*` is the fallback of the whole router.
    pub fn add(&mut self, methods: &[&'static str], path: &str, access: impl Into<Access>) {
        self.rows.push(Route::new(methods, path, access.into()));
    }

    /// The rows, in the order in which they were added.
    pub fn rows(&self) -> &[Route] {
        &self.rows
    }

    /// The same rows under a prefix, as for a router that is nested: `/` becomes the prefix itself.
    ///
    /// ```
    /// use cognito_core::routes::{Access, RouteTable};
    ///
    /// let mut table = RouteTable::new();
    /// table.add(&["GET"], "/", Access::Public);
    /// table.add(&["GET"], "/health", Access::Public);
    /// let nested = table.under("/api");
    /// let paths: Vec<_> = nested.rows().iter().map(|row| row.path()).collect();
    /// assert_eq!(paths, ["/api", "/api/health"]);
    /// ```
    #[must_use]
    pub fn under(&self, prefix: &str) -> Self {
        let under = |row: &Route| {
            let path = joined(prefix, row.path());
            Route::new(row.methods(), &path, row.access().clone())
        };
        Self {
            rows: self.rows.iter().map(under).collect(),
        }
    }

    /// Finds a route that takes what another row keeps closed: a public tail over a nested prefix, such as `/{*page}` over
    /// `/admin/*`. A router asks its routes before the fallbacks of what is nested in it, so nobody would come to those.
    ///
    /// The routers of the adapters call it at the end.
    ///
    /// # Panics
    /// If there is one: a fallback for everybody (`public_fallback`) is what is meant, and leaves nested prefixes alone.
    #[track_caller]
    pub fn assert_no_tail_opens_a_prefix(&self) {
        assert!(
            !self.has_tail_over_a_prefix(),
            "a public or optional tail takes what a nested prefix keeps closed: use `public_fallback` for it"
        );
    }

    fn has_tail_over_a_prefix(&self) -> bool {
        let is_open = |row: &&Route| !matches!(row.access(), Access::Policy(_));
        let closes_below = |above: &str| {
            let below = |row: &Route| {
                let prefix = row.path().strip_suffix("/*");
                let rest = prefix.and_then(|prefix| prefix.strip_prefix(above));
                rest.is_some_and(|rest| rest.starts_with('/'))
            };
            self.rows.iter().filter(|row| !is_open(row)).any(below)
        };
        let mut tails = self.rows.iter().filter(is_open).filter_map(tail_above);
        tails.any(closes_below)
    }

    /// The rows as JSON, for a route that serves them.
    ///
    /// ```
    /// use cognito_core::{Policy, routes::RouteTable};
    ///
    /// let mut table = RouteTable::new();
    /// table.add(&["GET"], "/me", Policy::user());
    /// table.add(&[], "/*", Policy::authenticated());
    /// assert_eq!(
    ///     table.to_json(),
    ///     r#"[{"path":"/me","methods":["GET"],"access":"user"},{"path":"/*","methods":[],"access":"authenticated"}]"#
    /// );
    /// ```
    pub fn to_json(&self) -> String {
        // It cannot fail: rows are texts and lists of texts.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Extend<Route> for RouteTable {
    fn extend<I: IntoIterator<Item = Route>>(&mut self, rows: I) {
        self.rows.extend(rows);
    }
}

impl IntoIterator for RouteTable {
    type Item = Route;
    type IntoIter = std::vec::IntoIter<Route>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl fmt::Display for RouteTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let methods: Vec<_> = self.rows.iter().map(Route::methods_in_words).collect();
        let width = |texts: &mut dyn Iterator<Item = &str>| texts.map(|t| t.chars().count()).max();
        let first = width(&mut methods.iter().map(|m| &**m).chain(["METHOD"])).unwrap_or_default();
        let second =
            width(&mut self.rows.iter().map(Route::path).chain(["PATH"])).unwrap_or_default();
        writeln!(f, "{:first$}  {:second$}  ACCESS", "METHOD", "PATH")?;
        for (row, methods) in self.rows.iter().zip(&methods) {
            let (path, access) = (row.path(), row.access());
            writeln!(f, "{methods:first$}  {path:second$}  {access}")?;
        }
        Ok(())
    }
}

/// A path below a prefix, as axum joins them: `/` becomes the prefix itself.
///
/// ```
/// use cognito_core::routes::joined;
///
/// assert_eq!(joined("/api", "/orders"), "/api/orders");
/// assert_eq!(joined("/api/", "/orders"), "/api/orders");
/// assert_eq!(joined("/api", "/"), "/api");
/// assert_eq!(joined("/api/", "/"), "/api/");
/// ```
pub fn joined(prefix: &str, path: &str) -> String {
    match (prefix.strip_suffix('/'), path) {
        (Some(prefix), path) => format!("{prefix}{path}"),
        (None, "/") => prefix.to_owned(),
        (None, path) => format!("{prefix}{path}"),
    }
}

/// What is before the tail, where the path of a row ends in one: `{*name}`, `{name}*`, or an expression that takes slashes.
fn tail_above(row: &Route) -> Option<&str> {
    let path = row.path();
    let (above, last) = path.split_at(path.find("/{").filter(|_| !path.ends_with("/*"))?);
    let is_tail = last.contains("{*") || last.ends_with("}*") || last.contains(":.");
    is_tail.then_some(above)
}

/// A prefix as tables name it: with a slash at its begin and none at its end; `/` stands for all paths.
///
/// ```
/// use cognito_core::routes::rooted_prefix;
///
/// assert_eq!(rooted_prefix("api/"), "/api");
/// assert_eq!(rooted_prefix(""), "/");
/// ```
///
/// # Panics
/// If it ends in a `*` without a name: see [`Places::add`](super::Places::add).
#[track_caller]
pub fn rooted_prefix(prefix: &str) -> String {
    rooted(prefix.trim_end_matches('/'))
}

/// A path with a slash at its begin.
#[track_caller]
pub(super) fn rooted(path: &str) -> String {
    // actix would leave out the text before it: `/users/{id}/*` is `/users/{id}` there.
    let is_nameless = path.ends_with('*') && !path.ends_with("}*");
    assert!(!is_nameless, "a tail has a name before its `*`");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("{slash}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Policy;

    #[test]
    fn a_public_tail_over_a_closed_prefix_is_a_mistake() {
        let closed = || Access::from(Policy::authenticated());
        for (open, access, prefix, is_mistake) in [
            ("/{*page}", Access::Public, "/admin/*", true),
            ("/{page}*", Access::Public, "/admin/*", true),
            ("/{page:.*}", Access::Optional, "/admin/*", true),
            ("/a/{*page}", Access::Public, "/a/admin/*", true),
            ("/{tenant}/{*page}", Access::Public, "/admin/*", true),
            ("/a/{*page}", Access::Public, "/admin/*", false),
            ("/{*page}", Access::Public, "/*", false),
            ("/{page}", Access::Public, "/admin/*", false),
            ("/{id:[^/]+}", Access::Public, "/admin/*", false),
            ("/{*page}", closed(), "/admin/*", false),
        ] {
            let mut table = RouteTable::new();
            table.add(&[], open, access);
            table.add(&[], prefix, closed());
            assert_eq!(
                table.has_tail_over_a_prefix(),
                is_mistake,
                "{open} {prefix}"
            );
        }
    }
}
