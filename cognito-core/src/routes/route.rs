use serde::{Serialize, Serializer, ser::SerializeStruct as _};

use super::Access;

/// One row of a [`RouteTable`](super::RouteTable).
///
/// Its JSON is `{"path":"/orders","methods":["GET"],"access":"scope(orders/read)"}`; an empty list of methods stands for
/// any method.
///
/// ```
/// use cognito_core::{Policy, routes::{Access, RouteTable}};
///
/// let mut table = RouteTable::new();
/// table.add(&["GET", "PUT"], "/me", Policy::user());
/// let row = &table.rows()[0];
/// assert_eq!((row.methods(), row.path()), (&["GET", "PUT"][..], "/me"));
/// assert!(matches!(row.access(), Access::Policy(policy) if policy.to_string() == "user"));
/// ```
#[derive(Clone, Debug)]
pub struct Route {
    methods: Box<[&'static str]>,
    path: Box<str>,
    access: Access,
}

impl Route {
    pub(super) fn new(methods: &[&'static str], path: &str, access: Access) -> Self {
        Self {
            methods: methods.into(),
            path: path.into(),
            access,
        }
    }

    /// The methods, in upper case; none stands for any method.
    pub fn methods(&self) -> &[&'static str] {
        &self.methods
    }

    /// The path, with parameters as the framework writes them. A `/*` at the end stands for everything under the path
    /// that no other row names.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Who may use it.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// The methods in words: `GET,POST`, or `any`.
    pub(super) fn methods_in_words(&self) -> String {
        if self.methods.is_empty() {
            "any".to_owned()
        } else {
            self.methods.join(",")
        }
    }
}

impl Serialize for Route {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_struct("Route", 3)?;
        row.serialize_field("path", self.path())?;
        row.serialize_field("methods", self.methods())?;
        row.serialize_field("access", &self.access.to_string())?;
        row.end()
    }
}
