//! Web sockets, with the token where a browser can put it: beside the protocols that it offers.

use std::net::SocketAddr;

use cognito_core::{Authenticator, Expiry, TokenSource, test_util::TestPool};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{
    client_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest as _,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use super::{A_SECOND, MOST_OF_ITS_LIFE};

/// What the server speaks.
const PROTOCOL: &str = "echo";

/// Close code 3000: `Unauthorized`, as registered with IANA.
const UNAUTHORIZED: u16 = 3000;

const EXPIRED: &str = "the token has expired";

fn authenticator(pool: &TestPool) -> Authenticator {
    Authenticator::builder(pool.verifier())
        .token_sources([TokenSource::web_socket("token")])
        .build()
        .unwrap()
}

/// Speaks with an echo behind the layer until its token ends.
async fn check(pool: &TestPool, server: SocketAddr) {
    let open = async |protocols: String| {
        let mut request = format!("ws://{server}/echo").into_client_request().unwrap();
        let protocols = protocols.parse().unwrap();
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocols);
        let stream = TcpStream::connect(server).await.unwrap();
        client_async(request, stream).await
    };
    let Err(Error::Http(refused)) = open(PROTOCOL.to_owned()).await else {
        panic!("a socket was opened without a token");
    };
    assert_eq!(refused.status(), 401);

    let token = pool.access_token().mint();
    let (mut socket, answer) = open(format!("{PROTOCOL}, token.{token}")).await.unwrap();
    assert_eq!(answer.headers()["sec-websocket-protocol"], PROTOCOL);
    for (message, later) in [("one", MOST_OF_ITS_LIFE), ("two", A_SECOND)] {
        socket.send(Message::text(message)).await.unwrap();
        let echo = socket.next().await.unwrap().unwrap();
        assert_eq!(echo, Message::text(message));
        pool.clock().advance(later);
    }
    let end = socket.next().await.unwrap().unwrap();
    let expired = CloseFrame {
        code: CloseCode::from(UNAUTHORIZED),
        reason: EXPIRED.into(),
    };
    assert_eq!(end, Message::Close(Some(expired)));
    assert!(socket.next().await.is_none());
}

#[tokio::test]
async fn in_axum() {
    use axum::{
        Router,
        extract::ws::{self, WebSocket, WebSocketUpgrade},
        response::Response,
        routing::any,
    };
    use cognito_tower::{Cognito, CognitoLayer};

    async fn echo(upgrade: WebSocketUpgrade, Cognito(expiry): Cognito<Expiry>) -> Response {
        let upgrade = upgrade.protocols([PROTOCOL]);
        upgrade.on_upgrade(|socket| speak(socket, expiry))
    }

    async fn speak(mut socket: WebSocket, mut expiry: Expiry) {
        loop {
            tokio::select! {
                () = &mut expiry => {
                    let close = ws::CloseFrame { code: UNAUTHORIZED, reason: EXPIRED.into() };
                    let _ = socket.send(ws::Message::Close(Some(close))).await;
                    return;
                }
                message = socket.recv() => match message {
                    Some(Ok(message @ ws::Message::Text(_))) => socket.send(message).await.unwrap(),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return,
                },
            }
        }
    }

    let pool = TestPool::new();
    let app: Router = Router::new()
        .route("/echo", any(echo))
        .layer(CognitoLayer::new(authenticator(&pool)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = listener.local_addr().unwrap();
    let serving = tokio::spawn(axum::serve(listener, app).into_future());
    check(&pool, server).await;
    serving.abort();
}

#[actix_web::test]
async fn in_actix() {
    use actix_web::{App, HttpRequest, HttpResponse, HttpServer, rt, web};
    use actix_ws::{CloseReason, Message, MessageStream, Session};
    use cognito_actix::{Cognito, CognitoAuth};

    async fn echo(
        request: HttpRequest,
        body: web::Payload,
        Cognito(expiry): Cognito<Expiry>,
    ) -> actix_web::Result<HttpResponse> {
        let (answer, session, messages) =
            actix_ws::handle_with_protocols(&request, body, &[PROTOCOL])?;
        rt::spawn(speak(session, messages, expiry));
        Ok(answer)
    }

    async fn speak(mut session: Session, mut messages: MessageStream, mut expiry: Expiry) {
        loop {
            tokio::select! {
                () = &mut expiry => {
                    let code = UNAUTHORIZED.into();
                    let close = CloseReason { code, description: Some(EXPIRED.to_owned()) };
                    let _ = session.close(Some(close)).await;
                    return;
                }
                message = messages.recv() => match message {
                    Some(Ok(Message::Text(text))) => session.text(text).await.unwrap(),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return,
                },
            }
        }
    }

    let pool = TestPool::new();
    let auth = authenticator(&pool);
    let app = move || {
        App::new()
            .route("/echo", web::get().to(echo))
            .wrap(CognitoAuth::new(auth.clone()))
    };
    let server = HttpServer::new(app).workers(1).disable_signals();
    let server = server.bind("127.0.0.1:0").unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    let serving = tokio::spawn(server);
    check(&pool, address).await;
    handle.stop(false).await;
    serving.await.unwrap().unwrap();
}
