//! Scopes and groups against a naive model of the same policy.

use proptest::prelude::*;

use super::*;

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

/// A policy of scopes and groups, as plain data.
#[derive(Clone, Debug)]
enum Model {
    All(Vec<Self>),
    Any(Vec<Self>),
    Group(&'static str),
    Scope(&'static str),
}

impl Model {
    fn policy(&self) -> Policy {
        match self {
            Self::All(inner) => Policy::all(inner.iter().map(Self::policy)),
            Self::Any(inner) => Policy::any(inner.iter().map(Self::policy)),
            Self::Group(name) => Policy::group(*name),
            Self::Scope(name) => Policy::scope(*name),
        }
    }

    fn holds(&self, scopes: &[&str], groups: &[&str]) -> bool {
        match self {
            Self::All(inner) => inner.iter().all(|model| model.holds(scopes, groups)),
            Self::Any(inner) => inner.iter().any(|model| model.holds(scopes, groups)),
            Self::Group(name) => groups.contains(name),
            Self::Scope(name) => scopes.contains(name),
        }
    }

    /// The same policy, with all of its lists turned round.
    fn mirrored(&self) -> Self {
        let turned = |inner: &[Self]| inner.iter().rev().map(Self::mirrored).collect();
        match self {
            Self::All(inner) => Self::All(turned(inner)),
            Self::Any(inner) => Self::Any(turned(inner)),
            Self::Group(_) | Self::Scope(_) => self.clone(),
        }
    }

    /// How far this policy comes: 0 stops at a scope, 1 at a group, 2 at an empty `any`.
    fn stops_at(&self, scopes: &[&str], groups: &[&str]) -> Option<u8> {
        let stops = |inner: &[Self]| -> Vec<_> {
            let stops = inner.iter().map(|model| model.stops_at(scopes, groups));
            stops.collect()
        };
        match self {
            Self::All(inner) => stops(inner).into_iter().flatten().min(),
            Self::Any(inner) if inner.is_empty() => Some(2),
            Self::Any(inner) => {
                let stops: Option<Vec<_>> = stops(inner).into_iter().collect();
                stops?.into_iter().max()
            }
            Self::Group(_) => (!self.holds(scopes, groups)).then_some(1),
            Self::Scope(_) => (!self.holds(scopes, groups)).then_some(0),
        }
    }
}

fn models() -> impl Strategy<Value = Model> {
    let leaf = prop_oneof![
        prop::sample::select(&NAMES[..]).prop_map(Model::Group),
        prop::sample::select(&NAMES[..]).prop_map(Model::Scope),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let some = prop::collection::vec(inner, 0..4);
        prop_oneof![some.clone().prop_map(Model::All), some.prop_map(Model::Any),]
    })
}

fn names() -> impl Strategy<Value = Vec<&'static str>> {
    prop::sample::subsequence(&NAMES[..], 0..=NAMES.len())
}

fn token(scopes: &[&str], groups: &[&str]) -> TokenBuilder {
    user()
        .scope(&scopes.join(" "))
        .claim("cognito:groups", groups)
}

proptest! {
    #[test]
    fn a_policy_decides_as_its_model(model in models(), scopes in names(), groups in names()) {
        let token = token(&scopes, &groups);
        let policy = model.policy();
        let expected = model.stops_at(&scopes, &groups).map(|stop| match stop {
            0 => Reason::InsufficientScope,
            1 => Reason::MissingGroup,
            _ => Reason::CustomRule,
        });
        prop_assert_eq!(expected.is_none(), model.holds(&scopes, &groups));
        prop_assert_eq!(reason(&policy, &token), expected, "{}", policy);
    }

    /// There is no "everyone but": who has more may do no less.
    #[test]
    fn more_scopes_and_groups_allow_no_less(
        model in models(), scopes in names(), groups in names(), more_scopes in names(), more_groups in names(),
    ) {
        let policy = model.policy();
        if reason(&policy, &token(&scopes, &groups)).is_none() {
            let (scopes, groups) = ([scopes, more_scopes].concat(), [groups, more_groups].concat());
            prop_assert_eq!(reason(&policy, &token(&scopes, &groups)), None, "{}", policy);
        }
    }

    #[test]
    fn lists_are_questions_about_sets(wanted in names(), granted in names()) {
        let has = |name: &&str| granted.contains(name);
        let all = !wanted.is_empty() && wanted.iter().all(has);
        let any = wanted.iter().any(has);
        let (scoped, grouped) = (token(&granted, &[]), token(&[], &granted));
        for (policy, token, expected) in [
            (Policy::all_scopes(&wanted), &scoped, all),
            (Policy::any_scope(&wanted), &scoped, any),
            (Policy::all_groups(&wanted), &grouped, all),
            (Policy::any_group(&wanted), &grouped, any),
        ] {
            prop_assert_eq!(reason(&policy, token).is_none(), expected, "{}", policy);
        }
    }

    /// Order and repetition do not matter to the decision, nor to the reason.
    #[test]
    fn a_policy_is_no_list_of_steps(model in models(), scopes in names(), groups in names()) {
        let token = token(&scopes, &groups);
        let (policy, mirrored) = (model.policy(), model.mirrored().policy());
        let decided = reason(&policy, &token);
        prop_assert_eq!(reason(&mirrored, &token), decided, "{}", policy);
        for doubled in [policy.clone() & policy.clone(), policy.clone() | mirrored] {
            prop_assert_eq!(reason(&doubled, &token), decided, "{}", policy);
        }
    }
}
