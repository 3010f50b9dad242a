//! Sets of app clients, by themselves and behind a verifier.

use std::thread;

use super::*;
use crate::{
    Reason, TokenUse, UserPool, Verifier,
    test_util::{TestPool, TokenBuilder},
};

fn set() -> ClientSet {
    ClientSet::new(["web", "phone"]).unwrap()
}

fn names(set: &ClientSet) -> String {
    format!("{set:?}")
}

#[test]
fn a_set_changes_as_it_is_told() {
    let set = set();
    assert_eq!(set.insert("kiosk"), Ok(true));
    assert_eq!(set.insert("kiosk"), Ok(false));
    assert_eq!(set.insert("a"), Ok(true));
    assert_eq!(set.insert("z"), Ok(true));
    assert_eq!(
        names(&set),
        r#"ClientSet {"a", "kiosk", "phone", "web", "z"}"#
    );
    assert_eq!(set.remove("kiosk"), Ok(true));
    assert_eq!(set.remove("kiosk"), Ok(false));
    assert_eq!(set.remove("Phone"), Ok(false));
    assert_eq!(set.len(), 4);
    set.replace(vec!["b".to_owned(), "b".to_owned()]).unwrap();
    assert_eq!((names(&set).as_str(), set.len()), (r#"ClientSet {"b"}"#, 1));
    for (client, is_in) in [("b", true), ("B", false), ("", false), ("b ", false)] {
        assert_eq!(set.contains(client), is_in, "{client}");
    }
}

#[test]
fn a_mistake_changes_nothing() {
    let set = set();
    let none: [&str; 0] = [];
    assert_eq!(set.replace(none), Err(BuildError::EmptyClientSet));
    for client in ["", " web", "two words", "\"web\""] {
        let refused = Err(BuildError::InvalidClientId {
            client: client.into(),
        });
        assert_eq!(set.replace(["kiosk", client]), refused);
        assert_eq!(set.insert(client), refused.map(|()| true));
        assert!(ClientSet::new([client]).is_err());
    }
    assert!(ClientSet::new(none).is_err());
    assert_eq!(set.remove("web"), Ok(true));
    assert_eq!(set.remove("phone"), Err(BuildError::EmptyClientSet));
    assert_eq!(set.remove("other"), Ok(false));
    assert_eq!(names(&set), r#"ClientSet {"phone"}"#);
}

#[test]
fn clones_share_one_list_and_no_change_is_lost() {
    let set = set();
    thread::scope(|scope| {
        for part in 0..4 {
            let set = set.clone();
            scope.spawn(move || {
                for n in 0..50 {
                    assert_eq!(set.insert(format!("client{part}x{n}")), Ok(true));
                }
                assert_eq!(set.remove(&format!("client{part}x0")), Ok(true));
            });
        }
    });
    assert_eq!(set.len(), 2 + 4 * 49);
}

fn verifier(pool: &TestPool, set: &ClientSet) -> Verifier {
    Verifier::builder()
        .user_pool(UserPool::with_client_set(pool.id().clone(), set.clone()))
        .accept([TokenUse::Access, TokenUse::Id])
        .clock(pool.clock().clone())
        .fetcher(pool.clone())
        .build()
        .unwrap()
}

async fn reason(verifier: &Verifier, token: &TokenBuilder) -> Option<Reason> {
    let refused = verifier.verify(&token.mint()).await.err();
    refused.map(|error| error.reason())
}

#[tokio::test]
async fn a_change_holds_from_the_next_verification_on() {
    let pool = TestPool::new();
    let set = set();
    let verifier = verifier(&pool, &set);
    for (claim, token) in [
        (
            "client_id",
            TestPool::access_token as fn(&_) -> TokenBuilder,
        ),
        ("aud", TestPool::id_token),
    ] {
        let of = |client: &str| token(&pool).claim(claim, client);
        set.replace(["web"]).unwrap();
        assert_eq!(reason(&verifier, &of("web")).await, None);
        let mismatch = Some(Reason::ClientMismatch);
        assert_eq!(reason(&verifier, &of("phone")).await, mismatch);
        set.insert("phone").unwrap();
        assert_eq!(reason(&verifier, &of("phone")).await, None);
        set.remove("web").unwrap();
        assert_eq!(reason(&verifier, &of("web")).await, mismatch);
        assert!(set.replace([""]).is_err());
        assert_eq!(reason(&verifier, &of("phone")).await, None);
    }
}

#[tokio::test]
async fn a_removed_client_costs_no_fetch() {
    let pool = TestPool::new();
    let set = set();
    let verifier = verifier(&pool, &set);
    set.remove("phone").unwrap();
    let token = pool.access_token().claim("client_id", "phone");
    assert_eq!(
        reason(&verifier, &token).await,
        Some(Reason::ClientMismatch)
    );
    assert_eq!(pool.fetches(), 0);
}
