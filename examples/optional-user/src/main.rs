//! Articles that everybody may begin and users may finish, on actix: `cargo run -p optional-user`.
#![forbid(unsafe_code)]

#[cfg(test)]
mod tests;
mod trial;

use std::{
    io,
    net::TcpListener,
    sync::{Mutex, PoisonError},
};

use actix_web::{
    App, HttpResponse, HttpServer, Responder,
    dev::Server,
    error::ErrorNotFound,
    web::{self, Data, Path},
};
use cognito_actix::{
    Cognito, ProtectedScope,
    core::{Authenticator, Policy, UserClaims, Verifier},
};
use demo_pool::Demo;

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = Demo::from_env()?;
    let verifier = demo.verifier()?;
    let listener = demo.listen(&trial::trial())?;
    serve(listener, verifier)?.await?;
    Ok(())
}

fn serve(listener: TcpListener, verifier: Verifier) -> io::Result<Server> {
    let auth = Authenticator::from(verifier);
    let comments = Data::new(Comments::default());
    let app = move || {
        App::new()
            .app_data(comments.clone())
            .service(articles(&auth))
    };
    Ok(HttpServer::new(app).workers(2).listen(listener)?.run())
}

fn articles(auth: &Authenticator) -> ProtectedScope {
    ProtectedScope::new(auth.clone())
        .optional("/articles/{name}", web::get().to(read))
        .post("/articles/{name}/comments", Policy::user(), comment)
}

const ARTICLES: [(&str, &str, &str); 2] = [
    (
        "tea",
        "Tea is made of leaves.",
        "Pour water on them, and wait.",
    ),
    ("rain", "Rain is water.", "It falls."),
];

/// What users wrote, with the article's name.
type Comments = Mutex<Vec<(String, String)>>;

/// `None` is somebody without a token. Whoever brings a bad one is refused before, and not taken for nobody.
async fn read(
    Cognito(reader): Cognito<Option<UserClaims>>,
    name: Path<String>,
    comments: Data<Comments>,
) -> Result<String, actix_web::Error> {
    let article = ARTICLES.iter().find(|(known, ..)| *known == *name);
    let (name, beginning, rest) = article.ok_or_else(|| ErrorNotFound("no such article\n"))?;
    let Some(reader) = reader else {
        return Ok(format!("{beginning} Sign in to read on.\n"));
    };
    let comments = comments.lock().unwrap_or_else(PoisonError::into_inner);
    let here = comments.iter().filter(|(article, _)| article == name);
    let comments: String = here.flat_map(|(_, comment)| ["\n- ", comment]).collect();
    let who = reader.username().unwrap_or("reader");
    Ok(format!(
        "{beginning} {rest}\n\nHello {who}. Comments:{comments}\n"
    ))
}

async fn comment(
    Cognito(author): Cognito<UserClaims>,
    name: Path<String>,
    text: String,
    comments: Data<Comments>,
) -> impl Responder {
    let who = author.username().unwrap_or("somebody");
    let mut comments = comments.lock().unwrap_or_else(PoisonError::into_inner);
    comments.push((name.into_inner(), format!("{who}: {text}")));
    HttpResponse::Created()
}
