//! A store that answers as it is told.

use std::{
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use cognito_core::{
    CognitoClaims,
    revocation::{Revocation, RevocationCheck, RevocationError, RevocationStatus},
};

/// How the store answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Answer {
    Now(Word),
    Later(Word),
    Never,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Word {
    Active,
    Revoked,
    Failed,
}

impl Word {
    fn said(self) -> Result<RevocationStatus, RevocationError> {
        match self {
            Self::Active => Ok(RevocationStatus::Active),
            Self::Revoked => Ok(RevocationStatus::Revoked),
            Self::Failed => Err(RevocationError::new("connection refused")),
        }
    }
}

/// A store that answers as it is told, and counts.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) answer: Mutex<Answer>,
    asked: AtomicUsize,
    in_the_air: Arc<AtomicUsize>,
}

impl Store {
    pub(super) fn new(answer: Answer) -> Arc<Self> {
        Arc::new(Self {
            answer: Mutex::new(answer),
            asked: AtomicUsize::new(0),
            in_the_air: Arc::default(),
        })
    }

    pub(super) fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::SeqCst)
    }

    pub(super) fn in_the_air(&self) -> usize {
        self.in_the_air.load(Ordering::SeqCst)
    }
}

impl Revocation for Store {
    fn check(&self, _: &CognitoClaims) -> RevocationCheck {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let flight = Flight::begin(&self.in_the_air);
        match *self.answer.lock().unwrap() {
            Answer::Now(word) => RevocationCheck::Ready(word.said()),
            Answer::Later(word) => RevocationCheck::pending(async move {
                let _flight = flight;
                tokio::task::yield_now().await;
                word.said()
            }),
            Answer::Never => RevocationCheck::pending(async move {
                let _flight = flight;
                pending().await
            }),
        }
    }
}

/// Counted for as long as it lives.
struct Flight(Arc<AtomicUsize>);

impl Flight {
    fn begin(counter: &Arc<AtomicUsize>) -> Self {
        counter.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(counter))
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
