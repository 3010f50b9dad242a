use cognito_tests::bench::{Contestant, Race, Site, at_once};

use crate::case::Case;

pub(super) fn enter(case: &Case<'_>, race: &mut Race) -> Contestant {
    let verifier = case.site.verifier().accept([case.token_use]);
    let verifier = case.runtime.block_on(Site::warm(verifier));
    let token = case.token.clone();
    race.enter(move || at_once(verifier.verify(&token)).unwrap())
}
