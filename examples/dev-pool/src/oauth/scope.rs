//! Which scopes a client gets.

use crate::client::AppClient;

/// The scopes to grant: those asked for, each once, or all that the client is allowed if it asks for none.
///
/// `None` if one of them is not allowed, or if `email`, `phone` or `profile` come without `openid`.
pub(super) fn granted(client: &AppClient, asked: Option<&str>) -> Option<Vec<String>> {
    let asked: Vec<&str> = match asked {
        Some(asked) => asked.split(' ').filter(|scope| !scope.is_empty()).collect(),
        None => client.scopes().collect(),
    };
    let mut granted: Vec<String> = Vec::new();
    for scope in asked {
        if !client.scopes().any(|allowed| allowed == scope) {
            return None;
        }
        if !granted.iter().any(|other| other == scope) {
            granted.push(scope.to_owned());
        }
    }
    let has = |wanted: &str| granted.iter().any(|scope| scope == wanted);
    let is_complete = has("openid") || !["email", "phone", "profile"].into_iter().any(has);
    (is_complete && !granted.is_empty()).then_some(granted)
}

/// The scopes that a client gets for itself: only custom ones, `<resource server>/<name>`.
pub(super) fn for_machine(client: &AppClient, asked: Option<&str>) -> Option<Vec<String>> {
    let is_custom = |scope: &str| scope.contains('/');
    let Some(asked) = asked else {
        let custom = client.scopes().filter(|scope| is_custom(scope));
        let custom: Vec<String> = custom.map(str::to_owned).collect();
        return (!custom.is_empty()).then_some(custom);
    };
    granted(client, Some(asked)).filter(|scopes| scopes.iter().all(|scope| is_custom(scope)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_what_it_is_allowed() {
        let client = AppClient::new("c1")
            .scope("openid")
            .scope("email")
            .scope("api/read");
        for (asked, expected) in [
            (None, Some("openid email api/read")),
            (Some("email openid"), Some("email openid")),
            (Some(" openid  openid "), Some("openid")),
            (Some("api/read"), Some("api/read")),
            (Some("email"), None),
            (Some("openid phone"), None),
            (Some("api/rea"), None),
            (Some("api/readall"), None),
            (Some(" "), None),
        ] {
            let granted = granted(&client, asked).map(|scopes| scopes.join(" "));
            assert_eq!(granted.as_deref(), expected, "{asked:?}");
        }
    }

    #[test]
    fn a_machine_gets_custom_scopes_only() {
        let client = AppClient::new("c1")
            .scope("openid")
            .scope("api/read")
            .scope("api/write");
        for (asked, expected) in [
            (None, Some("api/read api/write")),
            (Some("api/write"), Some("api/write")),
            (Some("openid"), None),
            (Some("openid api/read"), None),
            (Some("other/read"), None),
        ] {
            let granted = for_machine(&client, asked).map(|scopes| scopes.join(" "));
            assert_eq!(granted.as_deref(), expected, "{asked:?}");
        }
        assert!(for_machine(&AppClient::new("c1"), None).is_none());
    }
}
