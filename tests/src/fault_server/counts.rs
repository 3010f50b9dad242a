//! What came in.

/// How often and by how many the server was asked. Connections that end are counted as soon as the server sees it: wait with
/// [`FaultServer::until`](super::FaultServer::until).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// Connections that were accepted.
    pub connections: usize,
    /// Connections that are open.
    pub open: usize,
    /// The most connections that were open at once.
    pub most_open: usize,
    /// Requests whose head was read.
    pub requests: usize,
    /// Connections on which the server keeps the client waiting now: by a delay, a drip, silence, or because it holds the reply.
    pub stalled: usize,
}

/// The head of a request.
#[derive(Clone, Debug)]
pub struct Request(Box<str>);

impl Request {
    pub(super) fn new(head: &[u8]) -> Self {
        Self(String::from_utf8_lossy(head).into())
    }

    /// The path that was asked for.
    pub fn path(&self) -> &str {
        self.0.split(' ').nth(1).unwrap_or_default()
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}
