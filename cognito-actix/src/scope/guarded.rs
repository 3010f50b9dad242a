use actix_web::Route;
use cognito_core::{Authenticator, routes::Access};

use crate::CognitoAuth;

/// The route, for those who have access.
pub(super) fn guarded(route: Route, auth: &Authenticator, access: &Access) -> Route {
    match access.authenticator(auth) {
        Some(auth) => route.wrap(CognitoAuth::new(auth)),
        None => route,
    }
}
