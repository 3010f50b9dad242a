//! Which route answers.

use actix_web::guard;

use super::*;

/// Added in several orders, so that it cannot matter.
#[actix_web::test]
async fn a_public_route_takes_nothing_from_one_with_a_policy() {
    type Add = fn(ProtectedScope) -> ProtectedScope;
    let routes: [Add; 5] = [
        |s| s.public("/{all}*", any("open tail")),
        |s| s.public("/{page:.+}/edit", any("open edit")),
        |s| s.public("/{page:[a-z]+}", any("open word")),
        |s| s.get("/{tenant}", Policy::user(), named("tenant")),
        |s| s.get("/{tenant}/{item}", Policy::user(), named("item")),
    ];
    let user = POOL.access_token().mint();
    for turn in 0..2 * routes.len() {
        let mut order = routes;
        order.rotate_left(turn % routes.len());
        if turn >= routes.len() {
            order.reverse();
        }
        let scope = order.iter().fold(scope(), |scope, add| add(scope));
        let site = site(scope.get("/me/new", Policy::user(), named("new"))).await;
        for (path, expected, without_a_token) in [
            ("/abc", "tenant", "401"),
            ("/123", "tenant", "401"),
            ("/me/new", "new", "401"),
            ("/me/old", "item", "401"),
            ("/a/edit", "item", "401"),
            ("/a/b/edit", "open edit", "open edit"),
            ("/a/b/c", "open tail", "open tail"),
        ] {
            assert_eq!(
                site.answer("GET", path, Some(&user)).await,
                expected,
                "{path} {turn}"
            );
            assert_eq!(
                site.answer("GET", path, None).await,
                without_a_token,
                "{path} {turn}"
            );
        }
        for path in ["/abc", "/me/new", "/me/old", "/a/edit"] {
            assert_eq!(
                site.answer("POST", path, None).await,
                "401",
                "{path} {turn}"
            );
        }
    }
}

#[actix_web::test]
async fn among_routes_with_a_policy_the_narrower_path_answers() {
    let user = POOL.access_token().mint();
    let routes = [
        "/{tail}*",
        "/a/{tail}*",
        "/a/{x}",
        "/a/b",
        "/{y}/b",
        "/{y}/{z}/c",
    ];
    for reversed in [false, true] {
        let mut routes = routes.map(|path| (path, any(path)));
        if reversed {
            routes.reverse();
        }
        let add = |scope: ProtectedScope, (path, route)| scope.route(path, Policy::user(), route);
        let site = site(routes.into_iter().fold(scope(), add)).await;
        for (path, expected) in [
            ("/a/b", "/a/b"),
            ("/a/x", "/a/{x}"),
            ("/a/7/7", "/a/{tail}*"),
            ("/x/b", "/{y}/b"),
            ("/x/y/c", "/{y}/{z}/c"),
            ("/x/y", "/{tail}*"),
        ] {
            assert_eq!(
                site.answer("GET", path, Some(&user)).await,
                expected,
                "{reversed}"
            );
        }
    }
}

#[actix_web::test]
async fn where_neither_path_nor_access_decides_the_first_answers() {
    let scope = scope()
        .get("/{id:\\d+}", Policy::user(), named("number"))
        .get("/{name}", Policy::user(), named("name"));
    let site = site(scope).await;
    let user = POOL.access_token().mint();
    assert_eq!(site.answer("GET", "/7", Some(&user)).await, "number");
    assert_eq!(site.answer("GET", "/jo", Some(&user)).await, "name");
}

#[actix_web::test]
async fn on_one_path_the_policy_is_asked_first() {
    let scope = scope()
        .public("/x", any("open"))
        .optional("/x", web::put().to(named("maybe")))
        .route("/x", Policy::group("b"), web::post().to(named("wide")))
        .post("/x", Policy::group("a"), named("narrow"))
        .public("/users/{id}", web::get().to(named("open user")))
        .put("/users/{name}", Policy::user(), named("changed"));
    let site = site(scope).await;
    let token = |group| POOL.access_token().group(group).mint();
    for (method, path, token, expected) in [
        ("POST", "/x", None, "401"),
        ("POST", "/x", Some(token("b")), "403"),
        ("POST", "/x", Some(token("a")), "narrow"),
        ("PUT", "/x", None, "maybe"),
        ("PUT", "/x", Some(PARTNERS.access_token().mint()), "401"),
        ("GET", "/x", None, "open"),
        ("PUT", "/users/7", Some(token("a")), "changed"),
        ("PUT", "/users/7", None, "401"),
        ("GET", "/users/7", None, "open user"),
    ] {
        let answer = site.answer(method, path, token.as_deref()).await;
        assert_eq!(answer, expected, "{method} {path}");
    }
}

/// The other way to order them would be a guess: actix tells nobody what a route's guards want.
#[actix_web::test]
async fn a_route_without_guards_leaves_nothing_to_a_public_one() {
    let scope = scope().public("/x", web::get().to(named("open"))).route(
        "/x",
        Policy::user(),
        any("closed"),
    );
    assert_eq!(site(scope).await.answer("GET", "/x", None).await, "401");
}

#[actix_web::test]
async fn a_route_keeps_its_guards() {
    let wants_html = || guard::Header("accept", "text/html");
    let scope = scope()
        .route(
            "/x",
            Policy::user(),
            web::get().guard(wants_html()).to(named("html")),
        )
        .public(
            "/x",
            web::get().guard(guard::Not(wants_html())).to(named("text")),
        );
    let site = site(scope).await;
    let html = || {
        test::TestRequest::get()
            .uri("/x")
            .insert_header(("accept", "text/html"))
    };
    assert_eq!(
        site.0.call(html().to_request()).await.unwrap().status(),
        401
    );
    let token = format!("Bearer {}", POOL.access_token().mint());
    let request = html().insert_header(("authorization", token));
    assert_eq!(
        test::call_and_read_body(&site.0, request.to_request()).await,
        "html"
    );
    assert_eq!(site.answer("GET", "/x", None).await, "text");
    assert_eq!(site.answer("POST", "/x", None).await, "401");
}

#[actix_web::test]
async fn a_route_that_would_never_be_asked_is_a_mistake() {
    type Add = fn(ProtectedScope) -> ProtectedScope;
    let twice: [Add; 4] = [
        |s| {
            s.get("/x/{a}", Policy::user(), named(""))
                .get("/x/{b}", Policy::user(), named(""))
        },
        |s| {
            s.serve_table("/t", Policy::user())
                .get("t", Policy::user(), named(""))
        },
        |s| {
            let nested = ProtectedScope::new(s.auth.clone()).put("/", Policy::user(), named(""));
            s.put("/n", Policy::user(), named("")).nest("n", nested)
        },
        |s| {
            let service = || web::scope("");
            s.nest_service("/n", Policy::user(), service())
                .nest_service("/n/", Policy::user(), service())
        },
    ];
    for add in twice {
        let scope = std::panic::AssertUnwindSafe(scope());
        let panic = std::panic::catch_unwind(|| add({ scope }.0)).unwrap_err();
        let message = panic.downcast_ref::<&str>().unwrap();
        assert_eq!(*message, "there is a route of this path and method already");
    }
}

/// Of `/users/{id}/files/*` actix makes `/users/{id}`, and the public route would go before the one with a policy.
#[actix_web::test]
async fn a_tail_without_a_name_is_a_mistake() {
    type Add = fn(ProtectedScope) -> ProtectedScope;
    let nameless: [Add; 4] = [
        |s| s.public("/users/{id}/files/*", any("")),
        |s| s.get("*", Policy::user(), named("")),
        |s| s.nest("/users/{id}/*", scope()),
        |s| s.nest_service("/{id}*x*", Policy::user(), web::resource("/")),
    ];
    for add in nameless {
        let scope = std::panic::AssertUnwindSafe(scope());
        let panic = std::panic::catch_unwind(|| add({ scope }.0)).unwrap_err();
        let text = panic.downcast_ref::<&str>().unwrap();
        assert_eq!(*text, "a tail has a name before its `*`");
    }
    let _ = scope().public("/users/{id}/{tail}*", any(""));
}
