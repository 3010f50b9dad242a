//! Which role a user gets, seen by what it may do.

use dev_cloud::{Ambiguous, MatchType, Policy, Role, RoleMapping, Rule};
use serde_json::Value;

use crate::{
    signer::Draft,
    world::{BUCKET, Caller, World, outcome},
};

const ADMIN: &str = "arn:aws:iam::000000000000:role/dev-admin";
const EDITOR: &str = "arn:aws:iam::000000000000:role/dev-editor";

/// Whether the caller may write to the own prefix, to `public/` and anywhere.
fn reach(world: &World, caller: &Caller) -> [bool; 3] {
    let paths = [
        caller.own("a"),
        format!("{BUCKET}/public/a"),
        format!("{BUCKET}/anywhere"),
    ];
    paths.map(|path| world.put(caller, &path, "x").status == 200)
}

#[test]
fn groups_bring_roles() {
    let world = World::new();
    for (name, groups, expected) in [
        ("plain", vec![], [true, false, false]),
        ("reader", vec!["readers"], [true, false, false]),
        ("editor", vec!["editors"], [true, true, false]),
        ("chief", vec!["admins"], [true, true, true]),
        // The lowest precedence wins.
        ("both", vec!["editors", "admins"], [true, true, true]),
    ] {
        let caller = world.caller(name, &groups);
        assert_eq!(reach(&world, &caller), expected, "{name}");
    }
}

#[test]
fn a_user_may_ask_for_one_of_several_roles() {
    let world = World::new();
    let logins = world.logins(&world.user("both", &["editors", "admins"])["IdToken"]);
    let id = world.get_id(&logins).unwrap();
    let caller = world.enter_as(&id, &logins, &EDITOR.into()).unwrap();
    assert_eq!(reach(&world, &caller), [true, true, false]);

    let logins = world.logins(&world.user("editor", &["editors"])["IdToken"]);
    let id = world.get_id(&logins).unwrap();
    let (kind, message) = world.enter_as(&id, &logins, &ADMIN.into()).err().unwrap();
    assert_eq!(kind, "NotAuthorizedException");
    assert!(message.contains(EDITOR), "{message}");
}

#[test]
fn rules_choose_by_claims() {
    let staff = Rule::new("email", MatchType::StartsWith, "boss@", ADMIN);
    let mapping = RoleMapping::by_rules([staff]).ambiguous(Ambiguous::Deny);
    let world = World::with(|builder| builder.role_mapping(mapping));
    let boss = world.caller("boss", &[]);
    assert_eq!(reach(&world, &boss), [true; 3]);

    let logins = world.logins(&world.user("other", &["admins"])["IdToken"]);
    let id = world.get_id(&logins).unwrap();
    let (kind, message) = world.enter(&id, &logins).err().unwrap();
    assert_eq!(kind, "NotAuthorizedException");
    assert!(message.contains("AmbiguousRoleResolution"), "{message}");
}

#[test]
fn a_role_that_is_not_there_is_a_fault_of_the_configuration() {
    let rule = Rule::new(
        "email",
        MatchType::Contains,
        "@",
        "arn:aws:iam::000000000000:role/gone",
    );
    let world = World::with(|builder| builder.role_mapping(RoleMapping::by_rules([rule])));
    let logins = world.logins(&world.user("a", &[])["IdToken"]);
    let id = world.get_id(&logins).unwrap();
    let (kind, message) = world.enter(&id, &logins).err().unwrap();
    assert_eq!(kind, "InvalidIdentityPoolConfigurationException");
    assert!(message.contains("role/gone"), "{message}");
}

#[test]
fn an_own_policy_replaces_a_seeded_one() {
    let policy = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": "arn:aws:s3:::dev-uploads/inbox/*"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*/secret"}
    ]}"#;
    let policy = Policy::from_json(policy).unwrap();
    let role = Role::new("arn:aws:iam::000000000000:role/dev-authenticated", policy);
    let world = World::with(|builder| builder.role(role));
    let caller = world.caller("a", &[]);
    assert_eq!(reach(&world, &caller), [false; 3]);
    let put = |key: &str| world.put(&caller, &format!("{BUCKET}/{key}"), "x");
    assert_eq!(put("inbox/a").status, 200);
    assert_eq!(outcome(&put("inbox/secret")), (403, "AccessDenied"));
    let get = Draft::new("GET", "dev-uploads/inbox/a");
    assert_eq!(outcome(&world.s3(&caller, &get)), (403, "AccessDenied"));
}

#[test]
fn the_role_of_credentials_is_that_of_their_moment() {
    let world = World::new();
    let caller = world.caller("a", &[]);
    world.pool.add_to_group("a@example.com", "admins").unwrap();
    assert_eq!(reach(&world, &caller), [true, false, false]);
    let tokens: Value = world.sign_in("a@example.com", crate::world::CLIENT);
    let logins = world.logins(&tokens["IdToken"]);
    let promoted = world.enter(&caller.id, &logins).unwrap();
    assert_eq!(reach(&world, &promoted), [true; 3]);
}
