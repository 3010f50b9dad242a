macro_rules! claims {
    ($($variant:ident $name:literal)+) => {
        /// The claims that Cognito gives a meaning to.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) enum Claim { $($variant),+ }

        impl Claim {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

/// Of each place in [`BY_PLACE`], at most one claim has it: this is found out when the crate is compiled.
const PLACES: usize = 128;

static BY_PLACE: [Option<Claim>; PLACES] = by_place();

#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
const fn by_place() -> [Option<Claim>; PLACES] {
    let mut places = [None; PLACES];
    let mut i = 0;
    while i < Claim::ALL.len() {
        let claim = Claim::ALL[i];
        let place = place(claim.name().as_bytes());
        assert!(places[place].is_none(), "two claims have one place");
        places[place] = Some(claim);
        i += 1;
    }
    places
}

/// Where a claim of this name would be. The factors are such that no two claims meet; others that do so serve as well.
const fn place(name: &[u8]) -> usize {
    match name {
        [first, second, .., last] => {
            (name.len() + 12 * *first as usize + 3 * *second as usize + *last as usize) % PLACES
        }
        _ => 0,
    }
}

impl Claim {
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let claim = *BY_PLACE.get(place(name.as_bytes()))?;
        claim.filter(|claim| claim.name() == name)
    }

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
        for other in ["Iss", "", "i", "is", "isss", "unknown"] {
            assert_eq!(Claim::of_name(other), None);
        }
    }
}
