//! The same site in each framework.

mod actix;
mod axum;
mod tower;

use crate::{Answer, Call, LiveSite, Placement};

/// A framework that a site can be built in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Driver {
    /// `cognito-actix` in an actix-web `App`.
    Actix,
    /// `cognito-tower` in an axum `Router`.
    Axum,
    /// `cognito-tower` around a `service_fn`, with no axum type in sight.
    Tower,
}

impl Driver {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Axum, Self::Tower, Self::Actix];

    pub(crate) fn has(self, placement: Placement) -> bool {
        match placement {
            Placement::Extractor
            | Placement::AmbiguousExtractor
            | Placement::ExtractorInsideAnother
            | Placement::ExtractorWithVerifier => self != Self::Tower,
            Placement::Layer
            | Placement::LayerAndExtractor
            | Placement::Nested
            | Placement::Nowhere => true,
        }
    }

    /// Builds the site, and sends it one request. Its verifier and keys outlive the call.
    pub(crate) async fn send(self, site: &LiveSite, call: &Call) -> Answer {
        match self {
            Self::Actix => actix::send(site, call).await,
            Self::Axum => axum::send(site, call).await,
            Self::Tower => tower::send(site, call).await,
        }
    }
}
