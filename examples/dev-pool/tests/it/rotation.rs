//! Refresh-token rotation: by the API and at the token endpoint, with and without a grace.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use dev_pool::{AppClient, DevPool};
use serde_json::{Value, json};

use crate::{
    browser::{Browser, CALLBACK, CONFIDENTIAL, SECRET, WEB, call, location, parameter, query},
    client::{Client, EMAIL, PASSWORD, REVOKED, assert_refused, decoded},
};

const TOKEN: &str = "/cognito/oauth2/token";
const REUSED: &str = "RefreshTokenReuseException";

/// A pool with a rotating client and one that does not rotate.
fn client(grace: u64) -> Client {
    let rotating = AppClient::new(WEB)
        .callback_url(CALLBACK)
        .rotation(Duration::from_secs(grace));
    let other = AppClient::new(CONFIDENTIAL).secret(SECRET);
    let client = Client::with(DevPool::builder().app_client(rotating).app_client(other));
    client.confirmed_user();
    client
}

/// How a refresh token is used: what comes back are the members by the API's names, or the exception's name.
type Refresh = fn(&Client, &Value) -> Result<Value, String>;

fn by_operation(client: &Client, token: &Value) -> Result<Value, String> {
    let answer = client.call("GetTokensFromRefreshToken", json!({"RefreshToken": token}));
    answer
        .map(|answer| answer["AuthenticationResult"].clone())
        .map_err(|(kind, _)| kind)
}

fn at_endpoint(client: &Client, token: &Value) -> Result<Value, String> {
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", WEB),
        ("refresh_token", token.as_str().unwrap()),
    ];
    let (status, body) = call(client, TOKEN, None, &fields);
    if status == 200 {
        return Ok(json!({
            "AccessToken": body["access_token"],
            "IdToken": body["id_token"],
            "RefreshToken": body["refresh_token"],
        }));
    }
    assert_eq!((status, &body["error"]), (400, &json!("invalid_grant")));
    // The endpoint has no name for it, but says it.
    match body["error_description"].as_str().unwrap() {
        "Refresh Token has been replaced by rotation" => Err(REUSED.to_owned()),
        _ => Err("NotAuthorizedException".to_owned()),
    }
}

const BOTH: [Refresh; 2] = [by_operation, at_endpoint];

#[test]
fn a_refresh_brings_a_new_token_and_the_old_one_serves_until_the_grace_is_over() {
    for refresh in BOTH {
        let client = client(10);
        let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
        client.wait(5_000);
        let second = refresh(&client, &tokens["RefreshToken"]).unwrap();
        client.wait(9);
        let third = refresh(&client, &tokens["RefreshToken"]).unwrap();
        client.wait(1);
        // A use within the grace does not begin another one.
        assert_eq!(
            refresh(&client, &tokens["RefreshToken"]).unwrap_err(),
            REUSED
        );

        let family = |tokens: &Value| decoded(&tokens["AccessToken"]).1["origin_jti"].clone();
        assert_eq!(family(&tokens), family(&second));
        assert_eq!(family(&tokens), family(&third));
        let all = [&tokens, &second, &third].map(|tokens| tokens["RefreshToken"].as_str().unwrap());
        assert_eq!(HashSet::from(all).len(), 3);
        // The refusal ended nothing.
        for next in [second, third] {
            refresh(&client, &next["RefreshToken"]).unwrap();
            client.as_bearer("GetUser", &next).unwrap();
        }
    }
}

#[test]
fn without_grace_every_token_serves_once() {
    for refresh in BOTH {
        let client = client(0);
        let mut tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
        for _ in 0..3 {
            let next = refresh(&client, &tokens["RefreshToken"]).unwrap();
            for refused in BOTH {
                assert_eq!(
                    refused(&client, &tokens["RefreshToken"]).unwrap_err(),
                    REUSED
                );
            }
            tokens = next;
        }
    }
}

#[test]
fn new_tokens_have_what_remains_of_the_first_ones_time() {
    let client = client(0);
    let first = client.sign_in(EMAIL, PASSWORD).unwrap();
    client.wait(29 * 86_400);
    let second = by_operation(&client, &first["RefreshToken"]).unwrap();
    client.wait(86_399);
    let third = at_endpoint(&client, &second["RefreshToken"]).unwrap();
    client.wait(1);
    let expired = ("NotAuthorizedException", "Refresh Token has expired");
    for tokens in [first, second, third] {
        let members = json!({"RefreshToken": tokens["RefreshToken"]});
        assert_refused(client.call("GetTokensFromRefreshToken", members), expired);
    }
}

#[test]
fn the_flow_that_cannot_rotate_is_refused_and_uses_nothing_up() {
    let client = client(0);
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    for flow in ["REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"] {
        let members = json!({
            "AuthFlow": flow,
            "AuthParameters": {"REFRESH_TOKEN": tokens["RefreshToken"]},
            "ClientId": WEB,
        });
        let message = format!("{flow} flow not enabled for this client");
        let expected = ("InvalidParameterException", &*message);
        assert_refused(client.call("InitiateAuth", members.clone()), expected);
        assert_refused(client.admin("AdminInitiateAuth", members), expected);
    }
    by_operation(&client, &tokens["RefreshToken"]).unwrap();
}

#[test]
fn a_refused_request_uses_nothing_up() {
    let client = client(0);
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let token = &tokens["RefreshToken"];
    let members = json!({"RefreshToken": token, "ClientId": CONFIDENTIAL, "ClientSecret": SECRET});
    let invalid = ("NotAuthorizedException", "Invalid Refresh Token");
    assert_refused(client.call("GetTokensFromRefreshToken", members), invalid);

    let user = json!({"Username": EMAIL});
    client.admin("AdminResetUserPassword", user).unwrap();
    for refresh in BOTH {
        let refusal = refresh(&client, token).unwrap_err();
        assert_ne!(refusal, REUSED);
    }
    let members = json!({"Username": EMAIL, "Password": PASSWORD, "Permanent": true});
    client.admin("AdminSetUserPassword", members).unwrap();
    by_operation(&client, token).unwrap();
}

#[test]
fn any_token_of_a_sign_in_revokes_it_whole() {
    let by_token = |client: &Client, tokens: &Value| {
        let members = json!({"Token": tokens["RefreshToken"]});
        client.call("RevokeToken", members).unwrap();
    };
    let at_endpoint = |client: &Client, tokens: &Value| {
        let token = tokens["RefreshToken"].as_str().unwrap();
        let fields = [("token", token), ("client_id", WEB)];
        assert_eq!(call(client, "/cognito/oauth2/revoke", None, &fields).0, 200);
    };
    let everywhere = |client: &Client, tokens: &Value| {
        client.as_bearer("GlobalSignOut", tokens).unwrap();
    };
    let ways: [fn(&Client, &Value); 3] = [by_token, at_endpoint, everywhere];
    let client = client(10);
    let told = Arc::new(Mutex::new(0));
    let count = Arc::clone(&told);
    client
        .pool
        .on_revocation(move |_| *count.lock().unwrap() += 1);
    let mut revocations = 0;
    for way in ways {
        for which in 0..3 {
            let first = client.sign_in(EMAIL, PASSWORD).unwrap();
            let second = by_operation(&client, &first["RefreshToken"]).unwrap();
            let third = by_operation(&client, &second["RefreshToken"]).unwrap();
            client.wait(30);
            let all = [first, second, third];
            way(&client, &all[which]);
            revocations += 1;
            assert_eq!(*told.lock().unwrap(), revocations);
            for tokens in &all {
                let members = json!({"RefreshToken": tokens["RefreshToken"]});
                let revoked = ("NotAuthorizedException", "Refresh Token has been revoked");
                assert_refused(client.call("GetTokensFromRefreshToken", members), revoked);
                assert_refused(client.as_bearer("GetUser", tokens), REVOKED);
            }
        }
    }
}

#[test]
fn of_parallel_refreshes_one_succeeds_without_grace_and_all_with_it() {
    for (grace, granted) in [(0, 1), (10, 20)] {
        let client = client(grace);
        let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
        let answers: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..20)
                .map(|_| scope.spawn(|| at_endpoint(&client, &tokens["RefreshToken"])))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        let new: HashSet<String> = answers
            .iter()
            .flatten()
            .map(|tokens| tokens["RefreshToken"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(new.len(), granted);
        for refusal in answers.iter().filter_map(|answer| answer.as_ref().err()) {
            assert_eq!(refusal, REUSED);
        }
        let requests = client.pool.token_requests();
        let granted = granted.try_into().unwrap();
        assert_eq!(
            (requests.refresh_token, requests.refused),
            (granted, 20 - granted)
        );
    }
}

#[test]
fn a_code_begins_a_sign_in_that_rotates() {
    let client = client(0);
    let browser = Browser::new(&client);
    let asked = query(&[("scope", "email openid profile")]);
    let back = location(&browser.sign_in(&asked, EMAIL, PASSWORD));
    let (_, tokens) = crate::browser::redeem(&client, &parameter(&back, "code").unwrap());
    let second = at_endpoint(&client, &tokens["refresh_token"]).unwrap();
    assert_eq!(
        decoded(&second["AccessToken"]).1["scope"],
        decoded(&tokens["access_token"]).1["scope"],
    );
    assert_eq!(
        at_endpoint(&client, &tokens["refresh_token"]).unwrap_err(),
        REUSED
    );
    at_endpoint(&client, &second["RefreshToken"]).unwrap();
    let requests = client.pool.token_requests();
    assert_eq!(
        (requests.authorization_code, requests.refresh_token),
        (1, 2)
    );
    assert_eq!((requests.client_credentials, requests.refused), (0, 1));
}

#[test]
fn the_settings_of_a_client_are_described() {
    let client = client(30);
    let described = |id: &str| {
        let members = json!({"ClientId": id});
        client.admin("DescribeUserPoolClient", members).unwrap()["UserPoolClient"].clone()
    };
    let flows = |described: &Value| described["ExplicitAuthFlows"].to_string();
    let (rotating, other) = (described(WEB), described(CONFIDENTIAL));
    assert_eq!(
        rotating["RefreshTokenRotation"],
        json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": 30})
    );
    assert_eq!(
        other["RefreshTokenRotation"],
        json!({"Feature": "DISABLED"})
    );
    assert!(!flows(&rotating).contains("REFRESH") && flows(&other).contains("REFRESH"));
}
