//! The one figure of fetching that is not the store's: the limit of the connection. It takes two seconds of real time, because
//! that timer is in `reqwest`, which asks no clock of ours.

use std::time::{Duration, Instant};

use tokio::{
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::jwks::{FetchErrorKind, FetchJwks as _, ReqwestFetcher};

/// A listener whose queue is full: the system answers no further connection.
#[tokio::test]
async fn a_connection_that_nobody_takes_up_is_given_up_after_two_seconds() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queued = Vec::new();
    while let Ok(stream) = timeout(Duration::from_millis(100), TcpStream::connect(address)).await {
        queued.push(stream.unwrap());
    }

    let begun = Instant::now();
    let fetcher = ReqwestFetcher::new();
    let url = format!("http://{address}/jwks.json");
    // By itself the system tries for half a minute or more.
    let fetch = timeout(Duration::from_secs(15), fetcher.fetch(&url));
    let error = fetch.await.expect("it is given up").unwrap_err();
    let kind = error.kind();
    assert!(
        matches!(kind, FetchErrorKind::Connect | FetchErrorKind::Timeout),
        "{kind:?}"
    );
    assert!(begun.elapsed() >= Duration::from_secs(2));
}
