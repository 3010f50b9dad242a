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
    /// The claims of an ID token that tell of the user and are strings.
    pub(crate) const ATTRIBUTES: &'static [Self] = &[
        Self::Birthdate,
        Self::Email,
        Self::FamilyName,
        Self::GivenName,
        Self::Locale,
        Self::Name,
        Self::Nonce,
        Self::PhoneNumber,
        Self::Picture,
        Self::PreferredRole,
        Self::PreferredUsername,
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
    Birthdate "birthdate"
    Email "email"
    FamilyName "family_name"
    GivenName "given_name"
    Locale "locale"
    Name "name"
    Nonce "nonce"
    PhoneNumber "phone_number"
    Picture "picture"
    PreferredRole "cognito:preferred_role"
    PreferredUsername "preferred_username"
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
