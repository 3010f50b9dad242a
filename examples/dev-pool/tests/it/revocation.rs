//! Who is told of which revocation.

use std::sync::mpsc::{Receiver, channel};

use dev_pool::NewUser;
use serde_json::{Value, json};

use crate::client::{Client, EMAIL, PASSWORD, REVOKED, assert_refused, decoded};

/// A user's `sub`, the pool, and what it tells.
struct Watched {
    client: Client,
    sub: String,
    told: Receiver<(String, String)>,
}

impl Watched {
    fn new() -> Self {
        let client = Client::new();
        let sub = client.confirmed_user();
        let (sender, told) = channel();
        client.pool.on_revocation(move |revoked| {
            let revoked = (revoked.origin_jti.clone(), revoked.sub.clone());
            sender.send(revoked).unwrap();
        });
        Self { client, sub, told }
    }

    fn sign_in(&self) -> Value {
        self.client.sign_in(EMAIL, PASSWORD).unwrap()
    }

    /// The families that were told of since the last time, all of this user, in no order.
    fn told(&self) -> Vec<String> {
        let mut told: Vec<_> = self
            .told
            .try_iter()
            .map(|(family, sub)| {
                assert_eq!(sub, self.sub);
                family
            })
            .collect();
        told.sort();
        told
    }
}

fn families<const N: usize>(tokens: [&Value; N]) -> Vec<String> {
    let mut families = tokens.map(|tokens| {
        let (_, claims) = decoded(&tokens["AccessToken"]);
        claims["origin_jti"].as_str().unwrap().to_owned()
    });
    families.sort();
    families.into()
}

#[test]
fn a_global_sign_out_tells_of_each_live_sign_in_and_spares_the_next() {
    let watched = Watched::new();
    let client = &watched.client;
    client
        .pool
        .add_user(NewUser::new("b@example.com", PASSWORD))
        .unwrap();
    client.sign_in("b@example.com", PASSWORD).unwrap();
    let [gone, first, second] = [(); 3].map(|()| watched.sign_in());
    let token = json!({"Token": gone["RefreshToken"]});
    client.call("RevokeToken", token).unwrap();
    assert_eq!(watched.told(), families([&gone]));

    client.as_bearer("GlobalSignOut", &first).unwrap();
    assert_eq!(watched.told(), families([&first, &second]));

    // The pool's clock stands still: this is the same second.
    let next = watched.sign_in();
    assert_refused(client.as_bearer("GlobalSignOut", &second), REVOKED);
    client.as_bearer("GetUser", &next).unwrap();
    assert_eq!(watched.told(), families([]));
}

#[test]
fn a_revoked_refresh_token_takes_its_own_sign_in_along_once() {
    let watched = Watched::new();
    let client = &watched.client;
    let [kept, tokens] = [(); 2].map(|()| watched.sign_in());
    let refreshed = client.refresh(&tokens).unwrap();
    let revoke = |client_id: &str| {
        let members = json!({"Token": tokens["RefreshToken"], "ClientId": client_id});
        client.call("RevokeToken", members)
    };
    // Another client, and what is no refresh token.
    revoke("fakewebclient0000000000002").unwrap_err();
    let members = json!({"Token": "a.b.c.d.e"});
    client.call("RevokeToken", members).unwrap();
    assert_eq!(watched.told(), families([]));

    for _ in 0..2 {
        revoke("fakewebclient0000000000001").unwrap();
    }
    assert_eq!(watched.told(), families([&refreshed]));
    client.as_bearer("GetUser", &kept).unwrap();
}

#[test]
fn a_deleted_user_signs_out_everywhere() {
    let watched = Watched::new();
    let [first, second] = [(); 2].map(|()| watched.sign_in());
    watched.client.as_bearer("DeleteUser", &first).unwrap();
    assert_eq!(watched.told(), families([&first, &second]));
}

#[test]
fn a_new_password_ends_no_sign_in() {
    let watched = Watched::new();
    let tokens = watched.sign_in();
    let members = json!({
        "AccessToken": tokens["AccessToken"],
        "PreviousPassword": PASSWORD,
        "ProposedPassword": "Fake-Pass2",
    });
    watched.client.call("ChangePassword", members).unwrap();
    let forgot = json!({"Username": EMAIL});
    watched.client.call("ForgotPassword", forgot).unwrap();
    let code = watched.client.mail().code;
    let members = json!({"Username": EMAIL, "ConfirmationCode": code, "Password": "Fake-Pass3"});
    watched
        .client
        .call("ConfirmForgotPassword", members)
        .unwrap();
    watched.client.as_bearer("GetUser", &tokens).unwrap();
    assert_eq!(watched.told(), families([]));
}

#[test]
fn all_listeners_are_told_and_may_use_the_pool() {
    let watched = Watched::new();
    let pool = watched.client.pool.clone();
    let (sender, mails) = channel();
    watched.client.pool.on_revocation(move |_| {
        sender.send(pool.mailbox().len()).unwrap();
        pool.on_revocation(|_| ());
    });
    let tokens = watched.sign_in();
    watched.client.as_bearer("GlobalSignOut", &tokens).unwrap();
    assert_eq!(mails.try_recv(), Ok(1));
    assert_eq!(watched.told(), families([&tokens]));
}
