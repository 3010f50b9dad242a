use std::{convert::Infallible, sync::Arc};

use cognito_core::{AccessClaims, CognitoClaims, Rejection};
use cognito_tower::{
    CognitoLayer, CognitoRejection, RejectionResponse as _, Render, RequireLayer, extract,
};
use http::{Request, Response, StatusCode};
use tower::{
    ServiceBuilder, ServiceExt as _, service_fn,
    util::{BoxCloneService, Either},
};

use crate::{Answer, Call, GREETING, LiveSite, Placement, Wants, Witness, wants::AskFor};

type App = BoxCloneService<Request<String>, Response<String>, Infallible>;

pub(super) async fn send(site: &LiveSite, call: &Call) -> Answer {
    let mut request = Request::builder().method(call.method).uri(call.path);
    for (name, value) in &call.headers {
        request = request.header(*name, &**value);
    }
    let request = request.body(String::new()).unwrap();
    let response = app(site).oneshot(request).await.unwrap();

    let (seen, decisions) = site.log.take();
    let headers = response.headers().iter();
    Answer {
        status: response.status().as_u16(),
        headers: Answer::headers(headers.map(|(name, value)| (name.as_str(), value.as_bytes()))),
        rejection: response.extensions().get().map(Rejection::reason),
        body: Answer::body(call.method, response.into_body()),
        seen,
        decisions,
    }
}

fn app(site: &LiveSite) -> App {
    let (wants, log) = (site.wants, Arc::clone(&site.log));
    let handler = service_fn(move |request: Request<String>| {
        let response = handle(wants, &request, |claims| log.saw(claims));
        std::future::ready(Ok(response))
    });
    let handler = match &site.require {
        Some(policy) => {
            let require = RequireLayer::new(policy.clone());
            Either::Left(ServiceBuilder::new().layer(require).service(handler))
        }
        None => Either::Right(handler),
    };
    let layer = CognitoLayer::new(site.auth.clone());
    let app = ServiceBuilder::new();
    match site.placement {
        Placement::Layer | Placement::LayerAndExtractor => {
            BoxCloneService::new(app.layer(layer).service(handler))
        }
        Placement::Nested => {
            let outer = CognitoLayer::new(site.outer.clone());
            BoxCloneService::new(app.layer(outer).layer(layer).service(handler))
        }
        Placement::Nowhere => BoxCloneService::new(handler),
        Placement::Extractor
        | Placement::AmbiguousExtractor
        | Placement::ExtractorInsideAnother
        | Placement::ExtractorWithVerifier => unreachable!("plain tower has no extractor"),
    }
}

type Handled = Result<serde_json::Value, CognitoRejection>;

/// The handler, as a program without axum would write it.
fn handle(
    wants: Wants,
    request: &Request<String>,
    saw: impl FnOnce(serde_json::Value),
) -> Response<String> {
    let found = match wants {
        Wants::Twice => extract::<AccessClaims, _>(request)
            .and_then(|_| extract::<CognitoClaims, _>(request))
            .map(|claims| claims.testimony()),
        Wants::Extension => {
            let claims: Option<CognitoClaims> = request.extensions().get().cloned();
            Ok(claims.testimony())
        }
        Wants::OwnRefusal => Ok(().into()),
        one => one.with(Handler(request)),
    };
    let claims = match found {
        Ok(claims) => claims,
        Err(refused) => return Render::default().respond(refused.rejection()),
    };
    saw(claims);
    let mut response = Response::builder().header("content-type", "text/plain; charset=utf-8");
    if wants == Wants::OwnRefusal {
        response = response
            .status(StatusCode::UNAUTHORIZED)
            .header("www-authenticate", r#"Basic realm="own""#);
    }
    response.body(GREETING.to_owned()).unwrap()
}

struct Handler<'a>(&'a Request<String>);

impl AskFor for Handler<'_> {
    type Output = Handled;

    fn ask_for<T: Witness>(self) -> Handled {
        extract::<T, _>(self.0).map(|asked_for| asked_for.testimony())
    }
}
