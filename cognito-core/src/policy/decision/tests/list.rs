//! Rules of lists.

use Reason::{ClientNotAllowed, InsufficientScope, MissingGroup};

use super::*;

const NONE: [&str; 0] = [];

#[test]
fn a_list_holds_or_has_the_reason_of_its_rules() {
    let token = || user().scope("a b").group("g").group("h");
    let own = POOL.client_id();
    for (policy, expected) in [
        (Policy::all_scopes(["a"]), None),
        (Policy::all_scopes(["b", "a"]), None),
        (Policy::all_scopes(["a", "b", "c"]), Some(InsufficientScope)),
        (Policy::all_scopes(["A"]), Some(InsufficientScope)),
        (Policy::any_scope(["c", "b"]), None),
        (Policy::any_scope(["c", "d"]), Some(InsufficientScope)),
        (Policy::all_groups(["h", "g"]), None),
        (Policy::all_groups(["g", "i"]), Some(MissingGroup)),
        (Policy::any_group(["i", "h"]), None),
        (Policy::any_group(["i", "G"]), Some(MissingGroup)),
        (Policy::any_client(["other", own]), None),
        (Policy::any_client(["other"]), Some(ClientNotAllowed)),
    ] {
        assert_eq!(reason(&policy, &token()), expected, "{policy}");
    }
}

/// Not what `all` of no policies is: there everybody passes.
#[test]
fn an_empty_list_lets_in_nobody() {
    for (policy, printed, expected) in [
        (Policy::all_groups(NONE), "all_groups()", MissingGroup),
        (Policy::all_scopes(NONE), "all_scopes()", InsufficientScope),
        (Policy::any_client(NONE), "any_client()", ClientNotAllowed),
        (Policy::any_group(NONE), "any_group()", MissingGroup),
        (Policy::any_scope(NONE), "any_scope()", InsufficientScope),
    ] {
        assert_eq!(policy.to_string(), printed);
        for token in [user().scope("a").group("g"), machine(), POOL.id_token()] {
            assert_eq!(reason(&policy, &token), Some(expected), "{policy}");
            let with_others = policy.clone() & Policy::authenticated();
            assert_eq!(reason(&with_others, &token), Some(expected), "{policy}");
            let otherwise = policy.clone() | Policy::authenticated();
            assert_eq!(reason(&otherwise, &token), None, "{policy}");
        }
    }
}

#[test]
fn an_empty_list_of_scopes_adds_none_to_the_challenge() {
    for (policy, scope) in [
        (Policy::all_scopes(NONE), ""),
        (Policy::any_scope(NONE), ""),
        (
            Policy::all_scopes(NONE) & Policy::scope("a"),
            r#", scope="a""#,
        ),
        (Policy::any_scope(NONE) & Policy::scope("a"), ""),
    ] {
        let expected = format!(r#", error="insufficient_scope"{scope}"#);
        assert_eq!(challenge(&policy, &user()), expected, "{policy}");
    }
}

/// `&str`, `String`, references to them and an application's own type name scopes and groups alike.
#[test]
fn names_may_be_of_many_types() {
    struct Admins;

    impl AsRef<str> for Admins {
        fn as_ref(&self) -> &'static str {
            "admins"
        }
    }

    let text = "admins".to_owned();
    let texts = vec![text.clone()];
    let printed = "group(admins)";
    for policy in [
        Policy::group("admins"),
        Policy::group(&text),
        Policy::group(text),
        Policy::group(std::borrow::Cow::Borrowed("admins")),
        Policy::group(std::sync::Arc::<str>::from("admins")),
        Policy::group(Admins),
        Policy::group(&Admins),
        Policy::any_group([Admins]),
        Policy::any_group(&texts),
        Policy::all_groups(texts),
        Policy::all_groups("admins".split(',')),
    ] {
        assert_eq!(policy.to_string(), printed);
    }
    assert_eq!(Policy::scope(String::from("a b")).to_string(), "scope(a b)");
}
