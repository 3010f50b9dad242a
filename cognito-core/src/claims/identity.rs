use std::{borrow::Cow, fmt, time::SystemTime};

use serde_json::value::RawValue;

use super::quirk;

/// An account at a third party that a user signs in with, or that is linked to the user.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct Identity {
    /// `userId`: the user's id at the provider.
    pub user_id: String,
    /// `providerName`: the provider's name in the pool, as in `Google`.
    pub provider_name: String,
    /// `providerType`: the kind of provider, one of `Google`, `Facebook`, `LoginWithAmazon`, `SignInWithApple`, `SAML`,
    /// `OIDC`.
    pub provider_type: Option<String>,
    /// `issuer`: who asserts the identity, where the provider is a SAML one.
    pub issuer: Option<String>,
    /// `primary`: whether the user was made by signing in with this identity, and not linked to it later.
    pub primary: bool,
    /// `dateCreated`: since when the pool knows the identity.
    pub date_created: Option<SystemTime>,
}

impl Identity {
    /// An array, or the JSON text of one, as the pool's user records have it. Members of another form are left out.
    pub(super) fn read_all(json: &str) -> Vec<Self> {
        let array = quirk::text(json).unwrap_or(Cow::Borrowed(json));
        let items: Vec<&RawValue> = serde_json::from_str(&array).unwrap_or_default();
        items
            .into_iter()
            .filter_map(|item| Self::read(item.get()))
            .collect()
    }

    fn read(object: &str) -> Option<Self> {
        let member = |name| quirk::member(object, name);
        let text = |name| quirk::text(member(name)?).map(Cow::into_owned);
        Some(Self {
            user_id: text("userId")?,
            provider_name: text("providerName")?,
            provider_type: text("providerType"),
            issuer: text("issuer"),
            primary: member("primary").and_then(quirk::flag).unwrap_or(false),
            date_created: member("dateCreated").and_then(quirk::milliseconds),
        })
    }
}

/// Names no user.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("provider_name", &self.provider_name)
            .finish_non_exhaustive()
    }
}
