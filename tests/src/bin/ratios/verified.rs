//! Good tokens, and a verifier by itself.

use cognito_core::{TokenUse, Verifier, token_cache::TokenCacheSettings};
use cognito_tests::bench::{Shape, Site, at_once};
use serde::Deserialize;

use crate::contest::Contest;

/// Custom attributes as an application reads them.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "they are read from the token, and that is all")]
struct Contract {
    #[serde(rename = "custom:tenant")]
    tenant: String,
    #[serde(rename = "custom:plan")]
    plan: String,
}

async fn of_access_tokens(site: &Site) -> Verifier {
    Site::warm(site.verifier()).await
}

async fn of_id_tokens(site: &Site) -> Verifier {
    Site::warm(site.verifier().accept([TokenUse::Id])).await
}

pub(crate) async fn enter(contest: &mut Contest, site: &Site) {
    let mut row = |name, verifier: Verifier, shape| {
        let token = site.token(shape);
        contest.row(name, move || at_once(verifier.verify(&token)).unwrap());
    };
    row(
        "uncached_access",
        of_access_tokens(site).await,
        Shape::Access,
    );
    row("uncached_id", of_id_tokens(site).await, Shape::Id);
    row(
        "uncached_groups20",
        of_access_tokens(site).await,
        Shape::Groups20,
    );
}

pub(crate) async fn enter_cached(contest: &mut Contest, site: &Site) {
    let token = site.token(Shape::Access);
    let digests = TokenCacheSettings::default();
    let rows = [
        ("cached", digests.clone()),
        ("cached_full_bytes", digests.keep_whole_tokens()),
    ];
    for (name, settings) in rows {
        let verifier = contest.remembering(site, settings, &token).await;
        let token = token.clone();
        contest.row(name, move || at_once(verifier.verify(&token)).unwrap());
    }
}

pub(crate) async fn enter_custom(contest: &mut Contest, site: &Site) {
    let (verifier, token) = (of_id_tokens(site).await, site.token(Shape::Id));
    contest.row("custom_claims", move || {
        let claims = at_once(verifier.verify(&token)).unwrap();
        claims.with_custom::<Contract>().unwrap()
    });
}
