use std::sync::Arc;

use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
    routing::{MethodRouter, any},
};
use cognito_core::{AccessClaims, CognitoClaims, Rejection};
use cognito_tower::{Cognito, CognitoLayer, RequireLayer};
use tower::ServiceExt as _;

use crate::{
    Answer, Call, GREETING, LiveSite, Placement, Wants, Witness, site::Log, wants::AskFor,
};

pub(super) async fn send(site: &LiveSite, call: &Call) -> Answer {
    let mut request = Request::builder().method(call.method).uri(call.path);
    for (name, value) in &call.headers {
        request = request.header(*name, &**value);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = app(site).oneshot(request).await.unwrap();

    let (seen, decisions) = site.log.take();
    let headers = response.headers().iter();
    Answer {
        status: response.status().as_u16(),
        headers: Answer::headers(headers.map(|(name, value)| (name.as_str(), value.as_bytes()))),
        rejection: response.extensions().get().map(Rejection::reason),
        body: {
            let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
            Answer::body(call.method, body)
        },
        seen,
        decisions,
    }
}

fn app(site: &LiveSite) -> Router {
    let mut routes = handler(site);
    if let Some(policy) = &site.require {
        routes = routes.layer(RequireLayer::new(policy.clone()));
    }
    let routes = Router::new().route("/{*path}", routes);
    let layer = CognitoLayer::new(site.auth.clone());
    match site.placement {
        Placement::Layer => routes.layer(layer),
        Placement::LayerAndExtractor => routes.layer(layer).layer(Extension(site.auth.clone())),
        Placement::Nested => routes
            .layer(layer)
            .layer(CognitoLayer::new(site.outer.clone())),
        Placement::ExtractorInsideAnother => routes
            .layer(Extension(site.auth.clone()))
            .layer(CognitoLayer::new(site.members.clone())),
        Placement::Extractor => routes.layer(Extension(site.auth.clone())),
        Placement::ExtractorWithVerifier => routes.layer(Extension(site.verifier.clone())),
        Placement::AmbiguousExtractor => routes
            .layer(Extension(site.another.clone()))
            .layer(Extension(site.auth.clone())),
        Placement::Nowhere => routes,
    }
}

fn handler(site: &LiveSite) -> MethodRouter {
    let log = Arc::clone(&site.log);
    match site.wants {
        Wants::Twice => any(
            async move |Cognito(claims): Cognito, _: Cognito<AccessClaims>| {
                log.saw(claims.testimony());
                GREETING
            },
        ),
        Wants::Extension => any(async move |claims: Option<Extension<CognitoClaims>>| {
            log.saw(claims.map(|Extension(claims)| claims).testimony());
            GREETING
        }),
        Wants::OwnRefusal => any(async move || {
            log.saw(().into());
            let challenge = [("www-authenticate", r#"Basic realm="own""#)];
            (StatusCode::UNAUTHORIZED, challenge, GREETING)
        }),
        one => one.with(Handler(log)),
    }
}

struct Handler(Arc<Log>);

impl AskFor for Handler {
    type Output = MethodRouter;

    fn ask_for<T: Witness>(self) -> MethodRouter {
        any(async move |Cognito(asked_for): Cognito<T>| {
            self.0.saw(asked_for.testimony());
            GREETING
        })
    }
}
