/// What a sign-in was granted: every token of it says so, renewed ones too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    /// By the API: the one scope for the user's own account.
    Api,
    /// By the OAuth endpoints.
    OAuth {
        scopes: Vec<String>,
        nonce: Option<String>,
    },
}

/// The only scope of a sign-in by the API.
pub(crate) const API_SCOPE: &str = "aws.cognito.signin.user.admin";

impl Grant {
    /// The claim `scope`.
    pub(crate) fn scope(&self) -> String {
        match self {
            Self::Api => API_SCOPE.to_owned(),
            Self::OAuth { scopes, .. } => scopes.join(" "),
        }
    }

    /// The claim `nonce`.
    pub(crate) fn nonce(&self) -> Option<&str> {
        match self {
            Self::Api => None,
            Self::OAuth { nonce, .. } => nonce.as_deref(),
        }
    }

    /// The claim `version`, which tokens of the OAuth endpoints have.
    pub(crate) fn version(&self) -> Option<u8> {
        match self {
            Self::Api => None,
            Self::OAuth { .. } => Some(2),
        }
    }
}
