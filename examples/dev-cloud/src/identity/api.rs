//! The operations that need no AWS signature.

use serde_json::{Value, json};

use super::{
    login::{self, Login},
    refusal::Refusal,
};
use crate::{cloud::Shared, role};

/// Carries out an operation.
///
/// # Errors
/// What the service refuses.
pub(crate) fn call(cloud: &Shared, operation: &str, input: &Value) -> Result<Value, Refusal> {
    match operation {
        "GetCredentialsForIdentity" => credentials(cloud, input),
        "GetId" => id(cloud, input),
        // Role mappings are always on here.
        "GetOpenIdToken" => Err(Refusal::invalid_parameter(
            "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.",
        )),
        "UnlinkIdentity" => unlink(cloud, input),
        other => Err(Refusal::new(
            "UnknownOperationException",
            format!(
                "{} is not an operation of this development pool.",
                other.chars().take(64).collect::<String>()
            ),
        )),
    }
}

fn id(cloud: &Shared, input: &Value) -> Result<Value, Refusal> {
    let pool = id_text(input, "IdentityPoolId", "identityPoolId")?;
    if pool != cloud.identity_pool_id {
        return Err(Refusal::not_found("IdentityPool", pool)
            .hint(format_args!("its id is {}", cloud.identity_pool_id)));
    }
    let region = cloud.region();
    let id = if let Some(login) = login::read(cloud, input.get("Logins"))? {
        cloud.identities().of(&login.principal, region)?
    } else {
        check_guests(cloud)?;
        cloud.identities().guest(region)?
    };
    Ok(json!({ "IdentityId": id }))
}

fn credentials(cloud: &Shared, input: &Value) -> Result<Value, Refusal> {
    let given = id_text(input, "IdentityId", "identityId")?;
    let custom = text(input, "CustomRoleArn")?;
    let (id, role) = if let Some(login) = login::read(cloud, input.get("Logins"))? {
        enter(cloud, given, &login, custom)?
    } else {
        (
            enter_as_guest(cloud, given, custom)?,
            role::GUEST.to_owned(),
        )
    };
    if cloud.roles.find(&role).is_none() {
        return Err(Refusal::new(
            "InvalidIdentityPoolConfigurationException",
            "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
        )
        .hint(format_args!("there is no role {role}")));
    }
    let issued = cloud.sessions.issue(&id, &role, cloud.now());
    Ok(json!({
        "IdentityId": id,
        "Credentials": {
            "AccessKeyId": issued.access_key_id,
            "SecretKey": issued.secret_key,
            "SessionToken": issued.session_token,
            "Expiration": issued.expires,
        },
    }))
}

/// The identity and the role of a user. No identity changes hands unless the role is granted.
fn enter(
    cloud: &Shared,
    given: &str,
    login: &Login,
    custom: Option<&str>,
) -> Result<(String, String), Refusal> {
    let role = cloud
        .role_mapping
        .choose(&login.claims, custom, role::AUTHENTICATED)?;
    let id = cloud.identities().enter(given, &login.principal)?;
    Ok((id, role))
}

fn enter_as_guest(cloud: &Shared, given: &str, custom: Option<&str>) -> Result<String, Refusal> {
    check_guests(cloud)?;
    if custom.is_some() {
        return Err(
            Refusal::not_authorized("The custom role is not allowed for this identity.")
                .hint("a guest has the role of guests"),
        );
    }
    cloud.identities().enter_as_guest(given)
}

fn unlink(cloud: &Shared, input: &Value) -> Result<Value, Refusal> {
    let id = id_text(input, "IdentityId", "identityId")?;
    let login = login::read(cloud, input.get("Logins"))?
        .ok_or_else(|| Refusal::invalid_parameter("Logins must not be empty"))?;
    let goes = input
        .get("LoginsToRemove")
        .and_then(Value::as_array)
        .is_some_and(|logins| logins.iter().any(|login| *login == *cloud.provider_name));
    if !goes {
        return Err(Refusal::invalid_parameter(
            "LoginsToRemove must name a provider of Logins",
        ));
    }
    cloud.identities().unlink(id, &login.principal)?;
    Ok(json!({}))
}

fn check_guests(cloud: &Shared) -> Result<(), Refusal> {
    if cloud.takes_guests {
        return Ok(());
    }
    Err(
        Refusal::not_authorized("Unauthenticated access is not supported for this identity pool.")
            .hint("the request has no Logins; guests are off"),
    )
}

/// A text that may be there.
fn text<'a>(input: &'a Value, member: &str) -> Result<Option<&'a str>, Refusal> {
    match input.get(member) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::new(
            "SerializationException",
            format!("The value of {member} has the wrong type."),
        )),
    }
}

/// An id, `<region>:<GUID>`.
fn id_text<'a>(input: &'a Value, member: &str, path: &str) -> Result<&'a str, Refusal> {
    let failed = |value: &str, constraint: &str| {
        Refusal::new(
            "InvalidParameterException",
            format!(
                "1 validation error detected: Value {value} at '{path}' failed to satisfy constraint: {constraint}"
            ),
        )
    };
    let id = text(input, member)?.ok_or_else(|| failed("null", "Member must not be null"))?;
    let is_id = id.len() <= 55
        && id.split_once(':').is_some_and(|(region, guid)| {
            let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
            let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-');
            !region.is_empty()
                && region.bytes().all(word)
                && !guid.is_empty()
                && guid.bytes().all(hex)
        });
    if is_id {
        return Ok(id);
    }
    let quoted: String = id.chars().take(64).collect();
    Err(failed(
        &format!("'{quoted}'"),
        "Member must satisfy regular expression pattern: [\\w-]+:[0-9a-f-]+",
    ))
}
