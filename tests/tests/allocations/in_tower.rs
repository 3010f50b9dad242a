use std::{
    convert::Infallible,
    future::{Ready, ready},
};

use cognito_core::AccessClaims;
use cognito_tower::{CognitoLayer, extract};
use http::{Request, Response};
use tower::{Layer as _, Service, service_fn};

use crate::{Costs, Site, count, counts::CORE};

type Answer = Ready<Result<Response<String>, Infallible>>;

/// Asks `service` with these headers.
fn cost<S>(mut service: S, headers: &[(&str, &str)]) -> u64
where
    S: Service<Request<()>, Response = Response<String>, Error = Infallible>,
{
    let request = || {
        let mut request = Request::get("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap()
    };
    let (cost, answer) = count(request, |request| service.call(request));
    assert_eq!(answer.unwrap().status(), 200);
    cost
}

fn hello(_: Request<()>) -> Answer {
    ready(Ok(Response::new(String::new())))
}

fn extracting(request: Request<()>) -> Answer {
    assert!(extract::<AccessClaims, _>(&request).is_ok());
    hello(request)
}

#[test]
fn costs() {
    let site = Site::new();
    let credentials = site.credentials();
    let bearer = [("authorization", &*credentials)];
    let layer = CognitoLayer::new(site.auth.clone());
    let (decision, claims) = site.decision();
    let inserting = service_fn(|mut request: Request<()>| {
        request.extensions_mut().insert(claims.clone());
        request.extensions_mut().insert(decision.clone());
        hello(request)
    });

    let bare = cost(service_fn(hello), &bearer);
    let inserted = cost(inserting, &bearer);
    let layered = cost(layer.layer(service_fn(hello)), &bearer);
    let extracted = cost(layer.layer(service_fn(extracting)), &bearer);
    assert_eq!((bare, inserted), (0, 4));
    let costs = Costs {
        layer: layered - inserted,
        extractor: extracted - layered,
    };
    let expected = Costs {
        layer: CORE,
        extractor: 0,
    };
    assert_eq!(costs, expected);
}

/// A header's map grows when it is asked for room, even if nothing comes into it.
#[test]
fn no_number_of_headers_costs_more() {
    let site = Site::new();
    let credentials = site.credentials();
    let layer = CognitoLayer::new(site.auth);
    let names: Vec<_> = (0..100).map(|nth| format!("x-header-{nth}")).collect();
    for others in 0..names.len() {
        let mut headers = vec![("authorization", &*credentials)];
        headers.extend(names.iter().take(others).map(|name| (&**name, "value")));
        let layered = cost(layer.layer(service_fn(hello)), &headers);
        assert_eq!(layered, CORE + 4, "{others} other headers");
    }
}
