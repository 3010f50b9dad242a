//! Without the feature `token-cache` a verifier remembers nothing.

#![expect(
    clippy::unused_self,
    reason = "the signatures are those of the twin, `memory.rs`"
)]

use super::{Inner, place::Place};
use crate::{
    CognitoClaims, TokenUse,
    jwks::{KeyRef, Moment},
};

#[derive(Debug, Default)]
pub(super) struct Memory;

pub(crate) struct Admission;

/// What there is to remember of a verification.
#[derive(Clone, Copy)]
pub(super) struct Voucher;

impl Memory {
    pub(super) fn origin(&self, _: &Place<'_>, _: &KeyRef, _: &CognitoClaims) -> Voucher {
        Voucher
    }

    pub(super) fn remember(&self, _: &[u8], _: &CognitoClaims, _: Voucher) {}

    pub(super) fn later(&self, _: &[u8], _: Voucher) -> Admission {
        Admission
    }
}

impl Admission {
    pub(super) fn none() -> Self {
        Self
    }

    pub(super) fn admit(self, _: &CognitoClaims) {}
}

impl Inner {
    pub(super) fn recall(&self, _: Option<TokenUse>, _: &[u8], _: Moment) -> Option<CognitoClaims> {
        None
    }
}
