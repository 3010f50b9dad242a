//! Access tokens that live as long as their client has it.

use std::time::Duration;

use dev_pool::{AppClient, DevPool};
use serde_json::{Value, json};

use crate::{
    browser::call,
    client::{Client, EMAIL, PASSWORD, assert_refused, decoded},
};

const CLIENT: &str = "fakewebclient0000000000001";

fn life(token: &Value) -> u64 {
    let (_, claims) = decoded(token);
    claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap()
}

#[test]
fn an_access_token_ends_when_its_client_has_it_and_is_renewed_alike() {
    let short = AppClient::new(CLIENT).access_token_validity(Duration::from_secs(90));
    let client = Client::with(DevPool::builder().app_client(short));
    client.confirmed_user();
    let mut tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let refresh = tokens["RefreshToken"].clone();
    for _ in 0..2 {
        assert_eq!(tokens["ExpiresIn"], 90);
        assert_eq!(
            (life(&tokens["AccessToken"]), life(&tokens["IdToken"])),
            (90, 3_600)
        );
        client.wait(89);
        client.as_bearer("GetUser", &tokens).unwrap();
        client.wait(1);
        assert_refused(
            client.as_bearer("GetUser", &tokens),
            ("NotAuthorizedException", "Access Token has expired"),
        );
        tokens = client.refresh(&json!({"RefreshToken": refresh})).unwrap();
    }
    let members = json!({"ClientId": CLIENT});
    let described = client.admin("DescribeUserPoolClient", members).unwrap();
    let described = &described["UserPoolClient"];
    assert_eq!(described["AccessTokenValidity"], 90);
    assert_eq!(described["TokenValidityUnits"]["AccessToken"], "seconds");
}

#[test]
fn the_token_of_a_machine_ends_alike() {
    let machine = AppClient::new(CLIENT)
        .secret("s")
        .scope("api/read")
        .access_token_validity(Duration::from_secs(86_400));
    let client = Client::with(DevPool::builder().app_client(machine));
    let fields = [("grant_type", "client_credentials")];
    let (status, tokens) = call(
        &client,
        "/cognito/oauth2/token",
        Some((CLIENT, "s")),
        &fields,
    );
    assert_eq!((status, &tokens["expires_in"]), (200, &json!(86_400)));
    assert_eq!(life(&tokens["access_token"]), 86_400);
    assert_eq!(client.pool.token_requests().client_credentials, 1);
}
