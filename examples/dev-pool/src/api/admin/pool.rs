//! The pool and its app clients, described.

use serde_json::{Value, json};

use super::page;
use crate::{
    api::input::Input, client::AppClient, error::ApiError, federation::Provider, shared::Shared,
};

#[expect(
    clippy::unnecessary_wraps,
    reason = "an operation has the form of the others"
)]
pub(super) fn describe(pool: &Shared, _: Input<'_>) -> Result<Value, ApiError> {
    let settings = &pool.settings;
    let state = pool.state();
    let schema: Vec<Value> = crate::attribute::STANDARD
        .iter()
        .map(|name| {
            let data_type = if *name == "updated_at" {
                "Number"
            } else {
                "String"
            };
            json!({
                "Name": name,
                "AttributeDataType": data_type,
                "DeveloperOnlyAttribute": false,
                "Mutable": true,
                "Required": *name == "email",
            })
        })
        .collect();
    Ok(json!({"UserPool": {
        "Id": settings.user_pool_id,
        "Name": "development",
        "Arn": format!("arn:aws:cognito-idp:{}:000000000000:userpool/{}", settings.region, settings.user_pool_id),
        "Policies": {"PasswordPolicy": {
            "MinimumLength": 8,
            "RequireLowercase": true,
            "RequireNumbers": true,
            "RequireSymbols": true,
            "RequireUppercase": true,
            "TemporaryPasswordValidityDays": 7,
        }},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7},
        "AliasAttributes": ["email"],
        "AutoVerifiedAttributes": ["email"],
        "CreationDate": state.created,
        "DeletionProtection": "INACTIVE",
        "EstimatedNumberOfUsers": state.users.len(),
        "LastModifiedDate": state.created,
        "MfaConfiguration": "OPTIONAL",
        "SchemaAttributes": schema,
        "UsernameConfiguration": {"CaseSensitive": false},
    }}))
}

pub(super) fn list_clients(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let mut clients: Vec<&AppClient> = pool.settings.clients.iter().collect();
    clients.sort_by(|a, b| a.id.cmp(&b.id));
    let entries = clients.into_iter().map(|client| {
        let entry = json!({
            "ClientId": client.id,
            "ClientName": client.id,
            "UserPoolId": pool.settings.user_pool_id,
        });
        (client.id.clone(), entry)
    });
    let page = page::portion(input, ("MaxResults", "NextToken"), entries)?;
    Ok(page.into_answer("UserPoolClients", "NextToken"))
}

pub(super) fn describe_client(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let client = input.client(pool)?;
    let created = pool.state().created;
    let scopes: Vec<&str> = client.scopes().collect();
    let has_code_flow = !client.callback_urls.is_empty();
    // Providers sign in at the OAuth endpoints only.
    let others = Provider::ALL.into_iter().filter(|_| has_code_flow);
    let providers: Vec<&str> = ["COGNITO"]
        .into_iter()
        .chain(others.map(Provider::as_str))
        .collect();
    let flows = [
        (has_code_flow, "code"),
        (client.secret.is_some(), "client_credentials"),
    ];
    let flows: Vec<&str> = flows
        .into_iter()
        .filter_map(|(is_allowed, flow)| is_allowed.then_some(flow))
        .collect();
    let life = client.access_token_seconds();
    let (life, unit) = if life.is_multiple_of(60) {
        (life / 60, "minutes")
    } else {
        (life, "seconds")
    };
    let rotation = client.rotation.map_or(
        json!({"Feature": "DISABLED"}),
        |grace| json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": grace.as_secs()}),
    );
    // Rotation does not go with REFRESH_TOKEN_AUTH.
    let refresh_flow = client
        .rotation
        .is_none()
        .then_some("ALLOW_REFRESH_TOKEN_AUTH");
    let sign_in_flows: Vec<&str> = ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
        .into_iter()
        .chain(refresh_flow)
        .chain(["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"])
        .collect();
    let mut described = json!({
        "UserPoolId": pool.settings.user_pool_id,
        "ClientId": client.id,
        "ClientName": client.id,
        "AccessTokenValidity": life,
        "AllowedOAuthFlows": flows,
        "AllowedOAuthFlowsUserPoolClient": !flows.is_empty(),
        "AllowedOAuthScopes": scopes,
        "AuthSessionValidity": 3,
        "CallbackURLs": client.callback_urls,
        "CreationDate": created,
        "EnableTokenRevocation": true,
        "ExplicitAuthFlows": sign_in_flows,
        "IdTokenValidity": 60,
        "LastModifiedDate": created,
        "LogoutURLs": client.logout_urls,
        "PreventUserExistenceErrors": "ENABLED",
        "RefreshTokenRotation": rotation,
        "RefreshTokenValidity": 30,
        "SupportedIdentityProviders": providers,
        "TokenValidityUnits": {"AccessToken": unit, "IdToken": "minutes", "RefreshToken": "days"},
    });
    if let (Some(secret), Value::Object(members)) = (&client.secret, &mut described) {
        members.insert("ClientSecret".to_owned(), json!(secret));
    }
    Ok(json!({"UserPoolClient": described}))
}
