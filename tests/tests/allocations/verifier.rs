//! A verifier by itself.

use cognito_core::{TokenUse, Verifier, VerifierBuilder, token_cache::TokenCacheSettings};
use cognito_tests::bench::{Shape, Site, at_once, bad_tokens};

use crate::{
    MEETINGS, count,
    counts::{REFUSED, VERIFIED},
};

fn block_on<F: Future>(future: F) -> F::Output {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().build().unwrap();
    runtime.block_on(future)
}

fn warm(verifier: VerifierBuilder) -> Verifier {
    block_on(Site::warm(verifier))
}

#[test]
fn good_tokens() {
    let site = Site::new();
    let uses = [TokenUse::Access, TokenUse::Id];
    let verifier = warm(site.verifier().accept(uses));
    let costs = VERIFIED.map(|(shape, _)| {
        let token = site.token(shape);
        let (cost, claims) = count(|| &*token, |token| verifier.verify(token));
        assert!(claims.is_ok());
        (shape, cost)
    });
    assert_eq!(costs, VERIFIED);
}

#[test]
fn bad_tokens_cost_less() {
    let site = Site::new();
    let costs = bad_tokens(&site).map(|(name, token, reason)| {
        let verifier = warm(site.verifier());
        let first = block_on(verifier.verify(&token));
        assert_eq!(first.unwrap_err().reason(), reason);
        let (cost, _) = count(|| &*token, |token| verifier.verify(token));
        (name, cost)
    });
    assert_eq!(costs, REFUSED);
}

/// One token, and 256 in turn: by their digests and by all their bytes.
#[test]
fn a_remembered_token_costs_nothing() {
    let site = Site::new();
    let tokens: Vec<_> = (0..256)
        .map(|nth| {
            let token = site.builder(Shape::Access);
            token.claim("jti", format!("{nth:036}")).mint()
        })
        .collect();
    let digests = TokenCacheSettings::default();
    for settings in [digests.clone(), digests.keep_whole_tokens()] {
        for tokens in [&tokens[..1], &tokens] {
            let verifier = warm(site.verifier().token_cache(settings.clone()));
            let all = || {
                for token in tokens {
                    drop(at_once(verifier.verify(token)).unwrap());
                }
            };
            (0..MEETINGS).for_each(|_| all());
            assert_eq!(allocation_counter::measure(all).count_total, 0);
            let state = verifier.token_cache().unwrap();
            let asked = u64::try_from(tokens.len()).unwrap();
            assert_eq!((state.misses, state.hits), (asked, 3 * asked));
        }
    }
}
