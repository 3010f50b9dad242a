//! A proxy that lets everything through to one place, whatever it is asked for, or nothing at all.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

pub(crate) struct Proxy {
    pub(crate) url: String,
    asked: mpsc::UnboundedReceiver<String>,
}

impl Proxy {
    /// Leads to `target`.
    pub(crate) async fn to(target: SocketAddr) -> Self {
        Self::start(Some(target)).await
    }

    /// Wants credentials that nobody has.
    pub(crate) async fn closed() -> Self {
        Self::start(None).await
    }

    async fn start(target: Option<SocketAddr>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (tell, asked) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, target, tell.clone()));
            }
        });
        Self { url, asked }
    }

    /// The first lines of the requests so far.
    pub(crate) fn asked(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.asked.try_recv().ok()).collect()
    }
}

async fn serve(client: TcpStream, target: Option<SocketAddr>, tell: mpsc::UnboundedSender<String>) {
    let mut client = BufReader::new(client);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        client.read_line(&mut line).await.unwrap();
        match line.trim_end() {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    tell.send(head[0].clone()).unwrap();
    let Some(target) = target else {
        let refusal = b"HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n";
        let _ = client.write_all(refusal).await;
        return;
    };
    let mut server = TcpStream::connect(target).await.unwrap();
    client.write_all(b"HTTP/1.1 200 Yes\r\n\r\n").await.unwrap();
    // However the two part.
    let _ = copy_bidirectional(&mut client, &mut server).await;
}
