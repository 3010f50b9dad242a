//! Accounts and the names they go by.

use std::collections::HashMap;

use crate::{
    attribute::{Attributes, is_email},
    error::ApiError,
    limit,
    srp::PasswordRecord,
};

/// Where an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Confirmed,
    /// Came through another provider; has no password here.
    ExternalProvider,
    /// Has a temporary password, to be replaced at the first sign-in.
    ForceChangePassword,
    /// Has to ask for a new password before the first sign-in, as imported users do.
    ResetRequired,
    Unconfirmed,
}

impl Status {
    /// As the API writes it in `UserStatus`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::ExternalProvider => "EXTERNAL_PROVIDER",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ResetRequired => "RESET_REQUIRED",
            Self::Unconfirmed => "UNCONFIRMED",
        }
    }
}

/// An account.
pub(crate) struct User {
    /// The name in tokens: the `sub` of a user who signed up with an e-mail address.
    pub(crate) username: String,
    pub(crate) sub: String,
    pub(crate) attributes: Attributes,
    pub(crate) password: PasswordRecord,
    pub(crate) status: Status,
    /// Whether the address was proven by a code, or is taken for proven.
    pub(crate) email_verified: bool,
    pub(crate) groups: Vec<String>,
}

impl User {
    /// Puts the user into a group, which is there, once.
    pub(crate) fn join(&mut self, group: &str) -> Result<(), ApiError> {
        if self.groups.iter().any(|joined| joined == group) {
            return Ok(());
        }
        if self.groups.len() >= limit::GROUPS_PER_USER {
            return Err(ApiError::limit_exceeded("A user has too many groups."));
        }
        self.groups.push(group.to_owned());
        Ok(())
    }
}

/// The accounts, found by `sub` or by any of their names.
#[derive(Default)]
pub(crate) struct Users {
    by_sub: HashMap<String, User>,
    names: HashMap<String, String>,
}

impl Users {
    /// Adds an account whose names are free.
    pub(crate) fn insert(&mut self, user: User) -> Result<(), ApiError> {
        let exists = |message| ApiError::new("UsernameExistsException", message);
        let email = user.attributes.email().map(fold);
        if self.names.contains_key(&user.username) {
            return Err(exists("User already exists"));
        }
        if email.iter().any(|email| self.names.contains_key(email)) {
            return Err(exists("An account with the given email already exists."));
        }
        if self.by_sub.len() >= limit::USERS {
            return Err(ApiError::limit_exceeded(format!(
                "This development pool holds at most {} users; restart it.",
                limit::USERS
            )));
        }
        for name in email.into_iter().chain([user.username.clone()]) {
            self.names.insert(name, user.sub.clone());
        }
        self.by_sub.insert(user.sub.clone(), user);
        Ok(())
    }

    pub(crate) fn remove(&mut self, sub: &str) -> Option<User> {
        self.names.retain(|_, named| named != sub);
        self.by_sub.remove(sub)
    }

    /// The account that goes by this name, whatever the case.
    pub(crate) fn find(&self, name: &str) -> Option<&User> {
        self.by_sub(self.names.get(&fold(name))?)
    }

    pub(crate) fn find_mut(&mut self, name: &str) -> Option<&mut User> {
        self.by_sub.get_mut(self.names.get(&fold(name))?)
    }

    pub(crate) fn by_sub(&self, sub: &str) -> Option<&User> {
        self.by_sub.get(sub)
    }

    pub(crate) fn by_sub_mut(&mut self, sub: &str) -> Option<&mut User> {
        self.by_sub.get_mut(sub)
    }
}

/// A name as it is compared: user pools do not tell cases apart.
pub(crate) fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// Checks the form of a name that a client chose.
pub(crate) fn check_username(name: &str) -> Result<(), ApiError> {
    let is_name = (1..=128).contains(&name.chars().count())
        && !name.chars().any(|c| c.is_whitespace() || c.is_control());
    if !is_name {
        return Err(ApiError::invalid_parameter(
            "1 validation error detected: Value at 'username' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
        ));
    }
    if name.contains('@') && !is_email(name) {
        return Err(ApiError::invalid_parameter("Invalid email address format."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(number: usize) -> User {
        User {
            username: format!("u{number}"),
            sub: format!("s{number}"),
            attributes: Attributes::from_client([("email", &*format!("U{number}@example.com"))])
                .unwrap(),
            password: PasswordRecord::simulated([1; 16], [2; 32]),
            status: Status::Confirmed,
            email_verified: true,
            groups: Vec::new(),
        }
    }

    #[test]
    fn a_user_is_found_by_any_name_until_removed() {
        let mut users = Users::default();
        users.insert(user(1)).unwrap();
        for name in ["u1", "U1", "u1@example.com", "U1@EXAMPLE.COM"] {
            assert_eq!(users.find(name).unwrap().sub, "s1", "{name}");
        }
        assert!(users.find("s1").is_none());
        users.remove("s1").unwrap();
        assert!(users.find("u1").is_none() && users.find("u1@example.com").is_none());
    }

    #[test]
    fn a_full_pool_refuses_and_says_what_to_do() {
        let mut users = Users::default();
        for number in 0..limit::USERS {
            users.insert(user(number)).unwrap();
        }
        let error = users.insert(user(limit::USERS)).unwrap_err();
        assert_eq!(error.kind(), "LimitExceededException");
        users.remove("s0").unwrap();
        users.insert(user(limit::USERS)).unwrap();
    }
}
