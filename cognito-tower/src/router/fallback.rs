//! What answers the paths that no route has.

use std::sync::Arc;

use axum::{
    extract::Request,
    handler::Handler,
    http::StatusCode,
    routing::{self, MethodRouter},
};
use cognito_core::{
    Authenticator, Policy,
    routes::{Access, Prefixes},
};

use super::closed;

/// The handler for the rest, and who may reach it.
pub(super) struct Fallback<S> {
    pub(super) access: Access,
    pub(super) handlers: MethodRouter<S>,
}

impl<S: Clone + Send + Sync + 'static> Default for Fallback<S> {
    fn default() -> Self {
        Self {
            access: Policy::authenticated().into(),
            handlers: routing::any(async || StatusCode::NOT_FOUND),
        }
    }
}

/// A fallback that is behind one more guard in some areas: what closes it there, and everywhere else.
#[derive(Clone)]
pub(super) struct Forked<S>(Arc<(Prefixes<MethodRouter<S>>, MethodRouter<S>)>);

impl<S: Clone + Send + Sync + 'static> Forked<S> {
    pub(super) fn new(
        rest: Fallback<S>,
        auth: &Authenticator,
        areas: Prefixes<Authenticator>,
    ) -> Self {
        let elsewhere = closed(rest.handlers, auth, &rest.access);
        let everybody = Access::from(Policy::authenticated());
        let areas = areas.map(|auth| closed(elsewhere.clone(), &auth, &everybody));
        Self(Arc::new((areas, elsewhere)))
    }
}

impl<S: Clone + Send + Sync + 'static> Handler<(), S> for Forked<S> {
    type Future = <MethodRouter<S> as Handler<(), S>>::Future;

    fn call(self, request: Request, state: S) -> Self::Future {
        let (areas, elsewhere) = &*self.0;
        let handlers = areas.deepest(request.uri().path()).unwrap_or(elsewhere);
        Handler::call(handlers.clone(), request, state)
    }
}
