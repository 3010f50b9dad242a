//! Groups: their order of precedence and the IAM roles that they stand for.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html>

use std::collections::BTreeMap;

use crate::{error::ApiError, limit};

/// A group of users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) description: Option<String>,
    /// The lowest number wins; none comes after all numbers.
    pub(crate) precedence: Option<u32>,
    pub(crate) role_arn: Option<String>,
    pub(crate) created: u64,
    pub(crate) modified: u64,
}

/// The groups of a pool by name.
pub(crate) struct Groups(BTreeMap<String, Group>);

impl Groups {
    /// The groups that a new pool has.
    pub(crate) fn seeded(now: u64) -> Self {
        let seeded = [
            ("admins", Some("Administrators"), 1, Some("dev-admin")),
            ("editors", Some("May publish files"), 10, Some("dev-editor")),
            ("readers", Some("Nothing beyond their own"), 20, None),
        ];
        let group =
            |(name, description, precedence, role): (&str, Option<&str>, u32, Option<&str>)| {
                let group = Group {
                    description: description.map(str::to_owned),
                    precedence: Some(precedence),
                    role_arn: role.map(role_arn),
                    created: now,
                    modified: now,
                };
                (name.to_owned(), group)
            };
        Self(seeded.into_iter().map(group).collect())
    }

    /// Adds a group or replaces one.
    pub(crate) fn put(&mut self, name: &str, group: Group) -> Result<(), ApiError> {
        check_name(name)?;
        if !self.0.contains_key(name) && self.0.len() >= limit::GROUPS {
            return Err(ApiError::limit_exceeded(
                "This development pool has too many groups.",
            ));
        }
        self.0.insert(name.to_owned(), group);
        Ok(())
    }

    /// Makes sure that there is a group of this name.
    pub(crate) fn ensure(&mut self, name: &str, now: u64) -> Result<(), ApiError> {
        if self.0.contains_key(name) {
            return Ok(());
        }
        let group = Group {
            created: now,
            modified: now,
            ..Group::default()
        };
        self.put(name, group)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Group> {
        self.0.get(name)
    }

    /// The groups by name, in the names' order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Group)> {
        self.0.iter().map(|(name, group)| (&**name, group))
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<Group> {
        self.0.remove(name)
    }

    /// The roles of these groups, and the preferred one: that of the lowest precedence, unless two different roles share it.
    pub(crate) fn roles<'a>(&'a self, joined: &[String]) -> Roles<'a> {
        let mut ranked: Vec<(u32, &str)> = joined
            .iter()
            .filter_map(|name| self.0.get(name))
            .filter_map(|group| {
                Some((
                    group.precedence.unwrap_or(u32::MAX),
                    group.role_arn.as_deref()?,
                ))
            })
            .collect();
        ranked.sort_unstable();
        let best = ranked.first().copied();
        let is_tied = |best: (u32, &str)| {
            ranked
                .iter()
                .any(|other| other.0 == best.0 && other.1 != best.1)
        };
        let preferred = best.filter(|best| !is_tied(*best)).map(|(_, role)| role);
        let mut all: Vec<&str> = ranked.into_iter().map(|(_, role)| role).collect();
        all.dedup();
        Roles { all, preferred }
    }
}

/// What an ID token says of roles.
pub(crate) struct Roles<'a> {
    pub(crate) all: Vec<&'a str>,
    pub(crate) preferred: Option<&'a str>,
}

/// A role of the made-up account that development pools live in.
pub(crate) fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::000000000000:role/{name}")
}

/// Checks the form of a group's name.
pub(crate) fn check_name(name: &str) -> Result<(), ApiError> {
    let is_name = !name.is_empty()
        && name.chars().count() <= 128
        && !name.chars().any(|c| c.is_whitespace() || c.is_control());
    if is_name {
        Ok(())
    } else {
        Err(ApiError::invalid_parameter(
            "A group name has 1 to 128 characters and no white space.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_precedence_is_preferred_and_a_tie_prefers_none() {
        let mut groups = Groups::seeded(0);
        let tied = Group {
            precedence: Some(1),
            role_arn: Some(role_arn("other")),
            ..Group::default()
        };
        groups.put("tied", tied).unwrap();
        groups.ensure("plain", 0).unwrap();
        let (admin, editor, other) = (
            role_arn("dev-admin"),
            role_arn("dev-editor"),
            role_arn("other"),
        );
        for (joined, all, preferred) in [
            (
                vec!["editors", "admins"],
                vec![&admin, &editor],
                Some(&admin),
            ),
            (vec!["readers", "plain", "unknown"], vec![], None),
            (vec!["readers", "editors"], vec![&editor], Some(&editor)),
            (vec!["admins", "tied"], vec![&admin, &other], None),
        ] {
            let joined: Vec<String> = joined.into_iter().map(str::to_owned).collect();
            let roles = groups.roles(&joined);
            assert_eq!(roles.all, all, "{joined:?}");
            assert_eq!(roles.preferred, preferred.map(String::as_str), "{joined:?}");
        }
    }

    #[test]
    fn a_name_without_form_is_no_group() {
        let mut groups = Groups::seeded(0);
        for name in ["", "a b", "a\n", &"a".repeat(129)] {
            assert_eq!(
                groups.ensure(name, 0).unwrap_err().kind(),
                "InvalidParameterException"
            );
        }
    }
}
