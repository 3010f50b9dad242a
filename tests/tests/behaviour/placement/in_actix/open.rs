//! What raw middleware leaves open, and the same closed by [`ProtectedScope`].

use actix_web::{guard, middleware::Condition};
use cognito_actix::{ProtectedScope, assert_no_open_routes};
use cognito_core::{Authenticator, routes::RouteTable};

use super::*;

fn scope(auth: &Authenticator) -> ProtectedScope {
    ProtectedScope::new(auth.clone())
}

/// Under `/api`.
fn api(auth: &Authenticator) -> ProtectedScope {
    scope(auth).get("/me", user(), hello)
}

fn raw_api() -> actix_web::Scope {
    web::scope("/api").route("/me", web::get().to(hello))
}

fn user() -> Policy {
    Policy::user()
}

impl Site {
    /// Shows that the composition with raw middleware is open, and that by the helper is not: to this request, and to the
    /// check that goes by the table.
    async fn compare<T, B>(
        &self,
        name: &str,
        (method, path): (&str, &str),
        raw: impl Fn() -> App<T>,
        helped: impl Fn(&Authenticator) -> ProtectedScope,
    ) where
        T: ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
            > + 'static,
        B: MessageBody + 'static,
    {
        let auth = Authenticator::new(self.pool.verifier());
        let helped = || helped(&auth);
        let table = helped().table();
        let helped = || App::new().service(helped());
        self.ask(method, path, raw()).await.check(OPEN, name);
        self.ask(method, path, helped()).await.check(CLOSED, name);
        assert!(
            self.is_open(raw(), &table).await,
            "nothing is found: {name}"
        );
        assert!(!self.is_open(helped(), &table).await, "{name}");
    }

    /// Whether the check finds an open route.
    async fn is_open<T, B>(&self, app: App<T>, table: &RouteTable) -> bool
    where
        T: ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
            > + 'static,
        B: MessageBody + 'static,
    {
        let app = test::init_service(app).await;
        finds(assert_no_open_routes(&app, table, &self.pool)).await
    }
}

#[tokio::test]
async fn raw_middleware_leaves_it_open_and_the_helper_does_not() {
    let site = Site::new();

    site.compare(
        "a path that the app has before the wrapped scope",
        ("GET", "/api/me"),
        || {
            let app = App::new().route("/api/me", web::get().to(hello));
            app.service(raw_api().wrap(site.auth()))
        },
        |auth| {
            let scope = scope(auth).public("/api/me", web::get().to(hello));
            scope.nest("/api", api(auth))
        },
    )
    .await;

    for (name, path) in [
        ("the app's default service, outside of the scope", "/none"),
        ("a path that only begins as the scope's prefix", "/apix"),
    ] {
        site.compare(
            name,
            ("GET", path),
            || {
                let app = App::new().service(raw_api().wrap(site.auth()));
                app.default_service(web::to(hello))
            },
            |auth| {
                let scope = scope(auth).nest("/api", api(auth));
                scope.fallback(user(), hello)
            },
        )
        .await;
    }

    site.compare(
        "the second resource of a path, told apart by a guard",
        ("POST", "/me"),
        || {
            let get = web::resource("/me").guard(guard::Get()).to(hello);
            let post = web::resource("/me").guard(guard::Post()).to(hello);
            App::new().service(get.wrap(site.auth())).service(post)
        },
        |auth| {
            let scope = scope(auth).get("/me", user(), hello);
            scope.post("/me", user(), hello)
        },
    )
    .await;

    site.compare(
        "another method beside a wrapped route",
        ("POST", "/me"),
        || {
            let get = web::get().to(hello).wrap(site.auth());
            let post = web::post().to(hello);
            App::new().service(web::resource("/me").route(get).route(post))
        },
        |auth| {
            let scope = scope(auth).route("/me", user(), web::get().to(hello));
            scope.route("/me", user(), web::post().to(hello))
        },
    )
    .await;

    site.compare(
        "a condition that does not hold",
        ("GET", "/me"),
        || {
            let app = App::new().route("/me", web::get().to(hello));
            app.wrap(Condition::new(false, site.auth()))
        },
        |auth| scope(auth).get("/me", user(), hello),
    )
    .await;
}

/// The app asks its services in their order: the scope does not hear of what is taken before it.
#[tokio::test]
async fn what_the_app_has_before_the_scope_is_open_and_found() {
    let site = Site::new();
    let auth = Authenticator::new(site.pool.verifier());
    let helped = || scope(&auth).nest("/api", api(&auth));
    let app = || {
        let app = App::new().route("/api/me", web::get().to(hello));
        app.service(helped())
    };
    let answers = site.ask("GET", "/api/me", app()).await;
    answers.check(OPEN, "a path before the scope");
    assert!(site.is_open(app(), &helped().table()).await);
}
