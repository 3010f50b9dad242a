/// What a sign-in was granted: every token of it says so, renewed ones too.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Grant {
    /// By the API: the one scope for the user's own account.
    Api,
    /// By the OAuth endpoints.
    OAuth(Granted),
}

/// What the OAuth endpoints granted.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Granted {
    pub(crate) scopes: Vec<String>,
    pub(crate) nonce: Option<String>,
    /// The API that the access token is for (RFC 8707).
    pub(crate) resource: Option<String>,
    /// When the user typed the password, which a browser's session may have spared them this time.
    pub(crate) auth_time: u64,
}

/// The scope for operations on the user's own account, and the only one of a sign-in by the API.
pub(crate) const API_SCOPE: &str = "aws.cognito.signin.user.admin";

impl Grant {
    /// The claim `scope`.
    pub(crate) fn scope(&self) -> String {
        match self {
            Self::Api => API_SCOPE.to_owned(),
            Self::OAuth(granted) => granted.scopes.join(" "),
        }
    }

    pub(crate) fn granted(&self) -> Option<&Granted> {
        match self {
            Self::Api => None,
            Self::OAuth(granted) => Some(granted),
        }
    }

    /// Whether there is an ID token at all.
    pub(crate) fn has_id_token(&self) -> bool {
        self.granted()
            .is_none_or(|granted| granted.scopes.iter().any(|scope| scope == "openid"))
    }

    /// Whether an attribute is shown in the ID token.
    pub(crate) fn shows(&self, attribute: &str) -> bool {
        self.granted().is_none_or(|granted| {
            shows(
                |wanted| granted.scopes.iter().any(|scope| scope == wanted),
                attribute,
            )
        })
    }
}

/// Whether these scopes show an attribute. With `openid` alone all are shown, as with `profile`; `email` and `phone` show their
/// own.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html>
pub(crate) fn shows(has: impl Fn(&str) -> bool, attribute: &str) -> bool {
    let (email, phone) = (has("email"), has("phone"));
    if has("profile") || !(email || phone) {
        return true;
    }
    match attribute {
        "email" | "email_verified" => email,
        "phone_number" | "phone_number_verified" => phone,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_show_their_attributes() {
        for (scopes, email, phone, name) in [
            ("openid", true, true, true),
            ("openid api/read", true, true, true),
            ("openid profile", true, true, true),
            ("openid email profile", true, true, true),
            ("openid email", true, false, false),
            ("openid phone", false, true, false),
            ("openid email phone", true, true, false),
        ] {
            let shown = ["email_verified", "phone_number", "name"].map(|attribute| {
                shows(
                    |wanted| scopes.split(' ').any(|scope| scope == wanted),
                    attribute,
                )
            });
            assert_eq!(shown, [email, phone, name], "{scopes}");
        }
    }
}
