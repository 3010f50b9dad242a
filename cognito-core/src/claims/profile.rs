use std::time::SystemTime;

use super::{Address, IdClaims, quirk};
use crate::token::Claim;

/// The standard attributes of a user ([OpenID Connect Core 1.0, section 5.1]). Which of them a token has depends on
/// what the app client may read, and on the scopes that it asked for.
///
/// Users and identity providers write most of them: show them, and decide nothing by them.
///
/// [OpenID Connect Core 1.0, section 5.1]: https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
impl<C> IdClaims<C> {
    /// `email`: the user's e-mail address, as the user or the provider gave it; see
    /// [`email_verified`](Self::email_verified) for what is known of it.
    pub fn email(&self) -> Option<&str> {
        self.verified().kept(Claim::Email)
    }

    /// `email_verified`: whether the e-mail address is said to be verified; `false` where the token does not say so.
    ///
    /// The pool says so, or the provider whose claim is mapped to it, or the pool's pre token generation trigger: as good as the
    /// one that says it. Do not link accounts by it alone.
    pub fn email_verified(&self) -> bool {
        self.verified()
            .read("email_verified", quirk::flag)
            .unwrap_or(false)
    }

    /// `phone_number`: the user's phone number, in the form `+15555550100`.
    pub fn phone_number(&self) -> Option<&str> {
        self.verified().kept(Claim::PhoneNumber)
    }

    /// `phone_number_verified`: whether the phone number is said to be verified; `false` where the token does not say so.
    ///
    /// By whom, and what it is good for: as with [`email_verified`](Self::email_verified).
    pub fn phone_number_verified(&self) -> bool {
        self.verified()
            .read("phone_number_verified", quirk::flag)
            .unwrap_or(false)
    }

    /// `name`: the user's full name.
    pub fn name(&self) -> Option<&str> {
        self.verified().kept(Claim::Name)
    }

    /// `given_name`: the user's given name.
    pub fn given_name(&self) -> Option<&str> {
        self.verified().kept(Claim::GivenName)
    }

    /// `middle_name`: the user's middle name.
    pub fn middle_name(&self) -> Option<&str> {
        self.verified().kept(Claim::MiddleName)
    }

    /// `family_name`: the user's family name.
    pub fn family_name(&self) -> Option<&str> {
        self.verified().kept(Claim::FamilyName)
    }

    /// `nickname`: the user's casual name.
    pub fn nickname(&self) -> Option<&str> {
        self.verified().kept(Claim::Nickname)
    }

    /// `preferred_username`: the name that the user wants to go by.
    pub fn preferred_username(&self) -> Option<&str> {
        self.verified().kept(Claim::PreferredUsername)
    }

    /// `profile`: the URL of the user's profile page, as the user or the provider gave it.
    pub fn profile(&self) -> Option<&str> {
        self.verified().kept(Claim::Profile)
    }

    /// `picture`: the URL of the user's picture, as the user or the provider gave it.
    pub fn picture(&self) -> Option<&str> {
        self.verified().kept(Claim::Picture)
    }

    /// `website`: the URL of the user's web site, as the user or the provider gave it.
    pub fn website(&self) -> Option<&str> {
        self.verified().kept(Claim::Website)
    }

    /// `gender`: the user's gender, in words of the pool's choice.
    pub fn gender(&self) -> Option<&str> {
        self.verified().kept(Claim::Gender)
    }

    /// `birthdate`: the user's birth date, in the form `YYYY-MM-DD`.
    pub fn birthdate(&self) -> Option<&str> {
        self.verified().kept(Claim::Birthdate)
    }

    /// `zoneinfo`: the user's time zone, as `Europe/Paris`.
    pub fn zoneinfo(&self) -> Option<&str> {
        self.verified().kept(Claim::Zoneinfo)
    }

    /// `locale`: the user's locale, as `en-GB`.
    pub fn locale(&self) -> Option<&str> {
        self.verified().kept(Claim::Locale)
    }

    /// `address`: the user's postal address.
    pub fn address(&self) -> Option<Address> {
        self.verified().read("address", Address::read)
    }

    /// `updated_at`: when the user's attributes were last changed.
    pub fn updated_at(&self) -> Option<SystemTime> {
        self.verified().read("updated_at", quirk::seconds)
    }
}
