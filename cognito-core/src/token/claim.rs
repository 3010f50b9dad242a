macro_rules! claims {
    ($($variant:ident $name:literal)+) => {
        /// The claims that Cognito gives a meaning to.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) enum Claim { $($variant),+ }

        impl Claim {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub(crate) fn of_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }

            #[cfg(test)]
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

impl Claim {
    /// The claims that no check looks at and that are strings, in either kind of token.
    pub(crate) const SHARED_TEXTS: &'static [Self] = &[Self::Acr, Self::Azp, Self::Nonce];

    /// Those of access tokens only.
    pub(crate) const ACCESS_TEXTS: &'static [Self] = &[Self::DeviceKey];

    /// Those of ID tokens only.
    pub(crate) const ID_TEXTS: &'static [Self] = &[
        Self::AtHash,
        Self::Birthdate,
        Self::Email,
        Self::FamilyName,
        Self::Gender,
        Self::GivenName,
        Self::Locale,
        Self::MiddleName,
        Self::Name,
        Self::Nickname,
        Self::PhoneNumber,
        Self::Picture,
        Self::PreferredRole,
        Self::PreferredUsername,
        Self::Profile,
        Self::Website,
        Self::Zoneinfo,
    ];
}

claims! {
    Iss "iss"
    Exp "exp"
    Nbf "nbf"
    Iat "iat"
    TokenUse "token_use"
    ClientId "client_id"
    Aud "aud"
    Sub "sub"
    AuthTime "auth_time"
    Groups "cognito:groups"
    Scope "scope"
    Username "username"
    CognitoUsername "cognito:username"
    Jti "jti"
    OriginJti "origin_jti"
    EventId "event_id"
    Acr "acr"
    AtHash "at_hash"
    Azp "azp"
    Birthdate "birthdate"
    DeviceKey "device_key"
    Email "email"
    FamilyName "family_name"
    Gender "gender"
    GivenName "given_name"
    Locale "locale"
    MiddleName "middle_name"
    Name "name"
    Nickname "nickname"
    Nonce "nonce"
    PhoneNumber "phone_number"
    Picture "picture"
    PreferredRole "cognito:preferred_role"
    PreferredUsername "preferred_username"
    Profile "profile"
    Website "website"
    Zoneinfo "zoneinfo"
}

#[cfg(test)]
mod tests {
    use super::Claim;

    #[test]
    fn names_and_claims_correspond() {
        for claim in Claim::ALL {
            assert_eq!(Claim::of_name(claim.name()), Some(*claim));
        }
        assert_eq!(Claim::of_name("Iss"), None);
    }
}
