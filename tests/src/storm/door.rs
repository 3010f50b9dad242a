use std::{
    convert::Infallible,
    net::{SocketAddr, TcpListener},
    thread,
};

use actix_web::{
    App, HttpServer,
    dev::{ServerHandle, Service as _},
    http::header::{HeaderName, HeaderValue},
    web,
};
use axum::{Router, middleware::map_response, routing::get};
use cognito_core::{AccessClaims, Reason, Rejection, Verifier};
use cognito_tower::{Cognito, CognitoLayer};
use http::{Request, Response};
use tokio::{sync::oneshot, task::JoinHandle};
use tower::{Layer as _, ServiceExt as _, service_fn, util::BoxCloneSyncService};

use super::{client::Connection, history::Verdict};

/// The header in which the sites here say why they refuse.
const WHY: &str = "x-reason";

type Plain = BoxCloneSyncService<Request<()>, Response<String>, Infallible>;

/// Where a verifier is put to work.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Framework {
    /// A server on a socket.
    Actix,
    /// A server on a socket.
    Axum,
    /// A service in this process.
    Tower,
}

/// A site with one page, which tells the signed-in person's `sub`.
#[derive(Debug)]
pub struct Site {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Actix {
        address: SocketAddr,
        server: ServerHandle,
        thread: thread::JoinHandle<()>,
    },
    Axum {
        address: SocketAddr,
        stop: oneshot::Sender<()>,
        server: JoinHandle<()>,
    },
    Tower(Plain),
}

/// One client's way into a site: a connection that is kept, or a service.
#[derive(Debug)]
pub struct Door(Way);

#[derive(Debug)]
enum Way {
    Wire(Connection),
    Call(Plain),
}

impl Site {
    /// Opens a site behind a verifier of its own.
    pub fn open(framework: Framework, verifier: Verifier) -> Self {
        let kind = match framework {
            Framework::Actix => actix(verifier),
            Framework::Axum => axum(verifier),
            Framework::Tower => tower(verifier),
        };
        Self { kind }
    }

    /// Another client's way in.
    pub async fn door(&self) -> Door {
        Door(match &self.kind {
            Kind::Actix { address, .. } | Kind::Axum { address, .. } => {
                Way::Wire(Connection::open(*address).await)
            }
            Kind::Tower(service) => Way::Call(service.clone()),
        })
    }

    /// Closes it. The doors must have gone before.
    pub async fn close(self) {
        match self.kind {
            Kind::Actix { server, thread, .. } => {
                // At once: actix does not see that a client is gone before it has an answer for it.
                server.stop(false).await;
                thread.join().unwrap();
            }
            Kind::Axum { stop, server, .. } => {
                stop.send(()).unwrap();
                server.await.unwrap();
            }
            Kind::Tower(service) => drop(service),
        }
    }
}

impl Door {
    /// Asks for the page with a token of `subject`, and checks that the answer agrees with itself.
    pub async fn ask(&mut self, token: &str, subject: &str) -> Verdict {
        match &mut self.0 {
            Way::Wire(connection) => {
                let answer = connection.ask(token).await;
                let header = |name| answer.header(name);
                verdict(answer.status, header, &answer.body, subject)
            }
            Way::Call(service) => {
                let request =
                    Request::get("/me").header("authorization", format!("Bearer {token}"));
                // A service that answers at once would keep its thread from everybody else.
                tokio::task::yield_now().await;
                let answer = service.clone().oneshot(request.body(()).unwrap());
                let answer = answer.await.unwrap();
                let header = |name| answer.headers().get(name)?.to_str().ok();
                verdict(answer.status().as_u16(), header, answer.body(), subject)
            }
        }
    }
}

fn verdict<'a>(
    status: u16,
    header: impl Fn(&'static str) -> Option<&'a str>,
    body: &str,
    subject: &str,
) -> Verdict {
    if status == 200 {
        assert_eq!(body, subject, "let in as somebody else");
        return None;
    }
    let why = header(WHY).expect("a refusal that says why");
    let reason = Reason::ALL.iter().find(|reason| reason.as_str() == why);
    let reason = *reason.expect("a known reason");
    assert_eq!(status, reason.class().status(), "{reason}");
    let wait = header("retry-after").map(|wait| wait.parse::<u32>().unwrap());
    assert_eq!(
        wait.is_some_and(|wait| wait > 0),
        status == 503,
        "{reason}: {wait:?}"
    );
    Some(reason)
}

async fn whoami(Cognito(claims): Cognito<AccessClaims>) -> String {
    claims.subject().to_owned()
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn axum(verifier: Verifier) -> Kind {
    let routes: Router = Router::new()
        .route("/me", get(whoami))
        .layer(CognitoLayer::from(verifier))
        .layer(map_response(
            async |mut response: axum::response::Response| {
                if let Some(why) = response.extensions().get().map(Rejection::reason) {
                    let why = http::HeaderValue::from_static(why.as_str());
                    response.headers_mut().insert(WHY, why);
                }
                response
            },
        ));
    let (listener, address) = listener();
    listener.set_nonblocking(true).unwrap();
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    let (stop, stopped) = oneshot::channel();
    let server = tokio::spawn(async move {
        let server = axum::serve(listener, routes);
        let stopped = async { drop(stopped.await) };
        server.with_graceful_shutdown(stopped).await.unwrap();
    });
    Kind::Axum {
        address,
        stop,
        server,
    }
}

fn actix(verifier: Verifier) -> Kind {
    let (listener, address) = listener();
    let auth = cognito_actix::CognitoAuth::from(verifier);
    let (started, handle) = std::sync::mpsc::channel();
    let thread = thread::spawn(move || {
        let server = HttpServer::new(move || {
            let page = |cognito_actix::Cognito::<AccessClaims>(claims)| async move {
                claims.subject().to_owned()
            };
            App::new()
                .route("/me", web::get().to(page))
                .wrap(auth.clone())
                .wrap_fn(|request, inner| {
                    let answer = inner.call(request);
                    async {
                        let mut answer = answer.await?;
                        let why = answer.response().extensions().get().map(Rejection::reason);
                        if let Some(why) = why {
                            let why = HeaderValue::from_static(why.as_str());
                            answer
                                .headers_mut()
                                .insert(HeaderName::from_static(WHY), why);
                        }
                        Ok(answer)
                    }
                })
        });
        let server = server.workers(1).disable_signals().listen(listener);
        actix_web::rt::System::new().block_on(async {
            let server = server.unwrap().run();
            started.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    let server = handle.recv().unwrap();
    Kind::Actix {
        address,
        server,
        thread,
    }
}

fn tower(verifier: Verifier) -> Kind {
    let page = service_fn(async |request: Request<()>| {
        let claims = request.extensions().get::<cognito_core::CognitoClaims>();
        Ok(Response::new(claims.unwrap().subject().to_owned()))
    });
    let service =
        CognitoLayer::from(verifier)
            .layer(page)
            .map_response(|mut response: Response<String>| {
                if let Some(why) = response.extensions().get().map(Rejection::reason) {
                    let why = http::HeaderValue::from_static(why.as_str());
                    response.headers_mut().insert(WHY, why);
                }
                response
            });
    Kind::Tower(BoxCloneSyncService::new(service))
}
