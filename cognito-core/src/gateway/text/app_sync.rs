//! `AppSync`: claims in their JSON types, and some of them beside it once more.

use serde_json::{Map, Value};

use crate::Reason;

/// The claims of an `identity`.
///
/// IAM, API keys and Lambda authorizers leave an identity without claims: `missing_token`. Where the identity contradicts
/// its claims, `AppSync` did not write it: `malformed_token`.
pub(in crate::gateway) fn app_sync(
    mut identity: Map<String, Value>,
) -> Result<Map<String, Value>, Reason> {
    let claims = match identity.remove("claims") {
        Some(Value::Object(claims)) => claims,
        None | Some(Value::Null) => return Err(Reason::MissingToken),
        Some(_) => return Err(Reason::MalformedToken),
    };
    let agrees = |member: &str, names: &[&str]| match identity.get(member) {
        None | Some(Value::Null) => true,
        Some(told) => names.iter().find_map(|name| claims.get(*name)) == Some(told),
    };
    // A machine has no name but its `sub`.
    let is_consistent = agrees("sub", &["sub"])
        && agrees("issuer", &["iss"])
        && agrees("username", &["username", "cognito:username", "sub"])
        && agrees("groups", &["cognito:groups"]);
    is_consistent
        .then_some(claims)
        .ok_or(Reason::MalformedToken)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(identity: Value) -> Result<Value, Reason> {
        let Value::Object(identity) = identity else {
            unreachable!("{identity}");
        };
        app_sync(identity).map(Value::Object)
    }

    #[test]
    fn claims_come_as_they_are() {
        let user = json!({"sub": "u", "iss": "https://i", "username": "kim", "exp": 1_763_003_600, "cognito:groups": ["a", "b,c"]});
        let id = json!({"sub": "u", "iss": "https://i", "cognito:username": "kim", "email_verified": true});
        let machine = json!({"sub": "m", "client_id": "m", "iss": "https://i"});
        for identity in [
            json!({"sub": "u", "issuer": "https://i", "username": "kim", "claims": user, "sourceIp": ["192.0.2.1"], "groups": ["a", "b,c"]}),
            json!({"sub": "u", "issuer": "https://i", "username": "kim", "claims": id}),
            json!({"sub": "m", "issuer": "https://i", "username": "m", "claims": machine}),
            json!({"sub": "m", "issuer": "https://i", "username": null, "claims": machine}),
            json!({"claims": user}),
            json!({"claims": {}}),
        ] {
            assert_eq!(read(identity.clone()), Ok(identity["claims"].clone()));
        }
    }

    #[test]
    fn an_identity_without_claims_is_no_token() {
        for identity in [
            json!({}),
            json!({"claims": null, "sub": "u"}),
            json!({"accountId": "000000000000", "userArn": "arn:aws:iam::000000000000:user/kim", "username": "AIDAFAKE"}),
            json!({"resolverContext": {"sub": "u"}}),
        ] {
            assert_eq!(read(identity), Err(Reason::MissingToken));
        }
    }

    #[test]
    fn an_identity_that_contradicts_itself_is_refused() {
        let claims = json!({"sub": "u", "iss": "https://i", "username": "kim"});
        for identity in [
            json!({"claims": "sub"}),
            json!({"claims": [claims]}),
            json!({"claims": claims, "sub": "v"}),
            json!({"claims": claims, "sub": ["u"]}),
            json!({"claims": claims, "sub": ""}),
            json!({"claims": claims, "issuer": "https://j"}),
            json!({"claims": claims, "issuer": "https://i/"}),
            json!({"claims": claims, "username": "Kim"}),
            // The user's id is not the name, where there is one.
            json!({"claims": claims, "username": "u"}),
            json!({"claims": {}, "sub": "u"}),
            json!({"claims": {"sub": "u", "cognito:username": "kim"}, "username": "lee"}),
        ] {
            assert_eq!(
                read(identity.clone()),
                Err(Reason::MalformedToken),
                "{identity}"
            );
        }
    }
}
