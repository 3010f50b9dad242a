//! One connection.

use std::{io, sync::Arc};

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::{counts::Request, reply::Act, script::Script};

/// A head that is longer is not answered.
const MOST_HEAD: usize = 64 * 1024;

pub(super) trait Transport: AsyncRead + AsyncWrite + Unpin {
    fn tcp(&self) -> &TcpStream;
}

impl Transport for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Transport for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// The client is gone, or has been sent away.
struct Over;

impl From<io::Error> for Over {
    fn from(_: io::Error) -> Self {
        Self
    }
}

/// Answers the requests of a connection until one side ends it.
pub(super) async fn serve(stream: TcpStream, script: Arc<Script>) {
    let _open = Open::new(&script);
    let Some(certificate) = script.certificate() else {
        return converse(stream, &script).await;
    };
    let acceptor = TlsAcceptor::from(certificate.config());
    if let Ok(stream) = acceptor.accept(stream).await {
        converse(stream, &script).await;
    }
}

async fn converse(mut stream: impl Transport, script: &Script) {
    let mut resets = script.resets.subscribe();
    let is_reset = tokio::select! {
        _ = answer_all(&mut stream, script) => false,
        _ = resets.changed() => true,
    };
    if is_reset {
        let _ = stream.tcp().set_zero_linger();
    }
}

async fn answer_all(stream: &mut impl Transport, script: &Script) -> Result<(), Over> {
    loop {
        let request = read_head(stream).await?;
        for act in script.reply_to(request).acts() {
            perform(act, stream, script).await?;
        }
    }
}

async fn read_head(stream: &mut impl Transport) -> Result<Request, Over> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() > MOST_HEAD || stream.read_buf(&mut head).await? == 0 {
            return Err(Over);
        }
        // A TLS handshake, say: no client of this port waits for the end of its head.
        if !head.first().is_some_and(u8::is_ascii_uppercase) {
            let answer = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
            stream.write_all(answer).await?;
            return Err(Over);
        }
    }
    Ok(Request::new(&head))
}

async fn perform(act: Act, stream: &mut impl Transport, script: &Script) -> Result<(), Over> {
    match act {
        Act::Close => {
            stream.shutdown().await?;
            Err(Over)
        }
        Act::Endless(chunk) => loop {
            stream.write_all(&chunk).await?;
        },
        Act::Hold => {
            let mut releases = script.releases.subscribe();
            let release = async move { drop(releases.changed().await) };
            stall(stream, script, release).await
        }
        Act::Pause(time) => stall(stream, script, tokio::time::sleep(time)).await,
        Act::Reset => {
            stream.tcp().set_zero_linger()?;
            Err(Over)
        }
        Act::Send(bytes) => {
            stream.write_all(&bytes).await?;
            Ok(stream.flush().await?)
        }
        Act::Silence => stall(stream, script, std::future::pending()).await,
    }
}

/// Keeps the client waiting; it may go meanwhile.
async fn stall(
    stream: &mut impl Transport,
    script: &Script,
    end: impl Future<Output = ()>,
) -> Result<(), Over> {
    let _stalled = Stalled::new(script);
    tokio::select! {
        () = end => Ok(()),
        // No client sends anything before it has its answer.
        _ = stream.read_u8() => Err(Over),
    }
}

/// Counted as open while it lives.
struct Open<'s>(&'s Script);

impl<'s> Open<'s> {
    fn new(script: &'s Script) -> Self {
        script.count(|counts| {
            counts.connections += 1;
            counts.open += 1;
            counts.most_open = counts.most_open.max(counts.open);
        });
        Self(script)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.count(|counts| counts.open -= 1);
    }
}

/// Counted as stalled while it lives.
struct Stalled<'s>(&'s Script);

impl<'s> Stalled<'s> {
    fn new(script: &'s Script) -> Self {
        script.count(|counts| counts.stalled += 1);
        Self(script)
    }
}

impl Drop for Stalled<'_> {
    fn drop(&mut self) {
        self.0.count(|counts| counts.stalled -= 1);
    }
}
