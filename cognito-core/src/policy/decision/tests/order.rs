//! Two rules that do not hold: which one is reported.

use Reason::{
    ClientNotAllowed, CustomRule, InsufficientAcr, InsufficientScope, MissingGroup,
    StaleAuthentication, WrongPrincipal,
};

use super::*;

/// Rules that a user without anything fails, in the order of section 4.
fn failing() -> Vec<(Policy, Reason)> {
    vec![
        (Policy::machine(), WrongPrincipal),
        (Policy::client("other"), ClientNotAllowed),
        (Policy::scope("missing"), InsufficientScope),
        (Policy::group("missing"), MissingGroup),
        (Policy::custom("no", |_| false), CustomRule),
        (Policy::max_auth_age(seconds(1)), StaleAuthentication),
        (Policy::acr(["missing"]), InsufficientAcr),
    ]
}

fn nobody() -> TokenBuilder {
    user().claim("auth_time", 0)
}

fn combinations() -> impl Iterator<Item = ((Policy, Reason), (Policy, Reason))> {
    let rules = failing().into_iter().enumerate();
    rules.flat_map(|(rank, earlier)| {
        let later = failing().into_iter().skip(rank + 1);
        later.map(move |later| (earlier.clone(), later))
    })
}

#[test]
fn all_reports_the_earliest_failure() {
    for ((first, earlier), (second, later)) in combinations() {
        for policy in [
            first.clone() & second.clone(),
            second.clone() & first.clone(),
            Policy::authenticated() & (second.clone() & (Policy::user() & first.clone())),
        ] {
            assert_eq!(reason(&policy, &nobody()), Some(earlier), "{policy}");
        }
        assert_ne!(earlier, later);
    }
}

#[test]
fn any_reports_the_branch_that_came_furthest() {
    for ((first, _), (second, later)) in combinations() {
        for policy in [
            first.clone() | second.clone(),
            second.clone() | first.clone(),
            Policy::any([Policy::any([second.clone()]), first.clone()]),
        ] {
            assert_eq!(reason(&policy, &nobody()), Some(later), "{policy}");
        }
        // A branch is no further than its own first failure.
        let both = first.clone() & second.clone();
        let stopped = reason(&first, &nobody());
        assert_eq!(reason(&(both.clone() | first), &nobody()), stopped);
        assert_eq!(reason(&(both | second), &nobody()), Some(later));
    }
}

#[test]
fn a_branch_that_holds_hides_every_failure() {
    for (policy, _) in failing() {
        for allowing in [
            policy.clone() | Policy::user(),
            Policy::any([policy.clone(), policy.clone(), Policy::authenticated()]),
            (policy | Policy::user()) & Policy::user(),
        ] {
            assert_eq!(reason(&allowing, &nobody()), None, "{allowing}");
        }
    }
}

/// An `any` stands where the branch that it reports stands.
#[test]
fn an_any_under_an_all_keeps_its_place() {
    let machine_or_group = Policy::machine() | Policy::group("missing");
    for (policy, expected) in [
        (
            machine_or_group.clone() & Policy::scope("missing"),
            InsufficientScope,
        ),
        (
            machine_or_group.clone() & Policy::client("other"),
            ClientNotAllowed,
        ),
        (machine_or_group & Policy::acr(["missing"]), MissingGroup),
    ] {
        assert_eq!(reason(&policy, &nobody()), Some(expected), "{policy}");
    }
}

#[test]
fn nothing_allows_and_no_alternative_refuses() {
    assert_eq!(reason(&Policy::all([]), &nobody()), None);
    assert_eq!(reason(&Policy::any([]), &nobody()), Some(CustomRule));
    assert_eq!(
        reason(&(Policy::all([]) | Policy::any([])), &nobody()),
        None
    );
    assert_eq!(
        reason(&(Policy::all([]) & Policy::any([])), &nobody()),
        Some(CustomRule)
    );
    assert_eq!(
        reason(&Policy::all([Policy::all([]), Policy::all([])]), &nobody()),
        None
    );
}

/// A machine cannot sign in again, whatever else it lacks.
#[test]
fn a_machine_under_a_step_up_is_the_wrong_principal_first_of_all() {
    for step_up in [Policy::max_auth_age(seconds(300)), Policy::acr(["high"])] {
        for other in [
            Policy::client("other"),
            Policy::scope("missing"),
            Policy::group("missing"),
            Policy::custom("no", |_| false),
        ] {
            for policy in [
                step_up.clone() & other.clone(),
                other.clone() & step_up.clone(),
            ] {
                assert_eq!(
                    reason(&policy, &machine()),
                    Some(WrongPrincipal),
                    "{policy}"
                );
            }
            // As an alternative it is the first to stop.
            let policy = step_up.clone() | other.clone();
            assert_eq!(reason(&policy, &machine()), reason(&other, &machine()));
        }
        assert_eq!(reason(&(step_up | Policy::machine()), &machine()), None);
    }
}
