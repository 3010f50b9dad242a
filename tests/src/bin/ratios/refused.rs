//! Bad tokens. Each is refused for its own reason before it is measured.

use cognito_tests::bench::{Site, at_once, bad_tokens};

use crate::contest::Contest;

pub(crate) async fn enter(contest: &mut Contest, site: &Site) {
    for (name, token, reason) in bad_tokens(site) {
        let verifier = Site::warm(site.verifier()).await;
        // A kid that nobody knows is worth one fetch. It is remembered then, and the clock stands still.
        let refusal = verifier.verify(&token).await.unwrap_err();
        assert_eq!(refusal.reason(), reason, "{name}");
        contest.row(&format!("refuse_{name}"), move || {
            at_once(verifier.verify(&token)).unwrap_err()
        });
    }
}
