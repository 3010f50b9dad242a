//! Where a layer goes: what it covers, and that a handler that asks for claims is safe where it does not.

use cognito_core::test_util::TestPool;

mod in_axum {
    use axum::{Router, body::Body, http::Request, routing::get};
    use cognito_tower::{Cognito, CognitoLayer};
    use tower::ServiceExt as _;

    use super::*;

    async fn status(app: &Router, method: &str, path: &str) -> u16 {
        let request = Request::builder().method(method).uri(path);
        let request = request.body(Body::empty()).unwrap();
        app.clone()
            .oneshot(request)
            .await
            .unwrap()
            .status()
            .as_u16()
    }

    fn layer() -> CognitoLayer {
        CognitoLayer::from(TestPool::new().verifier())
    }

    #[tokio::test]
    async fn added_last_it_covers_everything() {
        let nested = Router::new().route("/inner", get(async || "hello"));
        let app: Router = Router::new()
            .route("/me", get(async || "hello"))
            .nest("/nested", nested)
            .merge(Router::new().route("/merged", get(async || "hello")))
            .fallback(async || "a page for everything else")
            .method_not_allowed_fallback(async || "not like this")
            .layer(layer());
        for path in [
            "/me",
            "/nested/inner",
            "/nested/none",
            "/merged",
            "/none",
            "/",
        ] {
            for method in ["GET", "POST", "HEAD", "OPTIONS", "DELETE"] {
                assert_eq!(status(&app, method, path).await, 401, "{method} {path}");
            }
        }
    }

    /// The one header by which the frameworks' refusals differ: axum's router adds it outside of our layer.
    #[tokio::test]
    async fn a_refusal_of_another_method_names_the_routes_methods() {
        let app: Router = Router::new()
            .route("/me", get(async || "hello"))
            .layer(layer());
        let request = Request::post("/me").body(Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(response.headers()["allow"], "GET,HEAD");
    }

    #[tokio::test]
    async fn what_comes_after_it_is_open_but_not_to_handlers_that_ask_for_claims() {
        let app: Router = Router::new()
            .route("/me", get(async || "hello"))
            .layer(layer())
            .route("/health", get(async || "ok"))
            .route("/forgotten", get(async |_: Cognito| "hello"));
        assert_eq!(status(&app, "GET", "/me").await, 401);
        assert_eq!(status(&app, "GET", "/health").await, 200);
        assert_eq!(status(&app, "GET", "/forgotten").await, 500);
    }
}

mod in_actix {
    use actix_web::{App, dev::Service as _, test, web};
    use cognito_actix::{Cognito, CognitoAuth};

    use super::*;

    fn auth() -> CognitoAuth {
        CognitoAuth::from(TestPool::new().verifier())
    }

    macro_rules! status {
        ($app:expr, $method:expr, $path:expr) => {{
            let method = $method.parse().unwrap();
            let request = test::TestRequest::with_uri($path).method(method);
            $app.call(request.to_request())
                .await
                .unwrap()
                .status()
                .as_u16()
        }};
    }

    #[tokio::test]
    async fn around_the_app_it_covers_everything() {
        let app = App::new()
            .wrap(auth())
            .route("/me", web::get().to(async || "hello"))
            .service(web::scope("/nested").route("/inner", web::get().to(async || "hello")))
            .default_service(web::to(async || "a page for everything else"));
        let app = test::init_service(app).await;
        for path in ["/me", "/nested/inner", "/nested/none", "/none", "/"] {
            for method in ["GET", "POST", "HEAD", "OPTIONS", "DELETE"] {
                assert_eq!(status!(app, method, path), 401, "{method} {path}");
            }
        }
    }

    #[tokio::test]
    async fn around_a_scope_it_covers_no_more_than_that() {
        let app = App::new()
            .route("/health", web::get().to(async || "ok"))
            .route("/forgotten", web::get().to(async |_: Cognito| "hello"))
            .service(
                web::scope("")
                    .route("/health", web::get().to(async || "never reached"))
                    .route("/me", web::get().to(async || "hello"))
                    .wrap(auth()),
            );
        let app = test::init_service(app).await;
        assert_eq!(status!(app, "GET", "/me"), 401);
        assert_eq!(status!(app, "GET", "/none"), 401);
        assert_eq!(status!(app, "GET", "/health"), 200);
        assert_eq!(status!(app, "GET", "/forgotten"), 500);
    }
}
