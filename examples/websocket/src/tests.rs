#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::net::SocketAddr;

use cognito_tower::assert_no_open_routes;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest as _},
};

use super::*;

type Client = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

fn start(demo: &Demo, verifier: Verifier) -> SocketAddr {
    let listener = TcpListener::from_std(demo.listen(&trial::trial()).unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let server = axum::serve(
        listener,
        routes(verifier).unwrap().finish().with_state(Room::new(64)),
    );
    tokio::spawn(server.into_future());
    address
}

/// Enters as a browser does.
async fn enter(address: SocketAddr, token: &str) -> Client {
    let mut request = format!("ws://{address}/chat")
        .into_client_request()
        .unwrap();
    let offered = format!("chat, bearer.{token}").parse().unwrap();
    request
        .headers_mut()
        .insert("sec-websocket-protocol", offered);
    let (client, response) = connect_async(request).await.unwrap();
    assert_eq!(response.headers()["sec-websocket-protocol"], "chat");
    client
}

async fn hear(client: &mut Client) -> Message {
    client.next().await.unwrap().unwrap()
}

#[tokio::test]
async fn it_answers_as_printed() {
    let demo = Demo::in_memory();
    let address = start(&demo, demo.verifier().unwrap());
    let run = move || trial::trial().run(demo.pools().unwrap(), address);
    let answers = tokio::task::spawn_blocking(run).await.unwrap();
    let accepted = answers[1].text.to_lowercase();
    assert!(
        accepted.contains("\r\nsec-websocket-protocol: chat\r\n"),
        "{accepted}"
    );
}

#[tokio::test]
async fn what_one_says_the_others_hear_until_the_token_ends() {
    let demo = Demo::in_memory();
    let pool = demo.pools().unwrap().main();
    let address = start(&demo, pool.verifier()); // by the pool's clock, which we move
    let mut ann = enter(address, &pool.access_token().username("ann").mint()).await;
    let soon = pool
        .access_token()
        .username("bob")
        .expires_in(Duration::from_secs(60));
    let mut bob = enter(address, &soon.mint()).await;

    ann.send("hello".into()).await.unwrap();
    for client in [&mut ann, &mut bob] {
        assert_eq!(hear(client).await, "ann: hello".into());
    }
    pool.clock().advance(Duration::from_secs(60));
    let Message::Close(Some(frame)) = hear(&mut bob).await else {
        panic!("the connection goes on without a token");
    };
    assert_eq!(
        (frame.code.into(), &*frame.reason),
        (close_code::POLICY, "the token has expired")
    );

    ann.send("still here".into()).await.unwrap();
    assert_eq!(hear(&mut ann).await, "ann: still here".into());
}

#[tokio::test]
async fn no_route_is_open() {
    let demo = Demo::in_memory();
    let router = routes(demo.verifier().unwrap()).unwrap();
    let table = router.table();
    let app = router.finish().with_state(Room::new(64));
    assert_no_open_routes(app, &table, demo.pools().unwrap().main()).await;
}
