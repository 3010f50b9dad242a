use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// One connection, kept alive, over which one request goes at a time.
#[derive(Debug)]
pub(super) struct Connection {
    address: SocketAddr,
    stream: TcpStream,
    /// What was read, from the start of an answer on.
    buffer: Vec<u8>,
}

/// An answer as it came over the wire.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    head: String,
    pub(super) body: String,
}

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            address,
            stream,
            buffer: Vec::new(),
        }
    }

    /// Asks for `/me` with a token.
    pub(super) async fn ask(&mut self, token: &str) -> Response {
        let request = format!(
            "GET /me HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\n\r\n",
            self.address
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
        let end = loop {
            if let Some(end) = self
                .buffer
                .windows(4)
                .position(|bytes| bytes == b"\r\n\r\n")
            {
                break end;
            }
            self.read().await;
        };
        let head = String::from_utf8(self.buffer[..end].to_vec()).unwrap();
        let mut response = Response {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_ascii_lowercase(),
            body: String::new(),
        };
        let body = end + 4;
        let length: usize = response.header("content-length").unwrap().parse().unwrap();
        while self.buffer.len() < body + length {
            self.read().await;
        }
        response.body = String::from_utf8(self.buffer[body..body + length].to_vec()).unwrap();
        self.buffer.drain(..body + length);
        response
    }

    async fn read(&mut self) {
        let read = self.stream.read_buf(&mut self.buffer).await.unwrap();
        assert!(read > 0, "the server hung up");
    }
}

impl Response {
    /// A header's value. Names and values are in lower case here.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            (found == name).then_some(value.trim())
        })
    }
}
