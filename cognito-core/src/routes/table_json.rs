use std::sync::{Arc, OnceLock};

use super::RouteTable;

/// A [`RouteTable`] as JSON, for a route that serves it: the route is added first, and the table is whole at the end.
///
/// ```
/// use cognito_core::{Policy, routes::{RouteTable, TableJson}};
///
/// let json = TableJson::default();
/// let for_the_route = json.clone();
/// let mut table = RouteTable::new();
/// table.add(&["GET"], "/routes", Policy::group("operators"));
/// json.fill(&table);
/// assert_eq!(for_the_route.text(), table.to_json());
/// ```
#[derive(Clone, Debug, Default)]
pub struct TableJson(Arc<OnceLock<Box<str>>>);

impl TableJson {
    /// Takes the table; the first one stays.
    pub fn fill(&self, table: &RouteTable) {
        self.0.get_or_init(|| table.to_json().into());
    }

    /// The JSON; nothing before the table is there.
    pub fn text(&self) -> String {
        self.0.get().map(ToString::to_string).unwrap_or_default()
    }
}
