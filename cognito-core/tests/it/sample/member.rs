//! Each member of a sample, by the accessor that speaks of it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cognito_core::{CognitoClaims, Identity};
use serde_json::Value;

/// What the sample's authors let a trigger add: no accessor knows these.
const ADDED: [&str; 3] = ["entitlements", "limits", "tenant"];

pub(super) fn assert_member(claims: &CognitoClaims, name: &str, value: &Value) {
    let text = value.as_str();
    let texts = || -> Vec<_> {
        let listed = value.as_array().unwrap();
        listed
            .iter()
            .map(|item| item.as_str().unwrap().to_owned())
            .collect()
    };
    let time = value
        .as_u64()
        .map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds));
    match name {
        "iss" => assert_eq!(Some(claims.issuer()), text),
        "sub" => assert_eq!(Some(claims.subject()), text),
        "token_use" => assert_eq!(Some(claims.token_use().as_str()), text),
        "client_id" => assert_eq!(Some(claims.client_id()), text),
        "aud" => assert_eq!(claims.audience(), [text.unwrap()]),
        "exp" => assert_eq!(Some(claims.expires_at()), time),
        "iat" => assert_eq!(claims.issued_at(), time),
        "auth_time" => assert_eq!(claims.auth_time(), time),
        "jti" => assert_eq!(claims.jwt_id(), text),
        "origin_jti" => assert_eq!(claims.origin_jwt_id(), text),
        "event_id" => assert_eq!(claims.event_id(), text),
        "username" | "cognito:username" => assert_eq!(claims.username(), text),
        "cognito:groups" => assert!(claims.groups().iter().eq(texts())),
        "acr" => assert_eq!(claims.acr(), text),
        "amr" => assert_eq!(claims.amr(), texts()),
        "nonce" => assert_eq!(claims.nonce(), text),
        "act" => {
            let subject = claims.actor().unwrap().subject().unwrap();
            assert_eq!(Some(&*subject), value["sub"].as_str());
        }
        _ if ADDED.contains(&name) => assert_eq!(claims.claim::<Value>(name).as_ref(), Some(value)),
        _ => match claims {
            CognitoClaims::Access(access) => match name {
                "scope" => assert!(access.scopes().iter().eq(text.unwrap().split(' '))),
                "device_key" => assert_eq!(access.device_key(), text),
                "version" => assert_eq!(access.version(), value.as_u64()),
                _ => panic!("no accessor of access tokens for {name}"),
            },
            CognitoClaims::Id(_) => assert_member_of_id(claims, name, value),
        },
    }
}

fn assert_member_of_id(claims: &CognitoClaims, name: &str, value: &Value) {
    let id = claims.id().unwrap();
    if let Some(short) = name.strip_prefix("custom:") {
        assert_eq!(id.custom_attribute(short).as_deref(), value.as_str());
        return;
    }
    let said = match name {
        "at_hash" => id.access_token_hash(),
        "birthdate" => id.birthdate(),
        "cognito:preferred_role" => id.preferred_role(),
        "email" => id.email(),
        "family_name" => id.family_name(),
        "given_name" => id.given_name(),
        "locale" => id.locale(),
        "middle_name" => id.middle_name(),
        "name" => id.name(),
        "phone_number" => id.phone_number(),
        "picture" => id.picture(),
        "profile" => id.profile(),
        "website" => id.website(),
        "zoneinfo" => id.zoneinfo(),
        "email_verified" => return assert_eq!(Some(id.email_verified()), value.as_bool()),
        "phone_number_verified" => {
            return assert_eq!(Some(id.phone_number_verified()), value.as_bool());
        }
        "updated_at" => {
            let seconds = value.as_u64().unwrap();
            return assert_eq!(
                id.updated_at(),
                Some(UNIX_EPOCH + Duration::from_secs(seconds))
            );
        }
        "address" => {
            let formatted = id.address().map(|address| address.formatted);
            return assert_eq!(formatted.as_deref(), value["formatted"].as_str());
        }
        "cognito:roles" => {
            let roles = value.as_array().unwrap();
            assert!(roles.iter().eq(&id.roles()));
            return;
        }
        "identities" => {
            let listed = value.as_array().unwrap();
            let identities = id.identities();
            assert_eq!(identities.len(), listed.len());
            identities.iter().zip(listed).for_each(assert_identity);
            return;
        }
        _ => panic!("no accessor of ID tokens for {name}"),
    };
    assert_eq!(said, value.as_str(), "{name}");
}

fn assert_identity((identity, listed): (&Identity, &Value)) {
    assert_eq!(listed["userId"], *identity.user_id);
    assert_eq!(listed["providerName"], *identity.provider_name);
    assert_eq!(
        listed["providerType"].as_str(),
        identity.provider_type.as_deref()
    );
    assert_eq!(listed["issuer"].as_str(), identity.issuer.as_deref());
    assert_eq!(
        listed["primary"],
        if identity.primary { "true" } else { "false" }
    );
    let millis = identity.date_created.map(|at: SystemTime| {
        at.duration_since(UNIX_EPOCH)
            .unwrap()
            .as_millis()
            .to_string()
    });
    assert_eq!(listed["dateCreated"].as_str(), millis.as_deref());
}
