use std::{fmt, str::FromStr, sync::Arc};

use super::{InvalidUserPoolId, Region, invalid_user_pool_id::Form};

/// A user pool's id, `<region>_<suffix>`, as in `eu-west-1_AbC123xyz`.
///
/// The Region is lower-case letters, digits and `-` in at least three parts; the suffix is 1 to 55 ASCII letters and
/// digits. Ids of emulators (`local_x`) need [`UserPoolId::emulator`].
///
/// ```
/// use cognito_core::UserPoolId;
///
/// let id: UserPoolId = "eu-west-1_AbC123xyz".parse()?;
/// assert_eq!(id.region().as_str(), "eu-west-1");
/// assert!("AbC123xyz".parse::<UserPoolId>().is_err());
/// # Ok::<(), cognito_core::InvalidUserPoolId>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct UserPoolId {
    text: Arc<str>,
    /// Length of the part before the underscore.
    region: usize,
    emulated: bool,
}

impl UserPoolId {
    /// An id that does not look like AWS's, as emulators give (`local_3K5ha`).
    ///
    /// A pool with such an id needs an explicit issuer and key location, see
    /// [`UserPool::issuer`](crate::UserPool::issuer).
    ///
    /// ```
    /// let id = cognito_core::UserPoolId::emulator("local_3K5ha")?;
    /// assert_eq!(id.as_str(), "local_3K5ha");
    /// # Ok::<(), cognito_core::InvalidUserPoolId>(())
    /// ```
    ///
    /// # Errors
    /// [`InvalidUserPoolId`] if the text is empty, longer than 128 bytes, or has other characters than ASCII letters,
    /// digits, `_` and `-`.
    pub fn emulator(id: &str) -> Result<Self, InvalidUserPoolId> {
        if let Ok(real) = id.parse() {
            return Ok(real);
        }
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if id.is_empty() || id.len() > 128 || !id.bytes().all(plain) {
            return Err(InvalidUserPoolId::new(id, Form::Emulated));
        }
        Ok(Self {
            text: id.into(),
            region: id.find('_').unwrap_or(id.len()),
            emulated: true,
        })
    }

    /// The id as AWS writes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The pool's (primary) Region: what stands before the underscore.
    pub fn region(&self) -> Region {
        Region(self.text.get(..self.region).unwrap_or_default().into())
    }

    /// The pool's key in the `Logins` map of an identity pool: the issuer without its scheme. `None` where it does not
    /// follow from the id: for an emulator's, and in partitions whose DNS suffix is not known (`us-iso-`).
    ///
    /// ```
    /// use cognito_core::UserPoolId;
    ///
    /// let id: UserPoolId = "eu-west-1_AbC123xyz".parse()?;
    /// let name = id.provider_name();
    /// assert_eq!(name.as_deref(), Some("cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz"));
    ///
    /// assert!(UserPoolId::emulator("local_3K5ha")?.provider_name().is_none());
    /// # Ok::<(), cognito_core::InvalidUserPoolId>(())
    /// ```
    ///
    /// See [Identity pools authentication flow](https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html).
    pub fn provider_name(&self) -> Option<String> {
        self.name_at("cognito-idp", &self.region())
    }

    /// The pool at a service of AWS in a Region: an issuer without its scheme.
    pub(crate) fn name_at(&self, service: &str, region: &Region) -> Option<String> {
        let dns_suffix = region.dns_suffix().filter(|_| !self.emulated)?;
        Some(format!("{service}.{region}.{dns_suffix}/{self}"))
    }
}

impl FromStr for UserPoolId {
    type Err = InvalidUserPoolId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidUserPoolId::new(text, Form::Aws);
        let (region, suffix) = text.split_once('_').ok_or_else(invalid)?;
        let suffix_fits =
            (1..=55).contains(&suffix.len()) && suffix.bytes().all(|b| b.is_ascii_alphanumeric());
        if !suffix_fits || region.parse::<Region>().is_err() {
            return Err(invalid());
        }
        Ok(Self {
            text: text.into(),
            region: region.len(),
            emulated: false,
        })
    }
}

impl fmt::Display for UserPoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for UserPoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UserPoolId").field(&self.text).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pool_ids_of_every_partition_parse() {
        for id in [
            "us-east-1_AbC123xyz",
            "us-gov-west-1_a",
            "us-iso-east-1_AbC",
            "eusc-de-east-1_AbC",
            "cn-north-1_AbC",
            "ap-southeast-7_0123456789012345678901234567890123456789012345678901234",
        ] {
            assert_eq!(id.parse::<UserPoolId>().unwrap().as_str(), id);
        }
    }

    #[test]
    fn other_texts_are_no_pool_ids() {
        for id in [
            "",
            "_",
            "us-east-1",
            "us-east-1_",
            "us-east_AbC",
            "US-EAST-1_AbC",
            "us-east-1_Ab_C",
            "us-east-1_Ab-C",
            "us--1_AbC",
            "-us-east-1_AbC",
            "us-east-1_AbC ",
            " us-east-1_AbC",
            "us-east-1_Äbc",
            "us-east-1:11111111-2222-3333-4444-555555555555",
            "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbC",
            "local_3K5ha",
            "ap-southeast-7_01234567890123456789012345678901234567890123456789012345",
        ] {
            let error = id.parse::<UserPoolId>().unwrap_err();
            assert_eq!(error.input(), id);
            assert!(error.to_string().contains("expected `<region>_"), "{error}");
        }
    }

    #[test]
    fn emulators_have_their_own_ids() {
        assert!(UserPoolId::emulator("local_3K5ha").unwrap().emulated);
        assert!(!UserPoolId::emulator("us-east-1_AbC").unwrap().emulated);
        for id in ["", "a/b", "a b", "a\n"] {
            assert!(UserPoolId::emulator(id).is_err());
        }
    }

    #[test]
    fn a_provider_name_is_never_invented() {
        for (id, name) in [
            (
                "us-east-1_A",
                Some("cognito-idp.us-east-1.amazonaws.com/us-east-1_A"),
            ),
            (
                "cn-north-1_A",
                Some("cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_A"),
            ),
            ("us-iso-east-1_A", None),
            ("us-isob-east-1_A", None),
            ("local_x", None),
            ("us-east-1_my-pool", None),
        ] {
            let id = UserPoolId::emulator(id).unwrap();
            assert_eq!(id.provider_name().as_deref(), name, "{id}");
        }
    }
}
