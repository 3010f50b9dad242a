//! The layer and an extractor in axum: what they add to a router.

use axum::{Router, body::Body, http::Request, routing::get};
use cognito_core::{Authenticator, UserClaims, Verifier, token_cache::TokenCacheSettings};
use cognito_tests::bench::{SUBJECT, Shape, Site, at_once};
use cognito_tower::{Cognito, CognitoLayer};
use tower::Service as _;

use crate::contest::Contest;

async fn constant() -> String {
    SUBJECT.to_owned()
}

async fn subject(Cognito(user): Cognito<UserClaims>) -> String {
    user.subject().to_owned()
}

fn protected(verifier: Verifier) -> Router {
    let layer = CognitoLayer::new(Authenticator::new(verifier));
    Router::new().route("/me", get(subject)).layer(layer)
}

/// A request from its making to the end of its answer.
fn asking(app: Router, token: &str) -> impl FnMut() + use<> {
    // What `axum::serve` does once, each call does anew for a router that still waits for its state.
    let mut app: Router = app.with_state(());
    let credentials = format!("Bearer {token}");
    move || {
        let request = Request::get("/me").header("authorization", &credentials);
        let answer = at_once(app.call(request.body(Body::empty()).unwrap()));
        assert_eq!(answer.unwrap().status(), 200);
    }
}

pub(crate) async fn enter(contest: &mut Contest, site: &Site) {
    let token = site.token(Shape::Access);
    let bare = contest.bare(asking(Router::new().route("/me", get(constant)), &token));
    let whole = TokenCacheSettings::default().keep_whole_tokens();
    let cached = protected(contest.remembering(site, whole, &token).await);
    contest.row_over(bare, "axum_layer_cached", asking(cached, &token));
    let uncached = protected(Site::warm(site.verifier()).await);
    contest.row_over(bare, "axum_layer_uncached", asking(uncached, &token));
}
