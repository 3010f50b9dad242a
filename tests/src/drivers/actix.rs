use std::sync::Arc;

use actix_web::{
    App, Error, HttpResponse, Resource,
    body::MessageBody,
    dev::{Service, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    test,
    web::{self, ReqData, ServiceConfig},
};
use cognito_actix::{Cognito, CognitoAuth, Require};
use cognito_core::{AccessClaims, CognitoClaims, Reason, Rejection};

use crate::{
    Answer, Call, GREETING, LiveSite, Placement, Wants, Witness, site::Log, wants::AskFor,
};

pub(super) async fn send(site: &LiveSite, call: &Call) -> Answer {
    let app = App::new().configure(|config| routes(site, config));
    let auth = || CognitoAuth::new(site.auth.clone());
    match site.placement {
        Placement::Layer => {
            let app = test::init_service(app.wrap(auth())).await;
            exchange(app, site, call).await
        }
        Placement::LayerAndExtractor => {
            let app = app.app_data(site.auth.clone()).wrap(auth());
            exchange(test::init_service(app).await, site, call).await
        }
        Placement::Nested => {
            let outer = CognitoAuth::new(site.outer.clone());
            let app = test::init_service(app.wrap(auth()).wrap(outer)).await;
            exchange(app, site, call).await
        }
        Placement::ExtractorInsideAnother => {
            let members = CognitoAuth::new(site.members.clone());
            let app = app.app_data(site.auth.clone()).wrap(members);
            exchange(test::init_service(app).await, site, call).await
        }
        Placement::Extractor => {
            let app = test::init_service(app.app_data(site.auth.clone())).await;
            exchange(app, site, call).await
        }
        Placement::ExtractorWithVerifier => {
            let app = test::init_service(app.app_data(site.verifier.clone())).await;
            exchange(app, site, call).await
        }
        Placement::AmbiguousExtractor => {
            let data = app.app_data(site.auth.clone());
            let app = data.app_data(site.another.clone());
            exchange(test::init_service(app).await, site, call).await
        }
        Placement::Nowhere => exchange(test::init_service(app).await, site, call).await,
    }
}

async fn exchange<S, B>(app: S, site: &LiveSite, call: &Call) -> Answer
where
    S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let mut request = test::TestRequest::with_uri(call.path).method(call.method.parse().unwrap());
    for (name, value) in &call.headers {
        let name = HeaderName::from_static(name);
        request = request.append_header((name, HeaderValue::from_bytes(value).unwrap()));
    }
    let response = app.call(request.to_request()).await;
    let response = response.expect("a response, for outer middleware to see");

    let (seen, decisions) = site.log.take();
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
    Answer {
        status: response.status().as_u16(),
        headers: Answer::headers(headers),
        rejection: rejection(&response),
        body: Answer::body(call.method, test::read_body(response).await),
        seen,
        decisions,
    }
}

fn rejection<B>(response: &ServiceResponse<B>) -> Option<Reason> {
    let extensions = response.response().extensions();
    extensions.get().map(Rejection::reason)
}

fn routes(site: &LiveSite, config: &mut ServiceConfig) {
    let resource = handler(site, web::resource("/{path:.*}"));
    match &site.require {
        Some(policy) => config.service(resource.wrap(Require::new(policy.clone()))),
        None => config.service(resource),
    };
}

fn handler(site: &LiveSite, resource: Resource) -> Resource {
    let log = Arc::clone(&site.log);
    match site.wants {
        Wants::Twice => resource.to(move |Cognito(claims): Cognito, _: Cognito<AccessClaims>| {
            log.saw(claims.testimony());
            async { GREETING }
        }),
        Wants::Extension => resource.to(move |claims: Option<ReqData<CognitoClaims>>| {
            log.saw(claims.map(ReqData::into_inner).testimony());
            async { GREETING }
        }),
        Wants::OwnRefusal => resource.to(move || {
            log.saw(().into());
            async {
                HttpResponse::Unauthorized()
                    .append_header(("www-authenticate", r#"Basic realm="own""#))
                    .content_type("text/plain; charset=utf-8")
                    .body(GREETING)
            }
        }),
        one => one.with(Handler(log, resource)),
    }
}

struct Handler(Arc<Log>, Resource);

impl AskFor for Handler {
    type Output = Resource;

    fn ask_for<T: Witness>(self) -> Resource {
        let Self(log, resource) = self;
        resource.to(move |Cognito(asked_for): Cognito<T>| {
            log.saw(asked_for.testimony());
            async { GREETING }
        })
    }
}
