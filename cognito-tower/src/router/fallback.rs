//! What answers the paths that no route has.

use std::sync::Arc;

use axum::{
    extract::Request,
    handler::Handler,
    http::StatusCode,
    routing::{self, MethodRouter},
};
use cognito_core::{Authenticator, Policy};

use super::closed::{Area, guard};

/// The handler for the rest, and who may reach it.
pub(super) struct Fallback<S> {
    /// Nothing, if everybody may.
    pub(super) policy: Option<Policy>,
    pub(super) handlers: MethodRouter<S>,
}

impl<S> Default for Fallback<S>
where
    S: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        Self {
            policy: Some(Policy::authenticated()),
            handlers: routing::any(async || StatusCode::NOT_FOUND),
        }
    }
}

impl<S> Fallback<S>
where
    S: Clone + Send + Sync + 'static,
{
    pub(super) fn closed(self, auth: &Authenticator) -> MethodRouter<S> {
        match self.policy {
            Some(policy) => self.handlers.layer(guard(auth, policy)),
            None => self.handlers,
        }
    }
}

/// A fallback that is behind one more guard in some areas.
#[derive(Clone)]
pub(super) struct Forked<S>(Arc<Forks<S>>);

struct Forks<S> {
    areas: Vec<(Area, MethodRouter<S>)>,
    elsewhere: MethodRouter<S>,
}

impl<S> Forked<S>
where
    S: Clone + Send + Sync + 'static,
{
    pub(super) fn new(elsewhere: MethodRouter<S>, areas: Vec<Area>) -> Self {
        let closed = |area: Area| {
            let handlers = elsewhere.clone().layer(area.guard());
            (area, handlers)
        };
        let areas = areas.into_iter().map(closed).collect();
        Self(Arc::new(Forks { areas, elsewhere }))
    }

    fn at(&self, path: &str) -> &MethodRouter<S> {
        let covering = self.0.areas.iter().filter(|(area, _)| area.covers(path));
        let deepest = covering.max_by_key(|(area, _)| area.depth());
        deepest.map_or(&self.0.elsewhere, |(_, handlers)| handlers)
    }
}

impl<S> Handler<(), S> for Forked<S>
where
    S: Clone + Send + Sync + 'static,
{
    type Future = <MethodRouter<S> as Handler<(), S>>::Future;

    fn call(self, request: Request, state: S) -> Self::Future {
        let handlers = self.at(request.uri().path()).clone();
        Handler::call(handlers, request, state)
    }
}
