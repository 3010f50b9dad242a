use std::{error::Error, fmt, str::FromStr, sync::Arc};

use crate::identity_pool_id::is_region_and_guid;

/// The longest key that S3 takes, in bytes.
const LONGEST_KEY: usize = 1024;

/// A user's id in an identity pool: what `${cognito-identity.amazonaws.com:sub}` stands for in a role's policy.
///
/// It is not the `sub` of the user's tokens, and no token of a user pool names it: the identity pool gives it. The same user
/// has the same one at every sign-in. Objects and items that belong to the user have it in their key; [`prefix`](Self::prefix)
/// and [`object_key`](Self::object_key) spell the form that the guides use.
///
/// `Debug` does not print it.
///
/// ```
/// use cognito_identity::IdentityId;
///
/// let id: IdentityId = "eu-west-1:1f5e2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f".parse()?;
/// assert_eq!(id.prefix(), "eu-west-1:1f5e2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f/");
/// assert_eq!(id.object_key("photos/cat.jpg")?, format!("{id}/photos/cat.jpg"));
/// assert!(id.object_key("../not-permissions/cat.jpg").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// See [Using attributes for access control](https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html).
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct IdentityId(Arc<str>);

impl IdentityId {
    /// The id as AWS writes it: `eu-west-1:` and a GUID. The leading key of the user's items in DynamoDB.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The start of the keys of the user's own objects: the id and `/`.
    ///
    /// A role whose policy names `arn:aws:s3:::bucket/${cognito-identity.amazonaws.com:sub}/*` may touch what begins with
    /// it. The `/` is a part: without it, a longer id would begin with a shorter one.
    pub fn prefix(&self) -> String {
        format!("{self}/")
    }

    /// The key of one of the user's own objects: the prefix and `name`.
    ///
    /// S3 takes keys as they are, but what stands in front of it may not: `..` is refused here, and so are `.`, empty parts
    /// (a slash at either end, or two of them) and control characters.
    ///
    /// # Errors
    /// [`InvalidObjectName`] for such a name, for an empty one, and for one whose key is longer than the 1,024 bytes of S3.
    pub fn object_key(&self, name: &str) -> Result<String, InvalidObjectName> {
        let plain = |part: &str| !matches!(part, "" | "." | "..");
        if !name.split('/').all(plain) || name.chars().any(char::is_control) {
            return Err(InvalidObjectName(()));
        }
        let key = format!("{self}/{name}");
        if key.len() > LONGEST_KEY {
            return Err(InvalidObjectName(()));
        }
        Ok(key)
    }
}

/// It will be a part of keys: whatever has another form is refused, the service's answer, too.
impl FromStr for IdentityId {
    type Err = InvalidIdentityId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_region_and_guid(text) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidIdentityId(()))
        }
    }
}

impl fmt::Display for IdentityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for IdentityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityId").finish_non_exhaustive()
    }
}

/// A text that is no identity's id.
///
/// ```
/// let error = "the sub of a token".parse::<cognito_identity::IdentityId>().unwrap_err();
/// assert_eq!(error.to_string(), "not an identity id, which is `<region>:<guid>`");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidIdentityId(());

impl fmt::Display for InvalidIdentityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an identity id, which is `<region>:<guid>`")
    }
}

impl Error for InvalidIdentityId {}

/// A name that is no good as a part of an object's key: see [`IdentityId::object_key`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidObjectName(());

impl fmt::Display for InvalidObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the object name is empty, too long, or has parts that a key must not have")
    }
}

impl Error for InvalidObjectName {}

#[cfg(test)]
mod tests {
    use super::*;

    fn kim() -> IdentityId {
        "eu-west-1:0d4f-1".parse().unwrap()
    }

    #[test]
    fn keys_begin_with_the_id() {
        assert_eq!(kim().prefix(), "eu-west-1:0d4f-1/");
        let key = kim().object_key("photos/cat 1.jpg").unwrap();
        assert_eq!(key, "eu-west-1:0d4f-1/photos/cat 1.jpg");
        assert!(kim().object_key("..hidden/a..b").is_ok());
    }

    #[test]
    fn no_name_leads_out_of_the_prefix() {
        let long = "a".repeat(1024 - kim().prefix().len());
        assert!(kim().object_key(&long).is_ok());
        for name in [
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            ".",
            "..",
            "../b",
            "a/../../b",
            "a/.",
            "a\n",
            "a\0b",
            &format!("{long}a"),
        ] {
            assert!(kim().object_key(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn what_is_no_id_is_not_read() {
        for text in ["", "eu-west-1", "eu-west-1:0d4f/../x", "eu-west-1:UPPER"] {
            assert!(text.parse::<IdentityId>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn debug_does_not_name_the_user() {
        assert_eq!(format!("{:?}", kim()), "IdentityId { .. }");
    }
}
