//! Verifies Amazon Cognito tokens, for any web framework.
#![forbid(unsafe_code)]

#[cfg(feature = "test-util")]
pub mod test_util;
