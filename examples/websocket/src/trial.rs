//! What to try.

use std::time::Duration;

use demo_pool::{Curl, Trial};

/// A handshake as browsers send it, with the subprotocols that are offered.
fn handshake(offered: &str) -> Curl {
    Curl::get("/chat")
        .header("connection", "upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .header("sec-websocket-protocol", offered)
}

pub(crate) fn trial() -> Trial {
    Trial::new()
        .token("ANN", "of a user", |pools| pools.main().access_token().username("ann"))
        .token("BOB", "of another user, good for two minutes", |pools| {
            let token = pools.main().access_token().subject("bob").username("bob");
            token.expires_in(Duration::from_secs(120))
        })
        .token("ROBOT", "of client credentials", |pools| pools.main().machine_token())
        .expect(200, "the page, open to everybody", Curl::get("/"))
        .expect(101, "a handshake; leave it with Ctrl-C", handshake("chat, bearer.$ANN"))
        .expect(401, "no token", handshake("chat"))
        .expect(403, "no machines", handshake("chat, bearer.$ROBOT"))
        .expect(400, "two tokens", handshake("chat, bearer.$ANN, bearer.$BOB"))
        .expect(400, "a token, and no handshake", Curl::get("/chat").bearer("ANN"))
        .note(
            "Then open http://$ADDRESS in two windows of a browser, paste another token in each (echo $ANN), and talk. The connection of the\n\
             second ends with its token.",
        )
}
