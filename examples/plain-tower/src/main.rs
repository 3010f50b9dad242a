//! A notebook for each user, on hyper and tower without a web framework: `cargo run -p plain-tower`.
#![forbid(unsafe_code)]

#[cfg(test)]
mod tests;
mod trial;

use std::{collections::HashMap, convert::Infallible, io, sync::Arc};

use bytes::Bytes;
use cognito_tower::{
    CognitoLayer, RejectionResponse as _, Render, RequireLayer,
    core::{Policy, SubjectKey, Verifier},
    extract,
};
use demo_pool::Demo;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{
    body::{Body, Incoming},
    server::conn::http1,
};
use hyper_util::{rt::TokioIo, service::TowerToHyperService};
use tokio::{net::TcpListener, sync::Mutex};
use tower::{BoxError, ServiceBuilder, ServiceExt as _, service_fn, util::BoxCloneService};

/// The longest note, in bytes.
const MAX_NOTE: usize = 4096;

/// Each user's note.
type Notes = Arc<Mutex<HashMap<SubjectKey, Bytes>>>;
type Answer = Response<Full<Bytes>>;
type App<B> = BoxCloneService<Request<B>, Answer, Infallible>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = Demo::from_env()?;
    let app = app(demo.verifier()?);
    let listener = TcpListener::from_std(demo.listen(&trial::trial())?)?;
    serve(listener, app).await?;
    Ok(())
}

async fn serve(listener: TcpListener, app: App<Incoming>) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let app = TowerToHyperService::new(app.clone());
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), app);
        tokio::spawn(async { drop(connection.await) }); // a client that went away is no news
    }
}

/// One public route before the layer; all that the layer covers is refused without a token, whatever the path.
fn app<B>(verifier: Verifier) -> App<B>
where
    B: Body<Data: Send, Error: Into<BoxError>> + Send + 'static,
{
    let notes = Notes::default();
    let members = ServiceBuilder::new()
        .layer(CognitoLayer::from(verifier))
        .layer(RequireLayer::new(Policy::user()))
        .service_fn(move |request| note(notes.clone(), request));
    BoxCloneService::new(service_fn(move |request: Request<B>| {
        let members = members.clone();
        async move {
            match request.uri().path() {
                "/health" => Ok(answer(StatusCode::OK, "ok")),
                _ => members.oneshot(request).await,
            }
        }
    }))
}

async fn note<B>(notes: Notes, request: Request<B>) -> Result<Answer, Infallible>
where
    B: Body<Error: Into<BoxError>>,
{
    let user: SubjectKey = match extract(&request) {
        Ok(user) => user,
        Err(refused) => return Ok(Render::default().respond(refused.rejection())),
    };
    let (head, body) = request.into_parts();
    Ok(match (head.method, head.uri.path()) {
        (Method::GET, "/note") => match notes.lock().await.get(&user) {
            Some(note) => answer(StatusCode::OK, note.clone()),
            None => answer(StatusCode::NOT_FOUND, "no note yet"),
        },
        (Method::PUT, "/note") => match Limited::new(body, MAX_NOTE).collect().await {
            Ok(note) => {
                notes.lock().await.insert(user, note.to_bytes());
                answer(StatusCode::NO_CONTENT, "")
            }
            Err(_) => answer(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too long, or not all of it came",
            ),
        },
        (_, "/note") => answer(StatusCode::METHOD_NOT_ALLOWED, "GET or PUT"),
        _ => answer(StatusCode::NOT_FOUND, "there is /note"),
    })
}

fn answer(status: StatusCode, body: impl Into<Bytes>) -> Answer {
    let mut answer = Answer::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer
}
