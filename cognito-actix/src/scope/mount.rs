use std::rc::Rc;

use actix_web::{Route, Scope, web};
use cognito_core::{
    Authenticator, Policy,
    routes::{Access, Place, Places},
};

use super::guarded::guarded;
use crate::CognitoAuth;

/// What actix needs to add a place to a scope.
pub(super) struct Served {
    /// Decides about the path's other methods, too.
    pub(super) auth: Authenticator,
    pub(super) by: By,
    pub(super) method_not_allowed: Option<MakeRoute>,
}

pub(super) enum By {
    Route(Route),
    Service(AddService),
    /// By the outer scope, if not by one's own answer.
    Rest(Option<MakeRoute>),
}

/// Makes a handler that is needed more than once.
pub(super) type MakeRoute = Rc<dyn Fn() -> Route>;

/// Adds a service at a prefix.
pub(super) type AddService = Box<dyn FnOnce(Scope, &str) -> Scope>;

/// Puts places into a scope of actix, which asks them one after the other. The first that matches answers.
pub(super) struct Mount {
    pub(super) prefix: String,
    pub(super) rest: MakeRoute,
    pub(super) method_not_allowed: Option<MakeRoute>,
}

impl Mount {
    pub(super) fn scope(&self, places: Places<Served>) -> Scope {
        let scope = web::scope(bare(&self.prefix)).default_service((self.rest)());
        let groups = places.in_order().into_iter();
        groups.fold(scope, |scope, group| self.add_group(scope, group))
    }

    fn add_group(&self, mut scope: Scope, group: Vec<Place<Served>>) -> Scope {
        let others = group.first().and_then(|place| self.other_methods(place));
        for place in group {
            scope = self.add(scope, place);
        }
        match others {
            Some(add) => add(scope),
            None => scope,
        }
    }

    fn add(&self, scope: Scope, place: Place<Served>) -> Scope {
        let Served { auth, by, .. } = place.route;
        match by {
            By::Route(route) => scope.route(self.inner(&place.path), route),
            By::Service(add) => add(scope, bare(&place.path)),
            By::Rest(answer) => {
                let answer = answer.as_ref().unwrap_or(&self.rest)();
                let answer = guarded(answer, &auth, &place.access);
                scope.service(web::scope(bare(&place.path)).default_service(answer))
            }
        }
    }

    /// What a path answers where none of its routes wants the request: 405.
    ///
    /// Without it the request would go on to the next path that matches, such as a public one for everything else.
    fn other_methods(
        &self,
        strictest: &Place<Served>,
    ) -> Option<impl FnOnce(Scope) -> Scope + use<>> {
        let By::Route(_) = strictest.route.by else {
            return None;
        };
        // A resource without routes answers 405, and names the methods that guards before it asked for.
        let resource = web::resource(self.inner(&strictest.path));
        let is_public = matches!(strictest.access, Access::Public);
        let auth = strictest.route.auth.requiring(Policy::authenticated());
        let guard = CognitoAuth::new(auth);
        let own = strictest.route.method_not_allowed.as_ref();
        let handler = own.or(self.method_not_allowed.as_ref()).map(|make| make());
        Some(move |scope: Scope| match handler {
            _ if is_public => scope.service(resource),
            Some(handler) => scope.service(resource.default_service(handler).wrap(guard)),
            None => scope.service(resource.wrap(guard)),
        })
    }

    /// A route's path as actix wants it inside the scope.
    fn inner<'p>(&self, path: &'p str) -> &'p str {
        match (bare(&self.prefix), path) {
            ("", path) => path,
            (_, "/") => "",
            (_, path) => path,
        }
    }
}

/// A prefix as actix wants it.
pub(super) fn bare(prefix: &str) -> &str {
    prefix.trim_end_matches('/')
}
