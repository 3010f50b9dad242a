use std::{error::Error, fmt, str::FromStr, sync::Arc};

use aws_sdk_cognitoidentity::config::{self, BehaviorVersion, Region};

/// An identity pool's id, `<region>:<guid>`, as in `eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f`.
///
/// It is not the user pool's id (`eu-west-1_AbC123xyz`): a text of that form is refused.
///
/// ```
/// use cognito_identity::IdentityPoolId;
///
/// let id: IdentityPoolId = "eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f".parse()?;
/// assert_eq!(id.region(), "eu-west-1");
/// assert!("eu-west-1_AbC123xyz".parse::<IdentityPoolId>().is_err());
/// # Ok::<(), cognito_identity::InvalidIdentityPoolId>(())
/// ```
#[derive(Clone, Eq, Hash, PartialEq)]
pub struct IdentityPoolId(Arc<str>);

impl IdentityPoolId {
    /// The id as AWS writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The pool's Region: what stands before the colon. Its API is there and nowhere else.
    pub fn region(&self) -> &str {
        self.0.split_once(':').map_or("", |(region, _)| region)
    }

    /// The settings of an SDK client for this pool: its Region, and no credentials.
    ///
    /// The two operations that this crate calls are not signed, so a server needs no AWS account of its own for them. What
    /// else the client should have is added here: `endpoint_url` for an emulator, `http_client`, timeouts, retries.
    ///
    /// ```
    /// use aws_sdk_cognitoidentity::Client;
    /// # use cognito_identity::IdentityPoolId;
    ///
    /// let id: IdentityPoolId = "eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f".parse()?;
    /// let client = Client::from_conf(id.client_config().endpoint_url("http://127.0.0.1:4566").build());
    /// assert_eq!(client.config().region().map(|region| region.as_ref()), Some("eu-west-1"));
    /// # Ok::<(), cognito_identity::InvalidIdentityPoolId>(())
    /// ```
    pub fn client_config(&self) -> config::Builder {
        config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region().to_owned()))
    }
}

impl FromStr for IdentityPoolId {
    type Err = InvalidIdentityPoolId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_region_and_guid(text) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidIdentityPoolId(()))
        }
    }
}

/// What ids of identity pools and of identities have in common: `[\w-]+:[0-9a-f-]+`, at most 55 characters.
pub(crate) fn is_region_and_guid(text: &str) -> bool {
    let Some((region, guid)) = text.split_once(':') else {
        return false;
    };
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    let hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-');
    let filled = !region.is_empty() && !guid.is_empty() && text.len() <= 55;
    filled && region.bytes().all(word) && guid.bytes().all(hex)
}

impl fmt::Display for IdentityPoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for IdentityPoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IdentityPoolId").field(&self.0).finish()
    }
}

/// A text that is no identity pool's id.
///
/// ```
/// let error = "eu-west-1_AbC123xyz".parse::<cognito_identity::IdentityPoolId>().unwrap_err();
/// assert_eq!(error.to_string(), "not an identity pool id, which is `<region>:<guid>`");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidIdentityPoolId(());

impl fmt::Display for InvalidIdentityPoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an identity pool id, which is `<region>:<guid>`")
    }
}

impl Error for InvalidIdentityPoolId {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_texts_are_no_ids() {
        for text in [
            "",
            ":",
            "eu-west-1:",
            ":0d4f",
            "eu-west-1_AbC123xyz",
            "eu-west-1:0D4F",
            "eu-west-1:0d4f/..",
            "eu west:0d4f",
            "eu-west-1:0d4f:0d4f",
            "eu-west-1:0d4f2c1a-7b3e-4c5d-9e8f-1a2b3c4d5e6f-0000000000",
        ] {
            assert!(text.parse::<IdentityPoolId>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn it_prints_as_aws_writes_it() {
        let id: IdentityPoolId = "us-gov-west-1:0d4f".parse().unwrap();
        assert_eq!(id.to_string(), "us-gov-west-1:0d4f");
        assert_eq!(format!("{id:?}"), "IdentityPoolId(\"us-gov-west-1:0d4f\")");
    }
}
