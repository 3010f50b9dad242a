use std::fmt;

use crate::user::fold;

/// A provider that a pool plays: a stand-in that asks for no password.
///
/// ```
/// use dev_pool::{DevPool, Provider};
///
/// let pool = DevPool::builder().providers([Provider::Google]).build()?;
/// assert_eq!(pool.providers(), [Provider::Google]);
/// assert_eq!(Provider::Google.as_str(), "Google");
/// # Ok::<(), dev_pool::BuildError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Provider {
    /// A company's SAML identity provider, named `ExampleSAML`.
    ExampleSaml,
    /// `Facebook`.
    Facebook,
    /// `Google`.
    Google,
    /// `LoginWithAmazon`.
    LoginWithAmazon,
    /// `SignInWithApple`.
    SignInWithApple,
}

impl Provider {
    /// All of them, in the order of the buttons on the login page.
    pub const ALL: [Self; 5] = [
        Self::Google,
        Self::Facebook,
        Self::LoginWithAmazon,
        Self::SignInWithApple,
        Self::ExampleSaml,
    ];

    /// The provider's name in the pool: what `identity_provider` of the authorize endpoint takes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ExampleSaml => "ExampleSAML",
            Self::Facebook => "Facebook",
            Self::Google => "Google",
            Self::LoginWithAmazon => "LoginWithAmazon",
            Self::SignInWithApple => "SignInWithApple",
        }
    }

    /// What the usernames of its users begin with, and those of no others.
    pub(crate) fn username_prefix(self) -> String {
        fold(&format!("{self}_"))
    }

    /// As people know it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::ExampleSaml => "Example SAML",
            Self::Facebook => "Facebook",
            Self::Google => "Google",
            Self::LoginWithAmazon => "Amazon",
            Self::SignInWithApple => "Apple",
        }
    }

    /// The `providerType` of its identities.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::ExampleSaml => "SAML",
            _ => self.as_str(),
        }
    }

    /// The `issuer` of its identities, which social providers have none of.
    pub(crate) fn issuer(self) -> Option<&'static str> {
        (self == Self::ExampleSaml).then_some("http://idp.corp.example/adfs/services/trust")
    }

    /// What becomes of `email_verified`: it is mapped from what Google and Apple say, is false where it is not mapped, and never
    /// gets a value from a SAML provider.
    pub(crate) fn email_verified(self) -> Option<bool> {
        match self {
            Self::ExampleSaml => None,
            Self::Facebook | Self::LoginWithAmazon => Some(false),
            Self::Google | Self::SignInWithApple => Some(true),
        }
    }

    /// Whether the pool asks it with a nonce of its own, which the ID token then repeats: with those that speak `OpenID` Connect.
    pub(crate) fn takes_nonce(self) -> bool {
        matches!(self, Self::Google | Self::SignInWithApple)
    }
}

/// The name in the pool.
impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
