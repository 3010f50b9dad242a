//! A chat whose connections end when the token does, on axum: `cargo run -p websocket`.
//!
//! A browser's WebSocket cannot send an `Authorization` header. It offers its token as a subprotocol.
#![forbid(unsafe_code)]

#[cfg(test)]
mod tests;
mod trial;

use std::time::Duration;

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket, close_code},
    },
    response::{Html, Response},
    routing::get,
};
use cognito_tower::{
    Cognito, ProtectedRouter,
    core::{Authenticator, BuildError, Expiry, Policy, TokenSource, UserClaims, Verifier},
};
use demo_pool::Demo;
use tokio::{
    net::TcpListener,
    select,
    sync::broadcast::{Receiver, Sender, error::RecvError},
    time::timeout,
};

/// What is said, by whom.
type Room = Sender<String>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let demo = Demo::from_env()?;
    let app = routes(demo.verifier()?)?.finish();
    let listener = TcpListener::from_std(demo.listen(&trial::trial())?)?;
    axum::serve(listener, app.with_state(Room::new(64))).await?;
    Ok(())
}

fn routes(verifier: Verifier) -> Result<ProtectedRouter<Room>, BuildError> {
    let sources = [TokenSource::bearer(), TokenSource::web_socket("bearer")];
    let auth = Authenticator::builder(verifier).token_sources(sources);
    Ok(ProtectedRouter::new(auth.build()?)
        .get("/chat", Policy::user(), chat)
        .public("/", get(Html(include_str!("page.html")))))
}

/// The handshake: the last place where there is an HTTP answer.
async fn chat(
    upgrade: WebSocketUpgrade,
    State(room): State<Room>,
    Cognito(user): Cognito<UserClaims>,
    Cognito(expiry): Cognito<Expiry>,
) -> Response {
    let name = user.username().unwrap_or("somebody").to_owned();
    let heard = room.subscribe();
    upgrade
        .protocols(["chat"]) // never the one that holds the token
        .max_message_size(4096)
        .on_upgrade(async move |mut socket| {
            select! {
                () = expiry => say_goodbye(socket).await,
                () = converse(&mut socket, &name, &room, heard) => {}
            }
        })
}

/// Passes on what is said, until the connection ends.
async fn converse(socket: &mut WebSocket, name: &str, room: &Room, mut heard: Receiver<String>) {
    loop {
        select! {
            said = socket.recv() => match said {
                Some(Ok(Message::Text(text))) => drop(room.send(format!("{name}: {text}"))),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
            line = heard.recv() => {
                let line = match line {
                    Ok(line) => line,
                    Err(RecvError::Lagged(missed)) => format!("- {missed} lines missed"),
                    Err(RecvError::Closed) => return,
                };
                if socket.send(line.into()).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// Tells the client to come back with a new token, and does not wait for one that no longer listens.
async fn say_goodbye(mut socket: WebSocket) {
    let frame = CloseFrame {
        code: close_code::POLICY,
        reason: "the token has expired".into(),
    };
    let sent = socket.send(Message::Close(Some(frame)));
    drop(timeout(Duration::from_secs(5), sent).await);
}
