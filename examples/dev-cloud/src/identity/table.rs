//! Which identity stands for which login, and which for a guest.

use std::collections::HashMap;

use super::refusal::Refusal;
use crate::{limit, random};

/// A user of a user pool.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Principal {
    pub(crate) issuer: String,
    pub(crate) sub: String,
}

/// The identities of a pool.
#[derive(Default)]
pub(crate) struct Identities {
    by_id: HashMap<String, Identity>,
    by_principal: HashMap<Principal, String>,
}

enum Identity {
    Guest,
    /// A guest that became a user who had an identity already.
    Merged {
        into: String,
    },
    User(Principal),
}

impl Identities {
    /// The identity of a user: always the same.
    ///
    /// # Errors
    /// `LimitExceededException` when the table is full.
    pub(crate) fn of(&mut self, principal: &Principal, region: &str) -> Result<String, Refusal> {
        if let Some(id) = self.by_principal.get(principal) {
            return Ok(id.clone());
        }
        let id = self.add(Identity::User(principal.clone()), region)?;
        self.by_principal.insert(principal.clone(), id.clone());
        Ok(id)
    }

    /// A new guest.
    ///
    /// # Errors
    /// `LimitExceededException` when the table is full.
    pub(crate) fn guest(&mut self, region: &str) -> Result<String, Refusal> {
        self.add(Identity::Guest, region)
    }

    /// The identity that a guest with this id has: the same.
    ///
    /// # Errors
    /// `ResourceNotFoundException`, or `NotAuthorizedException` if it is no guest's.
    pub(crate) fn enter_as_guest(&self, id: &str) -> Result<String, Refusal> {
        match self.by_id.get(id) {
            None => Err(Refusal::not_found("Identity", id)),
            Some(Identity::Guest) => Ok(id.to_owned()),
            Some(Identity::Merged { .. } | Identity::User(_)) => {
                Err(forbidden(id).hint("the identity is a user's: send Logins"))
            }
        }
    }

    /// The identity that a user who sends this id has. A guest's becomes the user's; if the user has one already, it is
    /// merged into that one, which then is another than was sent.
    ///
    /// # Errors
    /// `ResourceNotFoundException`, or `NotAuthorizedException` if it is another user's.
    pub(crate) fn enter(&mut self, id: &str, principal: &Principal) -> Result<String, Refusal> {
        let known = self.by_principal.get(principal).cloned();
        let identity = self
            .by_id
            .get_mut(id)
            .ok_or_else(|| Refusal::not_found("Identity", id))?;
        match (identity, known) {
            (identity @ Identity::Guest, None) => {
                *identity = Identity::User(principal.clone());
                self.by_principal.insert(principal.clone(), id.to_owned());
                Ok(id.to_owned())
            }
            (identity @ Identity::Guest, Some(known)) => {
                *identity = Identity::Merged {
                    into: known.clone(),
                };
                Ok(known)
            }
            (Identity::User(owner), _) if owner == principal => Ok(id.to_owned()),
            (Identity::Merged { into }, Some(known)) if *into == known => Ok(known),
            _ => Err(logins_do_not_match().hint(
                "the identity is another user's; a cached identity id (clearCachedId in the AWS SDK for JavaScript v2) is the \
                 usual cause",
            )),
        }
    }

    /// Parts a user from their identity, which nobody can use from then on.
    ///
    /// # Errors
    /// As [`enter`](Self::enter).
    pub(crate) fn unlink(&mut self, id: &str, principal: &Principal) -> Result<(), Refusal> {
        // To enter by a guest's identity would merge it first, and what went then would be another one than was named.
        if matches!(self.by_id.get(id), Some(Identity::Guest)) {
            return Err(logins_do_not_match());
        }
        let id = self.enter(id, principal)?;
        self.by_id.remove(&id);
        self.by_principal.remove(principal);
        Ok(())
    }

    fn add(&mut self, identity: Identity, region: &str) -> Result<String, Refusal> {
        if self.by_id.len() >= limit::IDENTITIES {
            self.by_id
                .retain(|_, identity| !matches!(identity, Identity::Merged { .. }));
        }
        if self.by_id.len() >= limit::IDENTITIES {
            return Err(Refusal::new(
                "LimitExceededException",
                format!(
                    "This development pool keeps at most {} identities; restart it.",
                    limit::IDENTITIES
                ),
            ));
        }
        let id = format!("{region}:{}", random::uuid());
        self.by_id.insert(id.clone(), identity);
        Ok(id)
    }
}

fn logins_do_not_match() -> Refusal {
    Refusal::not_authorized(
        "Logins don't match. Please include at least one valid login for this identity or identity pool.",
    )
}

fn forbidden(id: &str) -> Refusal {
    let quoted: String = id.chars().take(64).collect();
    Refusal::not_authorized(format!("Access to Identity '{quoted}' is forbidden."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(sub: &str) -> Principal {
        Principal {
            issuer: "https://issuer".to_owned(),
            sub: sub.to_owned(),
        }
    }

    fn kind(outcome: Result<String, Refusal>) -> &'static str {
        outcome.map_or_else(|refusal| refusal.kind(), |_| "")
    }

    #[test]
    fn a_user_has_one_identity() {
        let mut identities = Identities::default();
        let id = identities.of(&principal("1"), "eu-west-1").unwrap();
        assert!(id.starts_with("eu-west-1:") && id.len() == "eu-west-1:".len() + 36);
        assert_eq!(identities.of(&principal("1"), "eu-west-1").unwrap(), id);
        assert_ne!(identities.of(&principal("2"), "eu-west-1").unwrap(), id);
        assert_eq!(identities.enter(&id, &principal("1")).unwrap(), id);
        assert_eq!(
            kind(identities.enter(&id, &principal("2"))),
            "NotAuthorizedException"
        );
        assert_eq!(
            kind(identities.enter_as_guest(&id)),
            "NotAuthorizedException"
        );
        assert_eq!(
            kind(identities.enter_as_guest("x")),
            "ResourceNotFoundException"
        );
    }

    #[test]
    fn a_guest_becomes_a_user_or_is_merged() {
        let mut identities = Identities::default();
        let (first, second) = (
            identities.guest("r").unwrap(),
            identities.guest("r").unwrap(),
        );
        assert_eq!(identities.enter_as_guest(&first).unwrap(), first);
        assert_eq!(identities.enter(&first, &principal("1")).unwrap(), first);
        assert_eq!(identities.of(&principal("1"), "r").unwrap(), first);
        assert_eq!(
            kind(identities.enter_as_guest(&first)),
            "NotAuthorizedException"
        );

        assert_eq!(identities.enter(&second, &principal("1")).unwrap(), first);
        // Another page may still have the merged one.
        assert_eq!(identities.enter(&second, &principal("1")).unwrap(), first);
        assert_eq!(
            kind(identities.enter(&second, &principal("2"))),
            "NotAuthorizedException"
        );
        assert_eq!(
            kind(identities.enter_as_guest(&second)),
            "NotAuthorizedException"
        );
    }

    #[test]
    fn an_unlinked_identity_is_gone() {
        let mut identities = Identities::default();
        let id = identities.of(&principal("1"), "r").unwrap();
        assert!(identities.unlink(&id, &principal("2")).is_err());
        identities.unlink(&id, &principal("1")).unwrap();
        assert_eq!(
            kind(identities.enter(&id, &principal("1"))),
            "ResourceNotFoundException"
        );
        assert_ne!(identities.of(&principal("1"), "r").unwrap(), id);
    }

    #[test]
    fn a_guests_identity_cannot_be_unlinked_and_takes_no_other_along() {
        let mut identities = Identities::default();
        let user = identities.of(&principal("1"), "r").unwrap();
        let guest = identities.guest("r").unwrap();
        let refused = identities.unlink(&guest, &principal("1")).unwrap_err();
        assert_eq!(refused.kind(), "NotAuthorizedException");
        assert_eq!(identities.of(&principal("1"), "r").unwrap(), user);
        assert_eq!(identities.enter_as_guest(&guest).unwrap(), guest);
    }

    #[test]
    fn a_full_table_forgets_merged_guests_only() {
        let mut identities = Identities::default();
        let user = identities.of(&principal("1"), "r").unwrap();
        let guest = identities.guest("r").unwrap();
        identities.enter(&guest, &principal("1")).unwrap();
        for _ in 2..limit::IDENTITIES {
            identities.guest("r").unwrap();
        }
        identities.guest("r").unwrap();
        assert_eq!(kind(identities.guest("r")), "LimitExceededException");
        assert_eq!(
            kind(identities.enter(&guest, &principal("1"))),
            "ResourceNotFoundException"
        );
        assert_eq!(identities.enter(&user, &principal("1")).unwrap(), user);
    }
}
