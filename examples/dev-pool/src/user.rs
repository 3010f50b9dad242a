//! Accounts and the names they go by.

use std::{borrow::Cow, collections::HashMap};

use crate::{
    attribute::{Attributes, is_email},
    error::ApiError,
    federation::Identity,
    limit,
    mfa::SoftwareToken,
    profile::Profile,
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
    pub(crate) phone_number_verified: bool,
    /// Whether an administrator lets the user sign in.
    pub(crate) is_enabled: bool,
    pub(crate) software_token: SoftwareToken,
    pub(crate) groups: Vec<String>,
    /// The account at another provider that the user came with.
    pub(crate) identity: Option<Identity>,
    /// Until when a temporary password is good.
    pub(crate) temporary_until: Option<u64>,
    pub(crate) created: u64,
    pub(crate) modified: u64,
}

impl User {
    /// An enabled account without groups. Who is confirmed from the start has a proven address.
    pub(crate) fn new(
        profile: Profile,
        password: PasswordRecord,
        status: Status,
        now: u64,
    ) -> Self {
        Self {
            username: profile.username,
            sub: profile.sub,
            attributes: profile.attributes,
            password,
            status,
            email_verified: status == Status::Confirmed,
            phone_number_verified: false,
            is_enabled: true,
            software_token: SoftwareToken::default(),
            groups: Vec::new(),
            identity: None,
            temporary_until: None,
            created: now,
            modified: now,
        }
    }

    /// Whether someone who has proven to be this user may sign in.
    ///
    /// # Errors
    /// `NotAuthorizedException` for a disabled user, `UserNotConfirmedException` and `PasswordResetRequiredException`.
    pub(crate) fn may_sign_in(&self) -> Result<(), ApiError> {
        if !self.is_enabled {
            return Err(ApiError::not_authorized("User is disabled."));
        }
        match self.status {
            Status::Unconfirmed => Err(ApiError::new(
                "UserNotConfirmedException",
                "User is not confirmed.",
            )),
            Status::ResetRequired => Err(ApiError::new(
                "PasswordResetRequiredException",
                "Password reset required for the user",
            )),
            Status::Confirmed | Status::ExternalProvider | Status::ForceChangePassword => Ok(()),
        }
    }

    /// Whether this is the user's name or alias, whatever the case.
    pub(crate) fn goes_by(&self, name: &str) -> bool {
        let name = fold(name);
        self.username == name
            || self
                .attributes
                .email()
                .is_some_and(|email| fold(email) == name)
    }

    /// Gives the user a password to keep, and the status that this leads to.
    pub(crate) fn set_password(&mut self, record: PasswordRecord, status: Status, now: u64) {
        self.password = record;
        self.status = status;
        self.temporary_until = None;
        self.modified = now;
    }

    /// Whether the address is known to be the user's; a provider may have left that open.
    pub(crate) fn email_verified(&self) -> Option<bool> {
        let is_open = |identity: &Identity| identity.provider.email_verified().is_none();
        let is_open = self.identity.as_ref().is_some_and(is_open);
        (self.email_verified || !is_open).then_some(self.email_verified)
    }

    /// Whether the number is known to be the user's, if there is one.
    pub(crate) fn phone_number_verified(&self) -> Option<bool> {
        let mut attributes = self.attributes.iter();
        attributes
            .any(|(name, _)| name == "phone_number")
            .then_some(self.phone_number_verified)
    }

    /// All attributes as `GetUser` and userInfo show them: every value is text.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let verified = |is: bool| Cow::from(if is { "true" } else { "false" });
        let identities = self.identity.as_ref().map(Identity::attribute);
        [
            Some(("sub", Cow::from(&*self.sub))),
            identities.map(|text| ("identities", Cow::from(text))),
            self.email_verified()
                .map(|is| ("email_verified", verified(is))),
            self.phone_number_verified()
                .map(|is| ("phone_number_verified", verified(is))),
        ]
        .into_iter()
        .flatten()
        .chain(
            self.attributes
                .iter()
                .map(|(name, value)| (name, Cow::from(value))),
        )
    }

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

    /// Takes the user out of a group.
    pub(crate) fn leave(&mut self, group: &str) {
        self.groups.retain(|joined| joined != group);
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
        // Whom another provider vouches for may have an address that a native user has, too.
        let email = user
            .attributes
            .email()
            .map(fold)
            .filter(|_| user.identity.is_none());
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
        let user = self.by_sub.get_mut(sub);
        let user = user.ok_or_else(ApiError::user_not_found)?;
        let old = user.attributes.email().map(fold);
        let new = attributes.email().map(fold);
        if old != new && user.identity.is_none() {
            if new.iter().any(|email| self.names.contains_key(email)) {
                return Err(ApiError::new(
                    "AliasExistsException",
                    "An account with the given email already exists.",
                ));
            }
            self.names.retain(|name, _| old.as_ref() != Some(name));
            self.names.extend(new.map(|email| (email, sub.to_owned())));
        }
        user.attributes = attributes;
        user.modified = now;
        Ok(user)
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
