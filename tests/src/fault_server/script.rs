//! Which reply is next.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use tokio::sync::watch;

use super::{
    certificate::Certificate,
    counts::{Counts, Request},
    reply::Reply,
};

/// What the server's thread and its owner share.
#[derive(Debug)]
pub(super) struct Script {
    orders: Mutex<Orders>,
    pub(super) counts: watch::Sender<Counts>,
    /// Replies that are held wait for a change.
    pub(super) releases: watch::Sender<()>,
    /// Connections that see a change here are reset.
    pub(super) resets: watch::Sender<()>,
}

#[derive(Debug)]
struct Orders {
    next: VecDeque<Reply>,
    standing: Reply,
    certificate: Option<Certificate>,
    last_request: Option<Request>,
}

impl Script {
    pub(super) fn new(certificate: Option<Certificate>) -> Self {
        Self {
            orders: Mutex::new(Orders {
                next: VecDeque::new(),
                standing: Reply::status(404),
                certificate,
                last_request: None,
            }),
            counts: watch::Sender::default(),
            releases: watch::Sender::default(),
            resets: watch::Sender::default(),
        }
    }

    pub(super) fn stand(&self, reply: Reply) {
        self.with(|orders| {
            orders.next.clear();
            orders.standing = reply;
        });
    }

    pub(super) fn queue(&self, replies: impl IntoIterator<Item = Reply>) {
        let replies: Vec<_> = replies.into_iter().collect();
        self.with(|orders| orders.next.extend(replies));
    }

    /// The reply to `request`.
    pub(super) fn reply_to(&self, request: Request) -> Reply {
        self.count(|counts| counts.requests += 1);
        self.with(|orders| {
            orders.last_request = Some(request);
            let next = orders.next.pop_front();
            next.unwrap_or_else(|| orders.standing.clone())
        })
    }

    pub(super) fn last_request(&self) -> Option<Request> {
        self.with(|orders| orders.last_request.clone())
    }

    pub(super) fn show(&self, certificate: Option<Certificate>) {
        self.with(|orders| orders.certificate = certificate);
    }

    pub(super) fn certificate(&self) -> Option<Certificate> {
        self.with(|orders| orders.certificate)
    }

    pub(super) fn count(&self, change: impl FnOnce(&mut Counts)) {
        self.counts.send_modify(change);
    }

    fn with<T>(&self, look: impl FnOnce(&mut Orders) -> T) -> T {
        look(&mut self.orders.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
