use std::fmt;

use super::BuildError;

impl fmt::Display for BuildError {
    #[expect(clippy::too_many_lines, reason = "one message for each mistake")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DevelopmentModeInRelease => f.write_str(
                "development mode was asked for in a release build; remove it, or say `development_mode_even_in_release`",
            ),
            Self::DroppedBeforeRenewed {
                interval,
                max_stale,
            } => write!(
                f,
                "`max_stale` is {} s, and keys are renewed every {} s, 10 % more or less; expected a `max_stale` that leaves room for that and for a fetch",
                max_stale.as_secs(),
                interval.as_secs()
            ),
            Self::DuplicateIssuer { issuer } => {
                write!(f, "the issuer `{issuer}` is accepted twice; give each pool and each replica Region once")
            }
            Self::EmptyClientSet => f.write_str(
                "a client set would be empty and refuse every token; expected at least one app client id",
            ),
            Self::EmptySetting { setting } => {
                write!(f, "`{setting}` was given nothing; expected at least one value")
            }
            Self::InvalidChallengeText { setting, value } => write!(
                f,
                "`{setting}` is `{}`; expected printable ASCII without quotes and backslashes",
                value.escape_debug()
            ),
            Self::InvalidClientId { client } => write!(
                f,
                "`{}` is not an app client id (COGNITO_CLIENT_ID); expected 1 to 128 letters, digits, `_` or `+` as in `7lhlkkfbfb4q5kpp90urffao` ({})",
                client.escape_debug(),
                client_hint(client),
            ),
            Self::InvalidCookieName { name } => write!(
                f,
                "the token source `{}` is not a cookie name; expected a form like `__Host-token`",
                name.escape_debug()
            ),
            Self::InvalidHeaderName { name } if &**name == "cookie" => f.write_str(
                "the header `cookie` has many values; expected `TokenSource::cookie` with the cookie's name",
            ),
            Self::InvalidHeaderName { name } => write!(
                f,
                "the token source `{}` is not a header name; expected a form like `x-auth-token`",
                name.escape_debug()
            ),
            Self::InvalidOrigin { origin } => write!(
                f,
                "the trusted origin `{}` is not an origin; expected `<scheme>://<host>[:<port>]` as browsers send it: in lower case, without path and default port, IP addresses in their canonical form, as in `https://app.example.com`",
                origin.escape_debug()
            ),
            Self::InvalidSubprotocol { prefix } => write!(
                f,
                "the token source `{}` is not what a WebSocket subprotocol begins with; expected a form like `bearer`, without the dot before the token",
                prefix.escape_debug()
            ),
            Self::InvalidUrl {
                setting,
                value,
                expected,
            } => {
                let variable = match *setting {
                    "issuer" => " (COGNITO_ISSUER)",
                    "jwks_uri" => " (COGNITO_JWKS_URI)",
                    _ => "",
                };
                let value = value.escape_debug();
                write!(f, "`{setting}`{variable} is `{value}`; expected {expected}")
            }
            Self::InvalidUserPoolId { variable, source } => write!(
                f,
                "{variable}: {source}; an emulator's id needs COGNITO_ISSUER and COGNITO_JWKS_URI too"
            ),
            Self::IssuerNeeded { pool, region } => {
                if *region == pool.region() {
                    write!(f, "the issuer of `{pool}` does not follow from its id")?;
                } else {
                    write!(f, "the issuer of `{pool}` in the replica Region `{region}` is not known")?;
                }
                f.write_str(
                    "; set both `issuer` (COGNITO_ISSUER) and `jwks_uri` (COGNITO_JWKS_URI)",
                )
            }
            Self::KeysOfAnotherPool { pool, store } => write!(
                f,
                "the key store given for the user pool `{pool}` holds the keys of `{store}`; build one with `KeyStore::builder` of the same pool"
            ),
            Self::LapsedBeforeRenewed { interval, max_age } => write!(
                f,
                "the registry's `max_age` is {} s, and its `interval` {} s; expected an `interval` that is less than the `max_age`",
                max_age.as_secs(),
                interval.as_secs()
            ),
            Self::LeewayTooLong { setting, leeway } => write!(
                f,
                "`{setting}` is {} s; expected at most 600 s",
                leeway.as_secs()
            ),
            Self::MissingVariable { variable, expected } => {
                write!(f, "the environment variable {variable} is not set; expected {expected}")
            }
            Self::NoClients { pool } => write!(
                f,
                "no app client of the user pool `{pool}` is accepted; list at least one, or say `UserPool::with_any_client`"
            ),
            Self::NoFetcher { pool } => write!(
                f,
                "nothing fetches the keys of the user pool `{pool}`; turn on the feature `reqwest`, call `fetcher`, or embed the key set"
            ),
            Self::NoUserPool => {
                f.write_str("no user pool was given; call `user_pool` at least once, or `pool_registry`")
            }
            Self::OptionalWithPolicy { policy } => write!(
                f,
                "`optional` would let anonymous requests past the policy `{}`; require it on the routes instead, or leave out `optional`",
                policy.escape_debug()
            ),
            Self::UnmeetableRule { rule, expected } => write!(
                f,
                "no token can meet the rule `{}`; expected {expected}",
                rule.escape_debug()
            ),
            Self::UselessSetting { setting, because } => {
                write!(f, "`{setting}` has no effect: {because}")
            }
            Self::VariableNotUnicode { variable, value } => write!(
                f,
                "the environment variable {variable} is `{}`, which is not UTF-8; expected text",
                value.escape_debug()
            ),
            Self::ZeroSetting { setting } => {
                write!(f, "`{setting}` is 0; expected at least 1")
            }
        }
    }
}

/// What such a text usually is.
fn client_hint(client: &str) -> &'static str {
    let bare = client.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    if bare.is_empty() {
        "there is nothing; is a variable empty, or a comma too many?"
    } else if bare.contains(',') {
        "give each id by itself"
    } else if bare.starts_with("arn:") || bare.contains('/') {
        "the id alone, not an ARN or a URL"
    } else if bare.len() < client.len() {
        "leave out the spaces or quotes around it"
    } else {
        "the id, not the name of the app client"
    }
}

/// The message: a `main` that returns the error prints this, and the message is what helps.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
