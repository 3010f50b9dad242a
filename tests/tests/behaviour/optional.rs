//! `Option` around the extractor: right in axum, a trap in actix.

use axum::{Extension, Router, body::Body, http::Request, routing::get};
use cognito_core::{Authenticator, test_util::TestPool};
use tower::ServiceExt as _;

fn optional(pool: &TestPool) -> Authenticator {
    Authenticator::builder(pool.verifier())
        .optional()
        .build()
        .unwrap()
}

/// No token, a good one, a bad one.
fn tokens(pool: &TestPool) -> [Option<String>; 3] {
    let bad = pool.access_token().without("sub").mint();
    [None, Some(pool.access_token().mint()), Some(bad)]
}

mod in_axum {
    use cognito_tower::{Cognito, CognitoLayer, core::AccessClaims};

    use super::*;

    fn routes() -> Router {
        Router::new().route(
            "/",
            get(async |claims: Option<Cognito<AccessClaims>>| match claims {
                Some(_) => "a user",
                None => "a guest",
            }),
        )
    }

    async fn ask(app: Router, pool: &TestPool) -> [(u16, bool); 3] {
        let mut answers = [(0, false); 3];
        for (answer, token) in answers.iter_mut().zip(tokens(pool)) {
            let mut request = Request::get("/");
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            let request = request.body(Body::empty()).unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            let status = response.status().as_u16();
            let body = axum::body::to_bytes(response.into_body(), 100)
                .await
                .unwrap();
            *answer = (status, body == "a user");
        }
        answers
    }

    #[tokio::test]
    async fn a_bad_token_is_no_guest() {
        let pool = TestPool::new();
        let behind_a_layer = routes().layer(CognitoLayer::new(optional(&pool)));
        let alone = routes().layer(Extension(optional(&pool)));
        for app in [behind_a_layer, alone] {
            let answers = ask(app, &pool).await;
            assert_eq!(answers, [(200, false), (200, true), (401, false)]);
        }
    }

    #[tokio::test]
    async fn nobody_is_a_guest_where_a_token_is_wanted() {
        let pool = TestPool::new();
        let app = routes().layer(CognitoLayer::from(pool.verifier()));
        assert_eq!(
            ask(app, &pool).await,
            [(401, false), (200, true), (401, false)]
        );
    }

    #[tokio::test]
    async fn nobody_is_a_guest_where_nothing_verifies() {
        let pool = TestPool::new();
        assert_eq!(ask(routes(), &pool).await, [(500, false); 3]);
    }
}

mod in_actix {
    use actix_web::{
        App, Error,
        body::MessageBody,
        dev::{Service, ServiceResponse},
        test, web,
    };
    use cognito_actix::{Cognito, CognitoAuth, core::AccessClaims};

    use super::*;

    /// What the documentation warns of.
    async fn trap(claims: Option<Cognito<AccessClaims>>) -> &'static str {
        match claims {
            Some(_) => "a user",
            None => "a guest",
        }
    }

    async fn ask<S, B>(app: S, pool: &TestPool) -> [(u16, bool); 3]
    where
        S: Service<actix_http::Request, Response = ServiceResponse<B>, Error = Error>,
        B: MessageBody,
    {
        let mut answers = [(0, false); 3];
        for (answer, token) in answers.iter_mut().zip(tokens(pool)) {
            let mut request = test::TestRequest::get();
            if let Some(token) = token {
                request = request.append_header(("authorization", format!("Bearer {token}")));
            }
            let response = test::call_service(&app, request.to_request()).await;
            let status = response.status().as_u16();
            *answer = (status, test::read_body(response).await == "a user");
        }
        answers
    }

    #[tokio::test]
    async fn actix_takes_a_refusal_for_a_guest_without_the_middleware() {
        let pool = TestPool::new();
        let app = App::new()
            .app_data(optional(&pool))
            .route("/", web::get().to(trap));
        let answers = ask(test::init_service(app).await, &pool).await;
        assert_eq!(answers, [(200, false), (200, true), (200, false)]);
    }

    #[tokio::test]
    async fn no_refused_token_gets_past_the_middleware() {
        let pool = TestPool::new();
        let app = App::new()
            .route("/", web::get().to(trap))
            .wrap(CognitoAuth::new(optional(&pool)));
        let answers = ask(test::init_service(app).await, &pool).await;
        assert_eq!(answers[1..], [(200, true), (401, false)]);
    }

    /// What to write instead, with the authenticator in either form of application data.
    #[tokio::test]
    async fn an_option_inside_is_right() {
        let pool = TestPool::new();
        let route = || {
            web::get().to(async |Cognito(claims): Cognito<Option<AccessClaims>>| {
                if claims.is_some() {
                    "a user"
                } else {
                    "a guest"
                }
            })
        };
        let plain = App::new().app_data(optional(&pool)).route("/", route());
        let shared = App::new()
            .app_data(web::Data::new(optional(&pool)))
            .route("/", route());
        let expected = [(200, false), (200, true), (401, false)];
        let answers = ask(test::init_service(plain).await, &pool).await;
        assert_eq!(answers, expected);
        let answers = ask(test::init_service(shared).await, &pool).await;
        assert_eq!(answers, expected);
    }
}
