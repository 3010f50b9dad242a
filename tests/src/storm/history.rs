use std::time::Duration;

use cognito_core::Reason;

use super::issuer::{Overlap, Rotation};

/// What went on between one site, its clients and its key set endpoint. Times count from when the issuer was made, all on one
/// clock.
#[derive(Debug)]
pub struct History {
    /// Whether a key is still published when the next one signs.
    pub overlap: Overlap,
    /// When each version of the key set was published.
    pub rotations: Vec<Rotation>,
    /// The refresh interval of the site's key store.
    pub interval: Duration,
    /// What the key store fetched, in its order.
    pub fetches: Vec<Fetch>,
    /// What the clients saw, in any order.
    pub samples: Vec<Sample>,
}

/// One fetch of the key set, as the key store's fetcher saw it.
#[derive(Clone, Copy, Debug)]
pub struct Fetch {
    /// Before it was sent.
    pub began: Duration,
    /// After the answer was read, and before the store had it.
    pub ended: Duration,
    /// The least and the greatest version that it may have brought; `None` if it failed.
    pub served: Option<(usize, usize)>,
}

/// One request, as the client saw it.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Before it was sent.
    pub sent: Duration,
    /// After the answer was read.
    pub answered: Duration,
    /// What was sent.
    pub asked: Asked,
    /// The answer.
    pub got: Verdict,
}

/// What a token is like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Asked {
    /// A good token, signed with this key. It was published when the token was sent, or has been before.
    Good(usize),
    /// As [`Good`](Self::Good), but for its signature.
    Forged(usize),
    /// A token that names a key which is never published.
    NeverPublished,
    /// A token that is refused for this, whatever the keys are.
    Hopeless(Reason),
}

/// The reason of a refusal; `None` where the request was let in.
pub type Verdict = Option<Reason>;
