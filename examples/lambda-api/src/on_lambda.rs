//! What `lambda_http` hands over, made into what the routes expect.

use axum::Router;
use cognito_tower::core::{Reason, gateway::UpstreamContext};
use lambda_http::{Request, RequestExt as _, http::Uri, request::RequestContext};
use tower::util::MapRequest;
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// Why requests were refused, to `CloudWatch`: the client is told less.
pub(crate) fn start_log() {
    let lines = fmt::layer().compact().without_time().with_ansi(false);
    let targets = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("cognito", LevelFilter::DEBUG);
    tracing_subscriber::registry()
        .with(lines)
        .with(targets)
        .init();
}

/// The application as `lambda_http::run` wants it.
pub(crate) fn served(app: Router) -> MapRequest<Router, fn(Request) -> Request> {
    MapRequest::new(app, arriving)
}

/// The one place where claims of a gateway get in: from what the Lambda runtime read out of the event, and from no header. An
/// authenticator that was not told to accept them does not look there.
fn arriving(mut request: Request) -> Request {
    match request
        .request_context_ref()
        .map(UpstreamContext::of_gateway)
    {
        // `.split_groups_at_commas()`, behind a REST API, if no group of yours has a comma in its name.
        Some(Ok(verified)) => drop(request.extensions_mut().insert(verified)),
        // No authorizer of this kind: the token itself has to be there.
        Some(Err(refused)) if refused.reason() == Reason::MissingToken => (),
        Some(Err(refused)) => {
            tracing::warn!(reason = %refused.reason(), "a gateway's context cannot be read");
        }
        None => (),
    }
    if let Some(uri) = without_stage(&request) {
        *request.uri_mut() = uri;
    }
    request
}

/// The URI without the deployment stage, if that is in the path: `lambda_http` puts it there for a REST API, an HTTP API does so itself.
fn without_stage(request: &Request) -> Option<Uri> {
    let (stage, is_in_raw_path) = match request.request_context_ref()? {
        RequestContext::ApiGatewayV1(context) => (context.stage.as_deref()?, false),
        RequestContext::ApiGatewayV2(context) => (context.stage.as_deref()?, true),
        _ => return None,
    };
    let stage = format!("/{stage}");
    let below = |path: &str| {
        let rest = path.strip_prefix(&stage)?;
        rest.starts_with('/').then(|| rest.to_owned())
    };
    if !is_in_raw_path && below(request.raw_http_path()).is_some() {
        // A resource that is called as the stage is.
        return None;
    }
    let mut path = below(request.uri().path())?;
    if let Some(query) = request.uri().query() {
        path = format!("{path}?{query}");
    }
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = Some(path.parse().ok()?);
    Uri::from_parts(parts).ok()
}
