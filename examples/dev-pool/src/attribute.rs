//! User attributes: which names exist, which a client may write, how the ID token shows them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{error::ApiError, limit};

/// The `OpenID` Connect attributes that every user pool has.
pub(crate) const STANDARD: [&str; 17] = [
    "address",
    "birthdate",
    "email",
    "family_name",
    "gender",
    "given_name",
    "locale",
    "middle_name",
    "name",
    "nickname",
    "phone_number",
    "picture",
    "preferred_username",
    "profile",
    "updated_at",
    "website",
    "zoneinfo",
];

/// The attributes of one user, all text, as `GetUser` shows them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes(BTreeMap<String, String>);

impl Attributes {
    /// Takes what a client sent.
    pub(crate) fn from_client<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ApiError> {
        let mut attributes = Self::default();
        for (name, value) in pairs {
            attributes.write(name, value)?;
        }
        Ok(attributes)
    }

    /// Writes one attribute for a client, which may not write what the pool itself decides.
    pub(crate) fn write(&mut self, name: &str, value: &str) -> Result<(), ApiError> {
        if matches!(
            name,
            "sub" | "email_verified" | "phone_number_verified" | "identities"
        ) {
            return Err(ApiError::not_authorized(
                "A client attempted to write unauthorized attribute",
            ));
        }
        if !is_custom(name) && !STANDARD.contains(&name) {
            return Err(ApiError::invalid_parameter(
                "Attributes did not conform to the schema: Type for attribute could not be determined",
            ));
        }
        if value.chars().count() > limit::ATTRIBUTE_VALUE {
            return Err(ApiError::invalid_parameter(format!(
                "Attributes did not conform to the schema: {name}: String must be no longer than {} characters",
                limit::ATTRIBUTE_VALUE
            )));
        }
        if name == "email" && !is_email(value) {
            return Err(ApiError::invalid_parameter("Invalid email address format."));
        }
        let others = self.iter().filter(|(other, _)| *other != name);
        let size: usize = others.map(|(name, value)| name.len() + value.len()).sum();
        if size + name.len() + value.len() > limit::ATTRIBUTES_SIZE {
            return Err(ApiError::limit_exceeded(
                "The attributes of a user are too large.",
            ));
        }
        self.0.insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    pub(crate) fn email(&self) -> Option<&str> {
        self.get("email")
    }

    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The names and values in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The claims of the ID token: text, but `address` an object and `updated_at` a number.
    pub(crate) fn claims(&self) -> BTreeMap<&str, Value> {
        self.iter()
            .map(|(name, value)| (name, claim(name, value)))
            .collect()
    }
}

/// Whether this is the name of a custom attribute.
pub(crate) fn is_custom(name: &str) -> bool {
    name.strip_prefix("custom:")
        .is_some_and(|rest| (1..=20).contains(&rest.chars().count()))
}

fn claim(name: &str, value: &str) -> Value {
    match (name, value.parse::<u64>()) {
        ("address", _) => json!({"formatted": value}),
        ("updated_at", Ok(seconds)) => json!(seconds),
        _ => json!(value),
    }
}

/// Whether the text looks like an e-mail address. Only what the pool relies on: one `@` with something on both sides.
pub(crate) fn is_email(text: &str) -> bool {
    let printable = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    let halves = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    printable && halves && text.len() <= 254
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_writes_only_known_attributes_that_are_its_own() {
        let long = "x".repeat(limit::ATTRIBUTE_VALUE + 1);
        let table = [
            ("name", "Fake Person", None),
            ("custom:tenant", "t1", None),
            ("email", "a@example.com", None),
            ("email", "nobody", Some("InvalidParameterException")),
            ("name", &long, Some("InvalidParameterException")),
            ("sub", "1", Some("NotAuthorizedException")),
            ("email_verified", "true", Some("NotAuthorizedException")),
            (
                "iss",
                "https://evil.example",
                Some("InvalidParameterException"),
            ),
            (
                "cognito:groups",
                "admins",
                Some("InvalidParameterException"),
            ),
            ("custom:", "x", Some("InvalidParameterException")),
            (
                "custom:abcdefghijklmnopqrstu",
                "x",
                Some("InvalidParameterException"),
            ),
        ];
        for (name, value, refused) in table {
            let answer = Attributes::default().write(name, value);
            assert_eq!(answer.err().map(|error| error.kind()), refused, "{name}");
        }
    }

    #[test]
    fn the_size_of_all_attributes_is_bounded() {
        let mut attributes = Attributes::default();
        let value = "x".repeat(limit::ATTRIBUTE_VALUE);
        for name in [
            "address", "gender", "locale", "name", "picture", "profile", "website",
        ] {
            attributes.write(name, &value).unwrap();
        }
        let error = attributes.write("nickname", &value).unwrap_err();
        assert_eq!(error.kind(), "LimitExceededException");
        attributes.write("name", &value).unwrap();
        attributes.write("nickname", "x").unwrap();
    }

    #[test]
    fn claims_have_the_types_that_cognito_gives_them() {
        let attributes = Attributes::from_client([
            ("address", "1 Fake St"),
            ("updated_at", "17"),
            ("custom:n", "12"),
        ])
        .unwrap();
        let claims = attributes.claims();
        assert_eq!(claims["address"], json!({"formatted": "1 Fake St"}));
        assert_eq!(claims["updated_at"], json!(17));
        assert_eq!(claims["custom:n"], json!("12"));
    }

    #[test]
    fn an_email_has_two_halves() {
        for (text, expected) in [
            ("a@example.com", true),
            ("a+b@localhost", true),
            ("@example.com", false),
            ("a@", false),
            ("a@b@c", false),
            ("a b@c", false),
            ("a@b\n", false),
            ("plain", false),
        ] {
            assert_eq!(is_email(text), expected, "{text:?}");
        }
    }
}
