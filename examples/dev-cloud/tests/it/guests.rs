//! Guests: identities without a login, and what becomes of them at sign-in.

use serde_json::Value;

use crate::world::{BUCKET, World, outcome};

const NOBODY: &Value = &Value::Null;

#[test]
fn guests_are_off_unless_asked_for() {
    let world = World::new();
    let (kind, message) = world.get_id(NOBODY).unwrap_err();
    assert_eq!(kind, "NotAuthorizedException");
    assert!(message.starts_with("Unauthenticated access is not supported for this identity pool."));
}

#[test]
fn a_guest_reads_what_is_public_and_nothing_else() {
    let world = World::with(|builder| builder.guests(true));
    let editor = world.caller("editor", &["editors"]);
    let public = format!("{BUCKET}/public/news.txt");
    assert_eq!(world.put(&editor, &public, "news").status, 200);

    let id = world.get_id(NOBODY).unwrap();
    assert_ne!(world.get_id(NOBODY).unwrap(), id);
    let guest = world.enter(&id, NOBODY).unwrap();
    assert_eq!(guest.id, id);
    assert_eq!(world.get(&guest, &public).body, b"news");
    let denied = (403, "AccessDenied");
    assert_eq!(outcome(&world.put(&guest, &public, "x")), denied);
    assert_eq!(outcome(&world.put(&guest, &guest.own("a"), "x")), denied);
    assert_eq!(outcome(&world.get(&guest, &editor.own("a"))), denied);
    let role = "arn:aws:iam::000000000000:role/dev-admin".into();
    assert!(world.enter_as(&id, NOBODY, &role).is_err());
}

#[test]
fn a_guest_who_signs_in_first_keeps_the_identity() {
    let world = World::with(|builder| builder.guests(true));
    let guest = world.get_id(NOBODY).unwrap();
    let logins = world.logins(&world.user("a", &[])["IdToken"]);
    assert_eq!(world.enter(&guest, &logins).unwrap().id, guest);
    assert_eq!(world.get_id(&logins).unwrap(), guest);
    let (kind, message) = world.enter(&guest, NOBODY).err().unwrap();
    assert_eq!(kind, "NotAuthorizedException");
    assert!(message.starts_with(&format!("Access to Identity '{guest}' is forbidden.")));
}

#[test]
fn a_guest_who_has_an_identity_already_is_merged_into_it() {
    let world = World::with(|builder| builder.guests(true));
    let logins = world.logins(&world.user("a", &[])["IdToken"]);
    let known = world.get_id(&logins).unwrap();
    let guest = world.get_id(NOBODY).unwrap();
    for _ in 0..2 {
        assert_eq!(world.enter(&guest, &logins).unwrap().id, known);
    }
    assert!(world.enter(&guest, NOBODY).is_err());
    let other = world.logins(&world.user("b", &[])["IdToken"]);
    assert!(world.enter(&guest, &other).is_err());
}
