use std::future::{Ready, ready};

use actix_web::{
    App, Error, HttpMessage as _,
    body::MessageBody,
    dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse, Transform, forward_ready},
    test,
    web::{self, ReqData},
};
use cognito_actix::{Cognito, CognitoAuth};
use cognito_core::{AccessClaims, Authentication, CognitoClaims};

use crate::{
    Costs, Site, count,
    counts::{CORE, REMEMBERED_IN_ACTIX},
};

async fn hello() -> &'static str {
    "hello"
}

async fn any_value(_: ReqData<CognitoClaims>) -> &'static str {
    "hello"
}

async fn claims(_: Cognito<AccessClaims>) -> &'static str {
    "hello"
}

async fn cost<T, B>(app: App<T>, credentials: &str) -> u64
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody,
{
    let app = test::init_service(app).await;
    let request = || {
        let request = test::TestRequest::with_uri("/me");
        let request = request.insert_header(("authorization", credentials));
        request.to_request()
    };
    let (cost, answer) = count(request, |request| app.call(request));
    assert_eq!(answer.unwrap().status(), 200);
    cost
}

/// Leaves in a request what our middleware leaves there.
#[derive(Clone)]
struct Insert(Authentication, CognitoClaims);

impl<S: Service<ServiceRequest>> Transform<S, ServiceRequest> for Insert {
    type Response = S::Response;
    type Error = S::Error;
    type Transform = Inserting<S>;
    type InitError = ();
    type Future = Ready<Result<Inserting<S>, ()>>;

    fn new_transform(&self, inner: S) -> Self::Future {
        ready(Ok(Inserting {
            inner,
            decision: self.clone(),
        }))
    }
}

struct Inserting<S> {
    inner: S,
    decision: Insert,
}

impl<S: Service<ServiceRequest>> Service<ServiceRequest> for Inserting<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    forward_ready!(inner);

    fn call(&self, request: ServiceRequest) -> S::Future {
        let Insert(decision, claims) = self.decision.clone();
        request.extensions_mut().insert(claims);
        request.extensions_mut().insert(decision);
        self.inner.call(request)
    }
}

#[actix_web::test]
async fn costs() {
    let site = std::thread::spawn(Site::new).join().unwrap();
    let credentials = site.credentials();
    let app = || App::new().route("/me", web::get().to(hello));
    let any_value = App::new().route("/me", web::get().to(any_value));
    let auth = || CognitoAuth::new(site.auth.clone());
    let (decision, claims_of_it) = site.decision();
    let insert = Insert(decision, claims_of_it);
    let claims = App::new().route("/me", web::get().to(claims));

    let bare = cost(app(), &credentials).await;
    let inserted = cost(app().wrap(insert), &credentials).await;
    let layered = cost(app().wrap(auth()), &credentials).await;
    let any_value = cost(any_value.wrap(auth()), &credentials).await;
    let extracted = cost(claims.wrap(auth()), &credentials).await;
    assert_eq!(inserted - bare, 2);
    let costs = Costs {
        layer: layered - inserted,
        extractor: extracted - any_value,
    };
    let expected = Costs {
        layer: CORE,
        extractor: 0,
    };
    assert_eq!(costs, expected);
}

#[actix_web::test]
async fn a_remembered_token() {
    let site = std::thread::spawn(Site::remembering).join().unwrap();
    let credentials = site.credentials();
    let app = |handler| App::new().route("/me", handler);
    let bare = cost(app(web::get().to(hello)), &credentials).await;
    let auth = CognitoAuth::new(site.auth);
    let ours = cost(app(web::get().to(claims)).wrap(auth), &credentials).await;
    assert_eq!(ours - bare, REMEMBERED_IN_ACTIX);
}
