//! A shopping basket for browsers: the token in a cookie that scripts cannot read, on actix: `cargo run -p cookie-session`.
#![forbid(unsafe_code)]

#[cfg(test)]
mod tests;
mod trial;

use std::{
    collections::HashMap,
    io,
    net::TcpListener,
    sync::{Mutex, PoisonError},
};

use actix_web::{
    App, HttpResponse, HttpServer, Responder,
    dev::Server,
    web::{self, Data, Html, Json},
};
use cognito_actix::{
    Cognito, ProtectedScope,
    core::{
        Authenticator, BearerToken, BuildError, Expiry, Policy, SubjectKey, TokenSource, Verifier,
    },
};
use demo_pool::Demo;

/// Browsers take a cookie of this prefix from the host itself only, and only with `Secure` and `Path=/`.
const COOKIE: &str = "__Host-session";

/// What each user wants to buy.
type Baskets = Mutex<HashMap<SubjectKey, Vec<String>>>;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = Demo::from_env()?;
    let guards = Guards::new(demo.verifier()?)?;
    let listener = demo.listen(&trial::trial())?;
    serve(listener, guards)?.await?;
    Ok(())
}

fn serve(listener: TcpListener, guards: Guards) -> io::Result<Server> {
    let baskets = Data::new(Baskets::default());
    let app = move || App::new().app_data(baskets.clone()).service(guards.shop());
    Ok(HttpServer::new(app).workers(2).listen(listener)?.run())
}

#[derive(Clone)]
struct Guards {
    /// Wants the token in the `Authorization` header, where no other site's page can put it.
    header: Authenticator,
    /// Wants it in the cookie, and that the site's own page causes the request where it may change something. Programs, and the
    /// check for open routes, send the header.
    cookie: Authenticator,
}

impl Guards {
    fn new(verifier: Verifier) -> Result<Self, BuildError> {
        let cookie = TokenSource::cookie(COOKIE);
        Ok(Self {
            header: Authenticator::from(verifier.clone()),
            cookie: Authenticator::builder(verifier)
                .token_sources([TokenSource::bearer(), cookie])
                .build()?,
        })
    }

    fn shop(&self) -> ProtectedScope {
        let session = ProtectedScope::new(self.header.clone())
            .post("/", Policy::user(), begin)
            .public("/", web::delete().to(end));
        ProtectedScope::new(self.cookie.clone())
            .public(
                "/",
                web::get().to(async || Html::new(include_str!("page.html"))),
            )
            .nest("/session", session)
            .get("/basket", Policy::user(), basket)
            .post("/basket", Policy::user(), add)
    }
}

/// From here on the browser keeps the token, for as long as it is good.
async fn begin(
    Cognito(token): Cognito<BearerToken>,
    Cognito(expiry): Cognito<Expiry>,
) -> impl Responder {
    set_cookie(token.expose(), expiry.remaining().as_secs())
}

/// Open to everybody: a session that is over already may end, too.
async fn end() -> impl Responder {
    set_cookie("", 0)
}

fn set_cookie(value: &str, seconds: u64) -> HttpResponse {
    let cookie =
        format!("{COOKIE}={value}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Lax");
    HttpResponse::NoContent()
        .insert_header(("set-cookie", cookie))
        .insert_header(("cache-control", "no-store"))
        .finish()
}

async fn basket(Cognito(user): Cognito<SubjectKey>, baskets: Data<Baskets>) -> Json<Vec<String>> {
    let baskets = baskets.lock().unwrap_or_else(PoisonError::into_inner);
    Json(baskets.get(&user).cloned().unwrap_or_default())
}

async fn add(
    Cognito(user): Cognito<SubjectKey>,
    baskets: Data<Baskets>,
    item: String,
) -> impl Responder {
    let mut baskets = baskets.lock().unwrap_or_else(PoisonError::into_inner);
    baskets.entry(user).or_default().push(item);
    HttpResponse::Created()
}
