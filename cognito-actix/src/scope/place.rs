use std::{fmt, rc::Rc};

use actix_web::{Route, Scope};
use cognito_core::{
    Authenticator,
    routes::{Access, RouteTable, joined},
};

use super::shape::Shape;

/// What answers at a path, or below it, and who may use it.
pub(super) struct Place {
    path: String,
    shape: Shape,
    pub(super) methods: &'static [&'static str],
    pub(super) access: Access,
    /// Decides about the path's other methods, too.
    pub(super) auth: Authenticator,
    pub(super) serves: Serves,
    pub(super) method_not_allowed: Option<MakeRoute>,
}

pub(super) enum Serves {
    /// The path itself.
    Route(Route),
    /// Everything below the path.
    Service(AddService),
    /// What is left below the path; the answer is the outer scope's, if there is none here.
    Rest(Option<MakeRoute>),
}

/// Makes a handler that is needed more than once.
pub(super) type MakeRoute = Rc<dyn Fn() -> Route>;

/// Adds a service at a prefix.
pub(super) type AddService = Box<dyn FnOnce(Scope, &str) -> Scope>;

impl Place {
    pub(super) fn new(
        methods: &'static [&'static str],
        path: &str,
        access: Access,
        auth: &Authenticator,
        serves: Serves,
    ) -> Self {
        Self {
            path: path.to_owned(),
            shape: shape(path, &serves),
            methods,
            access,
            auth: auth.clone(),
            serves,
            method_not_allowed: None,
        }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn shape(&self) -> &Shape {
        &self.shape
    }

    pub(super) fn move_to(&mut self, path: String) {
        self.shape = shape(&path, &self.serves);
        self.path = path;
    }

    pub(super) fn describe(&self, table: &mut RouteTable) {
        if !matches!(self.serves, Serves::Rest(_)) {
            table.add(self.methods, &self.path, self.access.clone());
        }
        if !matches!(self.serves, Serves::Route(_)) {
            table.add(self.methods, &joined(&self.path, "/*"), self.access.clone());
        }
    }

    /// Whether both take the same requests, so that one of them would never be asked.
    pub(super) fn collides_with(&self, other: &Self) -> bool {
        let both_want = match (&self.serves, &other.serves) {
            (Serves::Route(_), Serves::Route(_)) => {
                self.methods.iter().any(|m| other.methods.contains(m))
            }
            (Serves::Service(_), Serves::Service(_))
            | (Serves::Rest(Some(_)), Serves::Rest(Some(_))) => true,
            _ => false,
        };
        both_want && self.shape == other.shape
    }

    /// The strictest first. Of two routes that take the same request, a policy must not lose to an open one.
    pub(super) fn openness(&self) -> u8 {
        match self.access {
            Access::Policy(_) => 0,
            Access::Optional => 1,
            Access::Public => 2,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let methods = match self.methods {
            [] => "any",
            methods => &methods.join(","),
        };
        write!(f, "{methods} {}", self.path)
    }
}

fn shape(path: &str, serves: &Serves) -> Shape {
    match serves {
        Serves::Route(_) => Shape::of(path),
        Serves::Service(_) | Serves::Rest(_) => Shape::below(path),
    }
}

/// The path with a slash at its beginning, which actix adds, too.
pub(super) fn rooted(path: &str) -> String {
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("{slash}{path}")
}

/// A prefix, without the slash at its end.
pub(super) fn without_slash(prefix: &str) -> String {
    rooted(prefix.trim_end_matches('/'))
}
