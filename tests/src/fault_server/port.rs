//! The server's port: what happens before a connection is accepted.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// What a client meets that connects.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Port {
    /// Connections are refused.
    Closed,
    /// Connections are never made (on Linux): the queue of those that wait to be accepted is full, so the system drops what asks for one.
    Full,
    /// Connections are accepted.
    Open,
}

/// A free port that stays ours while nobody listens on it: this socket is bound, and a closed port to everybody else.
pub(super) fn reserve() -> (TcpSocket, SocketAddr) {
    let socket = socket(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let address = socket.local_addr().unwrap();
    (socket, address)
}

pub(super) fn listen(address: SocketAddr) -> TcpListener {
    socket(address).listen(1024).unwrap()
}

/// A listener whose queue is full, with what fills it.
pub(super) async fn full(address: SocketAddr) -> (TcpListener, TcpStream) {
    let listener = socket(address).listen(0).unwrap();
    // Linux queues one connection more than it is told.
    let queued = TcpStream::connect(address).await.unwrap();
    (listener, queued)
}

fn socket(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind(address).unwrap();
    socket
}
