use std::{error::Error, fmt, str::FromStr, sync::Arc};

/// An AWS Region, as in `us-gov-west-1`.
///
/// ```
/// use cognito_core::Region;
///
/// assert!("us-east-1".parse::<Region>().is_ok());
/// assert!("us-east".parse::<Region>().is_err());
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Region(pub(super) Arc<str>);

impl Region {
    /// The Region's code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The DNS suffix of the Region's partition; `None` where AWS publishes none that we know, as for `us-iso-`.
    pub(crate) fn dns_suffix(&self) -> Option<&'static str> {
        let mut parts = self.0.split('-');
        match (parts.next()?, parts.next()?) {
            ("cn", _) => Some("amazonaws.com.cn"),
            ("eusc", _) => Some("amazonaws.eu"),
            (_, second) if second.starts_with("iso") => None,
            _ => Some("amazonaws.com"),
        }
    }
}

impl FromStr for Region {
    type Err = InvalidRegion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let part_fits = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if text.len() > 64 || text.split('-').count() < 3 || !text.split('-').all(part_fits) {
            return Err(InvalidRegion { input: text.into() });
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is not an AWS Region.
#[derive(Clone, Eq, PartialEq)]
pub struct InvalidRegion {
    input: Box<str>,
}

impl InvalidRegion {
    /// What was given.
    pub fn input(&self) -> &str {
        &self.input
    }
}

impl fmt::Display for InvalidRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not an AWS Region; expected at least three parts of lower-case letters and digits, as in `eu-west-1`",
            self.input.escape_debug()
        )
    }
}

impl Error for InvalidRegion {}

/// The message: a `main` that returns the error prints this, and the message is what helps.
impl fmt::Debug for InvalidRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_its_dns_suffix() {
        for (region, suffix) in [
            ("us-east-1", Some("amazonaws.com")),
            ("us-gov-west-1", Some("amazonaws.com")),
            ("cn-north-1", Some("amazonaws.com.cn")),
            ("eusc-de-east-1", Some("amazonaws.eu")),
            ("us-iso-east-1", None),
            ("us-isob-east-1", None),
            ("eu-isoe-west-1", None),
        ] {
            let region: Region = region.parse().unwrap();
            assert_eq!(region.dns_suffix(), suffix, "{region}");
        }
    }
}
