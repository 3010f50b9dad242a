//! Reads a claim that is a text of something else, for `#[serde(with = "cognito_core::as_text")]`.
//!
//! Cognito writes custom attributes as text whatever their type in the pool: `"12"`, `"true"`. A pre token generation
//! trigger may write the same claim as `12` or `true`. Both read alike here, into any type that is `FromStr`.
//! [`option`](mod@option) is for a claim that not every token has.
//!
//! Take whole numbers where an amount counts: an `f64` rounds, and reads the texts `NaN` and `inf` as well.
//!
//! ```
//! use cognito_core::test_util::TestPool;
//! use serde::Deserialize;
//!
//! #[derive(Clone, Deserialize)]
//! struct Plan {
//!     #[serde(rename = "custom:seats", with = "cognito_core::as_text")]
//!     seats: u32,
//!     #[serde(rename = "custom:is_member", with = "cognito_core::as_text")]
//!     is_member: bool,
//!     #[serde(rename = "custom:credit_cents", with = "cognito_core::as_text::option", default)]
//!     credit_cents: Option<i64>,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
//! let pool = TestPool::new();
//! let token = pool.access_token().custom_attribute("seats", "12").claim("custom:is_member", true).mint();
//! let claims = pool.verifier().verify_access(&token).await?.with_custom::<Plan>()?;
//! assert_eq!((claims.custom().seats, claims.custom().is_member, claims.custom().credit_cents), (12, true, None));
//! # Ok(()) }
//! ```

use std::{
    fmt::{self, Display},
    str::FromStr,
};

use serde::{
    Deserialize, Deserializer, Serializer,
    de::{Error, Visitor},
};

/// Reads a text, a number or a boolean.
///
/// # Errors
/// If it is of another type, or its text is not one of `T`.
pub fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    parse(&Scalar::deserialize(deserializer)?.0)
}

/// Writes a text.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// The same for a claim that not every token has, for
/// `#[serde(with = "cognito_core::as_text::option", default)]`.
///
/// `null` and an empty text, which is how an attribute is cleared, are `None`.
pub mod option {
    use std::{fmt::Display, str::FromStr};

    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::{Scalar, parse};

    /// Reads a text, a number, a boolean or nothing.
    ///
    /// # Errors
    /// If it is of another type, or its text is not one of `T`.
    pub fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        match Option::<Scalar>::deserialize(deserializer)? {
            Some(Scalar(text)) if !text.is_empty() => parse(&text).map(Some),
            _ => Ok(None),
        }
    }

    /// Writes a text, or nothing.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<T: Display, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.collect_str(value),
            None => serializer.serialize_none(),
        }
    }
}

fn parse<T: FromStr, E: Error>(text: &str) -> Result<T, E> {
    // The type's own message could quote the claim.
    text.parse()
        .map_err(|_| E::custom("a text of another form than the type's"))
}

/// A text, or what a number or a boolean is as text.
struct Scalar(String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor).map(Self)
    }
}

struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number or a boolean")
    }

    fn visit_bool<E>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E>(self, value: f64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Seats {
        #[serde(with = "super")]
        seats: u32,
        #[serde(with = "super::option", default)]
        more: Option<i64>,
    }

    fn read(json: &str) -> Option<(u32, Option<i64>)> {
        let seats: Seats = serde_json::from_str(json).ok()?;
        Some((seats.seats, seats.more))
    }

    #[test]
    fn texts_and_what_they_are_texts_of_read_alike() {
        for (json, expected) in [
            (r#"{"seats":"12"}"#, Some((12, None))),
            (r#"{"seats":12,"more":-3}"#, Some((12, Some(-3)))),
            (r#"{"seats":"\u0031","more":"-3"}"#, Some((1, Some(-3)))),
            (r#"{"seats":1,"more":null}"#, Some((1, None))),
            (r#"{"seats":1,"more":""}"#, Some((1, None))),
            (r#"{"seats":1,"more":"x"}"#, None),
            (r#"{"seats":1,"more":[1]}"#, None),
            (r#"{"seats":"x"}"#, None),
            (r#"{"seats":""}"#, None),
            (r#"{"seats":1.5}"#, None),
            (r#"{"seats":-1}"#, None),
            (r#"{"seats":true}"#, None),
            (r#"{"seats":null}"#, None),
            (r#"{"seats":["12"]}"#, None),
            ("{}", None),
        ] {
            assert_eq!(read(json), expected, "{json}");
        }
        let as_text =
            |json: &str| deserialize::<String, _>(&mut serde_json::Deserializer::from_str(json));
        assert_eq!(as_text("true").unwrap(), "true");
        assert_eq!(as_text("2.5").unwrap(), "2.5");
    }

    #[test]
    fn they_are_written_as_texts() {
        let json = |more| serde_json::to_string(&Seats { seats: 12, more }).unwrap();
        assert_eq!(json(Some(-3)), r#"{"seats":"12","more":"-3"}"#);
        assert_eq!(json(None), r#"{"seats":"12","more":null}"#);
    }

    #[test]
    fn a_failure_quotes_nothing() {
        let error = serde_json::from_str::<Seats>(r#"{"seats":"Zx9Marker"}"#).unwrap_err();
        assert!(!error.to_string().contains("Zx9"), "{error}");
    }
}
