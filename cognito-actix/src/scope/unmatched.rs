use std::rc::Rc;

use actix_web::{FromRequest, Handler, Responder, dev::AppService, web};
use cognito_core::{Authenticator, Policy, routes::Access};

use super::{ProtectedScope, guarded::guarded, mount::MakeRoute};

/// What answers the rest, and who may reach it.
pub(super) struct Fallback {
    pub(super) access: Access,
    pub(super) answer: MakeRoute,
}

impl Fallback {
    /// What the application has for paths without a route, for everybody with a good token.
    pub(super) fn of_app(config: &AppService) -> Self {
        let service = config.default_service();
        Self {
            access: Policy::authenticated().into(),
            answer: Rc::new(move || web::route().service(Rc::clone(&service))),
        }
    }

    pub(super) fn closed(&self, auth: &Authenticator) -> MakeRoute {
        let (access, answer) = (self.access.clone(), Rc::clone(&self.answer));
        let auth = auth.clone();
        Rc::new(move || guarded(answer(), &auth, &access))
    }
}

/// Answers to what no route wants.
impl ProtectedScope {
    /// Answers those who meet the policy where there is no route. Without it, everybody with a good token gets what the
    /// `App` has for that: its default service, or 404.
    ///
    /// ```
    /// use actix_web::{App, test};
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// # #[actix_web::main] async fn main() {
    /// let pool = TestPool::new();
    /// let scope = ProtectedScope::new(pool.verifier()).fallback(Policy::user(), || async { "a page for everything else" });
    /// let app = test::init_service(App::new().service(scope)).await;
    /// let request = test::TestRequest::get().uri("/anything");
    /// assert_eq!(test::call_service(&app, request.to_request()).await.status(), 401);
    /// let token = format!("Bearer {}", pool.access_token().mint());
    /// let request = test::TestRequest::get().uri("/anything").insert_header(("authorization", token));
    /// assert_eq!(test::call_service(&app, request.to_request()).await.status(), 200);
    /// # }
    /// ```
    ///
    /// # Panics
    /// If there is a fallback already.
    #[track_caller]
    pub fn fallback<F, Args>(self, policy: Policy, handler: F) -> Self
    where
        F: Handler<Args, Output: Responder + 'static>,
        Args: FromRequest + 'static,
    {
        self.answer_rest(policy.into(), answer(handler))
    }

    /// Answers everybody where there is no route. Other methods of a path with a policy stay closed, and so does what is under
    /// the prefix of a nested scope.
    ///
    /// ```
    /// use actix_web::{App, test};
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// # #[actix_web::main] async fn main() {
    /// let scope = ProtectedScope::new(TestPool::new().verifier())
    ///     .get("/me", Policy::user(), || async { "me" })
    ///     .public_fallback(|| async { "the start page" });
    /// let app = test::init_service(App::new().service(scope)).await;
    /// for (path, expected) in [("/about", 200), ("/me", 401)] {
    ///     let request = test::TestRequest::with_uri(path).to_request();
    ///     assert_eq!(test::call_service(&app, request).await.status(), expected, "{path}");
    /// }
    /// # }
    /// ```
    ///
    /// # Panics
    /// If there is a fallback already.
    #[track_caller]
    pub fn public_fallback<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args, Output: Responder + 'static>,
        Args: FromRequest + 'static,
    {
        self.answer_rest(Access::Public, answer(handler))
    }

    /// Answers other methods of a path with a policy, for everybody with a good token, in the place of an empty 405.
    /// A path with public routes only keeps actix's 405.
    ///
    /// actix adds the header `Allow` to its own answer only.
    ///
    /// ```
    /// use actix_web::{App, HttpResponse, test};
    /// use cognito_actix::{ProtectedScope, core::{Policy, test_util::TestPool}};
    ///
    /// # #[actix_web::main] async fn main() {
    /// let pool = TestPool::new();
    /// let scope = ProtectedScope::new(pool.verifier())
    ///     .get("/me", Policy::user(), || async { "me" })
    ///     .method_not_allowed(|| async { HttpResponse::MethodNotAllowed().body("read the manual") });
    /// let app = test::init_service(App::new().service(scope)).await;
    /// let request = test::TestRequest::post().uri("/me");
    /// assert_eq!(test::call_service(&app, request.to_request()).await.status(), 401);
    /// let token = format!("Bearer {}", pool.access_token().mint());
    /// let request = test::TestRequest::post().uri("/me").insert_header(("authorization", token));
    /// assert_eq!(test::call_and_read_body(&app, request.to_request()).await, "read the manual");
    /// # }
    /// ```
    pub fn method_not_allowed<F, Args>(mut self, handler: F) -> Self
    where
        F: Handler<Args, Output: Responder + 'static>,
        Args: FromRequest + 'static,
    {
        self.method_not_allowed = Some(answer(handler));
        self
    }

    #[track_caller]
    fn answer_rest(mut self, access: Access, answer: MakeRoute) -> Self {
        assert!(self.fallback.is_none(), "there is a fallback already");
        self.fallback = Some(Fallback { access, answer });
        self
    }
}

fn answer<F, Args>(handler: F) -> MakeRoute
where
    F: Handler<Args, Output: Responder + 'static>,
    Args: FromRequest + 'static,
{
    Rc::new(move || web::route().to(handler.clone()))
}
