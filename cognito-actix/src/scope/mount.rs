//! The order in which actix is to ask the routes.

use actix_web::{Scope, web};
use cognito_core::{Authenticator, Policy, routes::Access};

use super::{
    guarded::{Guard, guarded},
    place::{MakeRoute, Place, Serves},
    shape::Shape,
};

/// Adds the places to a scope. actix asks its services one after the other, and the first that matches answers.
///
/// `rest` is the answer where no route matches.
pub(super) fn mount(scope: Scope, places: Vec<Place>, rest: &MakeRoute) -> Scope {
    let is_rest = |place: &Place| matches!(place.serves, Serves::Rest(_));
    let (mut rests, places): (Vec<_>, Vec<_>) = places.into_iter().partition(is_rest);
    rests.sort_by(|a, b| a.shape().cmp_reach(b.shape()));
    let groups = groups(places).into_iter();
    let scope = groups.fold(scope, |scope, group| group.mount(scope, rest));
    let rests = rests.into_iter();
    rests.fold(scope, |scope, place| add(scope, place, rest))
}

fn add(scope: Scope, place: Place, rest: &MakeRoute) -> Scope {
    let (path, serves) = (place.path().to_owned(), place.serves);
    let prefix = path.trim_end_matches('/');
    match serves {
        Serves::Route(route) => scope.route(&path, route),
        Serves::Service(add) => add(scope, prefix),
        Serves::Rest(answer) => {
            let answer = answer.as_ref().unwrap_or(rest)();
            let answer = guarded(answer, &place.auth, &place.access);
            scope.service(web::scope(prefix).default_service(answer))
        }
    }
}

/// The places that take the same paths.
struct Group {
    shape: Shape,
    places: Vec<Place>,
}

/// The narrowest paths first. Where that decides nothing, the strictest.
fn groups(places: Vec<Place>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for place in places {
        match groups
            .iter_mut()
            .find(|group| group.shape == *place.shape())
        {
            Some(group) => group.places.push(place),
            None => groups.push(Group {
                shape: place.shape().clone(),
                places: vec![place],
            }),
        }
    }
    groups.sort_by(|a, b| {
        a.shape
            .cmp_reach(&b.shape)
            .then_with(|| a.openness().cmp(&b.openness()))
            .then_with(|| a.shape.cmp_detail(&b.shape))
    });
    groups
}

impl Group {
    fn openness(&self) -> Option<u8> {
        self.places.iter().map(Place::openness).min()
    }

    fn mount(mut self, scope: Scope, rest: &MakeRoute) -> Scope {
        // With the same access, a route of one method leaves the others to the next.
        self.places
            .sort_by_key(|place| (place.openness(), place.methods.is_empty()));
        let others = self.places.first().and_then(OtherMethods::of);
        let places = self.places.into_iter();
        let scope = places.fold(scope, |scope, place| add(scope, place, rest));
        match others {
            Some(others) => others.mount(scope),
            None => scope,
        }
    }
}

/// What a path answers where none of its routes wants the request: 405.
///
/// Without it the request would go on to the next path that matches, such as a public one for everything else.
struct OtherMethods {
    path: String,
    /// Nobody, where all of the path's routes are public.
    guard: Option<(Authenticator, Option<MakeRoute>)>,
}

impl OtherMethods {
    fn of(strictest: &Place) -> Option<Self> {
        let guard = || (strictest.auth.clone(), strictest.method_not_allowed.clone());
        matches!(strictest.serves, Serves::Route(_)).then(|| Self {
            path: strictest.path().to_owned(),
            guard: (!matches!(strictest.access, Access::Public)).then(guard),
        })
    }

    fn mount(self, scope: Scope) -> Scope {
        // A resource without routes answers 405, and names the methods that guards before it asked for.
        let mut resource = web::resource(self.path);
        let Some((auth, handler)) = self.guard else {
            return scope.service(resource);
        };
        if let Some(handler) = handler {
            resource = resource.default_service(handler());
        }
        // An authenticator may let in anonymous requests; the policy does not.
        scope.service(resource.wrap(Guard::new(&auth, &Policy::authenticated())))
    }
}
