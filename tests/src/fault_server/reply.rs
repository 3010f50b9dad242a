//! What the server sends, and how.

use std::{fmt::Write as _, time::Duration};

use bytes::Bytes;

use super::bomb;

/// The answer to one request: what is said, and what goes wrong while it is said.
///
/// ```
/// use std::time::Duration;
/// use cognito_tests::fault_server::Reply;
///
/// let cut_off = Reply::ok(r#"{"keys":[]}"#).cut_at(4);
/// let slow = Reply::ok(r#"{"keys":[]}"#).drip(1, Duration::from_millis(10));
/// let late = Reply::status(429).header("retry-after", "30").held();
/// # let _ = (cut_off, slow, late);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    wait: Option<Act>,
    delivery: Delivery,
}

#[derive(Clone, Debug)]
enum Delivery {
    CutAt(usize),
    Drip(usize, Duration),
    Endless,
    HangUp,
    Raw(Bytes),
    Reset,
    ResetAt(usize),
    Silence,
    SlowHead(Duration),
    Whole,
}

/// One thing that the server does on a connection.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// Closes the connection in an orderly way.
    Close,
    /// Sends this until the client goes.
    Endless(Bytes),
    /// Waits for the next release.
    Hold,
    Pause(Duration),
    /// Closes the connection with a reset.
    Reset,
    Send(Bytes),
    /// Says no more, until the client goes.
    Silence,
}

impl Reply {
    /// 200 with this body, as JSON.
    pub fn ok(body: impl Into<Bytes>) -> Self {
        Self {
            body: body.into(),
            ..Self::status(200).header("content-type", "application/json")
        }
    }

    /// This status with an empty body.
    pub fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            wait: None,
            delivery: Delivery::Whole,
        }
    }

    /// 200 with a web page, as captive portals and proxies answer.
    pub fn html() -> Self {
        Self {
            body: "<!doctype html><title>Sign in</title>".into(),
            ..Self::status(200).header("content-type", "text/html")
        }
    }

    /// A redirect to `location`.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("location", location)
    }

    /// 200 with `document` and as many spaces after it as make `bytes` in all.
    pub fn padded(document: &str, bytes: usize) -> Self {
        let mut padded = document.as_bytes().to_vec();
        padded.resize(bytes, b' ');
        Self::ok(padded)
    }

    /// 200 with a body of some 100 KB for each 16 MiB that it inflates to (`content-encoding: gzip`).
    pub fn gzip_bomb(mebibytes: usize) -> Self {
        Self::ok(bomb::gzip(mebibytes)).header("content-encoding", "gzip")
    }

    /// These bytes instead of an HTTP answer; then the connection is closed.
    pub fn raw(bytes: impl Into<Bytes>) -> Self {
        Self::broken(Delivery::Raw(bytes.into()))
    }

    /// Nothing, ever. The connection stays open until the client goes.
    pub fn silence() -> Self {
        Self::broken(Delivery::Silence)
    }

    /// The connection is closed without an answer.
    pub fn hang_up() -> Self {
        Self::broken(Delivery::HangUp)
    }

    /// The connection is reset without an answer.
    pub fn reset() -> Self {
        Self::broken(Delivery::Reset)
    }

    /// Another status, with the headers and the body as they are.
    pub fn status_code(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Adds a header, or replaces the one of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The answer begins after this time.
    pub fn after(mut self, delay: Duration) -> Self {
        self.wait = Some(Act::Pause(delay));
        self
    }

    /// The answer begins at the next [`release`](super::FaultServer::release).
    pub fn held(mut self) -> Self {
        self.wait = Some(Act::Hold);
        self
    }

    /// The head comes byte by byte, with this pause between them; the body at once.
    pub fn slow_head(mut self, every: Duration) -> Self {
        self.delivery = Delivery::SlowHead(every);
        self
    }

    /// The body comes in pieces of `bytes`, with this pause before each.
    pub fn drip(mut self, bytes: usize, every: Duration) -> Self {
        self.delivery = Delivery::Drip(bytes, every);
        self
    }

    /// After `bytes` of the body the connection is closed; the head has promised all of it.
    pub fn cut_at(mut self, bytes: usize) -> Self {
        self.delivery = Delivery::CutAt(bytes);
        self
    }

    /// After `bytes` of the body the connection is reset.
    pub fn reset_at(mut self, bytes: usize) -> Self {
        self.delivery = Delivery::ResetAt(bytes);
        self
    }

    /// The body, or spaces if there is none, is sent again and again until the client goes, in chunks of 16 KiB.
    pub fn endless(mut self) -> Self {
        self.delivery = Delivery::Endless;
        self
    }

    /// What to do on the connection.
    pub(super) fn acts(&self) -> Vec<Act> {
        let mut acts = Vec::from_iter(self.wait.clone());
        let head = self.head();
        let body = &self.body;
        let until = |end: usize| body.slice(..end.min(body.len()));
        match &self.delivery {
            Delivery::CutAt(end) => {
                acts.extend([Act::Send(head), Act::Send(until(*end)), Act::Close]);
            }
            Delivery::Drip(bytes, every) => {
                acts.push(Act::Send(head));
                acts.extend(in_pieces(body, *bytes, *every));
            }
            Delivery::Endless => acts.extend([Act::Send(head), Act::Endless(chunk(body))]),
            Delivery::HangUp => acts.push(Act::Close),
            Delivery::Raw(bytes) => acts.extend([Act::Send(bytes.clone()), Act::Close]),
            Delivery::Reset => acts.push(Act::Reset),
            Delivery::ResetAt(end) => {
                acts.extend([Act::Send(head), Act::Send(until(*end)), Act::Reset]);
            }
            Delivery::Silence => acts.push(Act::Silence),
            Delivery::SlowHead(every) => {
                acts.extend(in_pieces(&head, 1, *every));
                acts.push(Act::Send(body.clone()));
            }
            Delivery::Whole => acts.extend([Act::Send(head), Act::Send(body.clone())]),
        }
        acts
    }

    fn broken(delivery: Delivery) -> Self {
        Self {
            delivery,
            ..Self::status(200)
        }
    }

    fn head(&self) -> Bytes {
        let mut head = format!("HTTP/1.1 {} Told\r\n", self.status);
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if matches!(self.delivery, Delivery::Endless) {
            head.push_str("transfer-encoding: chunked\r\n");
        } else if self.status != 204 {
            let _ = write!(head, "content-length: {}\r\n", self.body.len());
        }
        head.push_str("\r\n");
        head.into()
    }
}

fn in_pieces(bytes: &Bytes, size: usize, every: Duration) -> Vec<Act> {
    (0..bytes.len())
        .step_by(size)
        .flat_map(|at| {
            let piece = bytes.slice(at..(at + size).min(bytes.len()));
            [Act::Pause(every), Act::Send(piece)]
        })
        .collect()
}

fn chunk(body: &[u8]) -> Bytes {
    let body = if body.is_empty() { b" " } else { body };
    let body = body.repeat(16 * 1024 / body.len().min(16 * 1024));
    [format!("{:x}\r\n", body.len()).as_bytes(), &body, b"\r\n"]
        .concat()
        .into()
}
