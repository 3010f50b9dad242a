//! Accounts.

use std::borrow::Cow;

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

    /// Replaces the attributes. An address or a number that changes is no longer known to be the user's.
    pub(crate) fn set_attributes(&mut self, attributes: Attributes) {
        let stays = |name| self.attributes.get(name) == attributes.get(name);
        let (email_stays, phone_number_stays) = (stays("email"), stays("phone_number"));
        self.email_verified &= email_stays;
        self.phone_number_verified &= phone_number_stays;
        self.attributes = attributes;
    }

    /// Whether the address is known to be the user's; a provider may have left that open.
    pub(crate) fn email_verified(&self) -> Option<bool> {
        let is_open = |identity: &Identity| identity.provider.email_verified().is_none();
        let is_open = self.identity.as_ref().is_some_and(is_open);
        (self.email_verified || !is_open).then_some(self.email_verified)
    }

    /// Whether the number is known to be the user's, if there is one.
    pub(crate) fn phone_number_verified(&self) -> Option<bool> {
        let number = self.attributes.get("phone_number");
        number.map(|_| self.phone_number_verified)
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
