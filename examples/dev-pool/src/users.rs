//! All accounts, and the names that they are found by.

use std::collections::HashMap;

use crate::{
    attribute::Attributes,
    error::ApiError,
    federation::Provider,
    limit,
    user::{User, fold},
};

/// The accounts, found by `sub` or by any of their names.
#[derive(Default)]
pub(crate) struct Users {
    by_sub: HashMap<String, User>,
    names: HashMap<String, String>,
    /// What only names of other providers' users begin with.
    reserved: Vec<String>,
}

impl Users {
    /// Nobody yet. Names as these providers' users get them are kept for those: whoever took one would lock its owner out.
    pub(crate) fn of(providers: &[Provider]) -> Self {
        let prefixes = providers.iter().map(|provider| provider.username_prefix());
        Self {
            reserved: prefixes.collect(),
            ..Self::default()
        }
    }

    /// Adds an account whose names are free.
    pub(crate) fn insert(&mut self, user: User) -> Result<(), ApiError> {
        let exists = |message| ApiError::new("UsernameExistsException", message);
        // Whom another provider vouches for may have an address that a native user has, too.
        let email = user
            .attributes
            .email()
            .map(fold)
            .filter(|_| user.identity.is_none());
        if user.identity.is_none() {
            self.check_reserved(email.iter().chain([&user.username]))?;
        }
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

    /// Replaces the attributes of an account, which is found by a new e-mail address from then on.
    pub(crate) fn replace_attributes(
        &mut self,
        sub: &str,
        attributes: Attributes,
        now: u64,
    ) -> Result<&mut User, ApiError> {
        let user = self.by_sub.get(sub);
        let user = user.ok_or_else(ApiError::user_not_found)?;
        let old = user.attributes.email().map(fold);
        let new = attributes.email().map(fold);
        if old != new && user.identity.is_none() {
            self.check_reserved(&new)?;
            if new.iter().any(|email| self.names.contains_key(email)) {
                return Err(ApiError::new(
                    "AliasExistsException",
                    "An account with the given email already exists.",
                ));
            }
            self.names.retain(|name, _| old.as_ref() != Some(name));
            self.names.extend(new.map(|email| (email, sub.to_owned())));
        }
        let user = self.by_sub.get_mut(sub);
        let user = user.ok_or_else(ApiError::user_not_found)?;
        user.set_attributes(attributes);
        user.modified = now;
        Ok(user)
    }

    fn check_reserved<'n>(
        &self,
        names: impl IntoIterator<Item = &'n String>,
    ) -> Result<(), ApiError> {
        let is_reserved =
            |name: &String| self.reserved.iter().any(|prefix| name.starts_with(prefix));
        if names.into_iter().any(is_reserved) {
            return Err(ApiError::invalid_parameter(
                "Names that begin with a provider's name and _ are kept for the users of that provider.",
            ));
        }
        Ok(())
    }

    pub(crate) fn len(&self) -> usize {
        self.by_sub.len()
    }

    /// The accounts, oldest first.
    pub(crate) fn sorted(&self) -> Vec<&User> {
        let mut users: Vec<&User> = self.by_sub.values().collect();
        users.sort_by(|a, b| (a.created, &a.sub).cmp(&(b.created, &b.sub)));
        users
    }

    /// Takes everyone out of a group.
    pub(crate) fn disband(&mut self, group: &str) {
        for user in self.by_sub.values_mut() {
            user.leave(group);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{profile::Profile, srp::PasswordRecord, user::Status};

    fn user(number: usize) -> User {
        let email = format!("U{number}@example.com");
        let profile = Profile {
            username: format!("u{number}"),
            sub: format!("s{number}"),
            attributes: Attributes::from_client([("email", &*email)]).unwrap(),
        };
        User::new(
            profile,
            PasswordRecord::simulated([1; 16], [2; 32]),
            Status::Confirmed,
            0,
        )
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
