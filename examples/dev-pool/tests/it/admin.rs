//! What the pool's owner does to users, and who may not.

use dev_pool::{MailKind, NewUser, Request};
use serde_json::{Value, json};

use crate::{
    client::{Client, EMAIL, HOST, PASSWORD, REVOKED, START, assert_refused, decoded, read},
    federation,
};

fn named(name: &str) -> Value {
    json!({"Username": name})
}

fn attribute(user: &Value, name: &str) -> Option<String> {
    let attributes = user["UserAttributes"].as_array().unwrap().iter();
    let mut values = attributes.filter(|attribute| attribute["Name"] == name);
    let value = values.next()?["Value"].as_str().unwrap();
    Some(value.to_owned())
}

#[test]
fn a_user_is_described_under_any_name() {
    let client = Client::new();
    let sub = client.confirmed_user();
    let user = client.admin("AdminGetUser", named(EMAIL)).unwrap();
    assert_eq!(
        user,
        json!({
            "Username": sub,
            "UserAttributes": [
                {"Name": "sub", "Value": sub},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "email", "Value": EMAIL},
            ],
            "UserCreateDate": START,
            "UserLastModifiedDate": START,
            "Enabled": true,
            "UserStatus": "CONFIRMED",
        })
    );
    assert_eq!(client.admin("AdminGetUser", named(&sub)).unwrap(), user);
    let unknown = ("UserNotFoundException", "User does not exist.");
    assert_refused(client.admin("AdminGetUser", named("nobody")), unknown);
}

#[test]
fn a_disabled_user_is_out_at_once_and_stays_signed_out() {
    let client = Client::new();
    client.confirmed_user();
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    client.admin("AdminDisableUser", named(EMAIL)).unwrap();
    let disabled = ("NotAuthorizedException", "User is disabled.");
    assert_refused(client.sign_in(EMAIL, PASSWORD), disabled);
    assert_refused(client.sign_in_by_srp(EMAIL, PASSWORD), disabled);
    assert_refused(client.as_bearer("GetUser", &tokens), REVOKED);
    assert_refused(
        client.admin("AdminResetUserPassword", named(EMAIL)),
        disabled,
    );
    // Nobody is told that the user is disabled, and nothing is mailed.
    let mails = client.pool.mailbox().len();
    client.call("ForgotPassword", named(EMAIL)).unwrap();
    assert_eq!(client.pool.mailbox().len(), mails);

    client.admin("AdminEnableUser", named(EMAIL)).unwrap();
    assert_refused(client.as_bearer("GetUser", &tokens), REVOKED);
    let refresh = ("NotAuthorizedException", "Refresh Token has been revoked");
    assert_refused(client.refresh(&tokens), refresh);
    client.sign_in(EMAIL, PASSWORD).unwrap();
}

#[test]
fn a_reset_voids_the_password_until_the_code_was_used() {
    let client = Client::new();
    client.confirmed_user();
    client
        .admin("AdminResetUserPassword", named(EMAIL))
        .unwrap();
    let required = (
        "PasswordResetRequiredException",
        "Password reset required for the user",
    );
    assert_refused(client.sign_in(EMAIL, PASSWORD), required);
    assert_refused(client.sign_in(EMAIL, "Wrong-Pass1"), required);
    let members = json!({
        "AuthFlow": "USER_SRP_AUTH",
        "AuthParameters": {"USERNAME": EMAIL, "SRP_A": "2"},
    });
    assert_refused(client.call("InitiateAuth", members), required);
    let mail = client.mail();
    assert_eq!(mail.kind, MailKind::ForgotPassword);
    let members =
        json!({"Username": EMAIL, "ConfirmationCode": mail.code, "Password": "Fake-Pass2"});
    client.call("ConfirmForgotPassword", members).unwrap();
    client.sign_in(EMAIL, "Fake-Pass2").unwrap();
}

#[test]
fn an_administrator_confirms_deletes_and_signs_out() {
    let client = Client::new();
    let members = json!({"Username": EMAIL, "Password": PASSWORD});
    client.call("SignUp", members.clone()).unwrap();
    client.admin("AdminConfirmSignUp", named(EMAIL)).unwrap();
    let twice = "User cannot be confirmed. Current status is CONFIRMED";
    assert_refused(
        client.admin("AdminConfirmSignUp", named(EMAIL)),
        ("NotAuthorizedException", twice),
    );
    let user = client.admin("AdminGetUser", named(EMAIL)).unwrap();
    assert_eq!(attribute(&user, "email_verified").as_deref(), Some("false"));
    let no_address = "Cannot reset password for the user as there is no registered/verified email or phone_number";
    assert_refused(
        client.admin("AdminResetUserPassword", named(EMAIL)),
        ("InvalidParameterException", no_address),
    );

    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    client
        .admin("AdminUserGlobalSignOut", named(EMAIL))
        .unwrap();
    assert_refused(client.as_bearer("GetUser", &tokens), REVOKED);
    client.admin("AdminDeleteUser", named(EMAIL)).unwrap();
    let unknown = "UserNotFoundException";
    assert_eq!(
        client.admin("AdminGetUser", named(EMAIL)).unwrap_err().0,
        unknown
    );
    client.call("SignUp", members).unwrap();
}

#[test]
fn passwords_are_set_for_good_or_for_once() {
    let client = Client::new();
    client.confirmed_user();
    let set = |password: &str, is_permanent: bool| {
        let members = json!({"Username": EMAIL, "Password": password, "Permanent": is_permanent});
        client.admin("AdminSetUserPassword", members)
    };
    assert_eq!(set("weak", true).unwrap_err().0, "InvalidPasswordException");
    set("Fake-Pass2", true).unwrap();
    client.sign_in_by_srp(EMAIL, "Fake-Pass2").unwrap();
    set("Fake-Pass3", false).unwrap();
    let answer = client.begin(EMAIL, "Fake-Pass3").unwrap();
    assert_eq!(answer["ChallengeName"], "NEW_PASSWORD_REQUIRED");
}

#[test]
fn a_user_of_another_provider_is_administered_but_for_the_password() {
    let client = Client::with_oauth();
    let fields = [("email", EMAIL), ("name", "Fake Person")];
    let claims = federation::arrive(&client, &fields);
    let sub = claims["sub"].as_str().unwrap();
    let user = client.admin("AdminGetUser", named(sub)).unwrap();
    assert_eq!(user["UserStatus"], "EXTERNAL_PROVIDER");
    let name = user["Username"].as_str().unwrap();
    let members = json!({"Username": name, "Password": PASSWORD, "Permanent": true});
    let none = "A user of another provider has no password here.";
    assert_refused(
        client.admin("AdminSetUserPassword", members),
        ("InvalidParameterException", none),
    );
    let reset = client
        .admin("AdminResetUserPassword", named(name))
        .unwrap_err();
    assert_eq!(
        reset.1,
        "User password cannot be reset in the current state."
    );
    let join = json!({"Username": name, "GroupName": "editors"});
    client.admin("AdminAddUserToGroup", join).unwrap();
    let again = federation::arrive(&client, &fields);
    let groups = again["cognito:groups"].as_array().unwrap();
    assert!(groups.contains(&json!("editors")));
    client.admin("AdminDeleteUser", named(name)).unwrap();
    assert_ne!(federation::arrive(&client, &fields)["sub"], claims["sub"]);
}

#[test]
fn attributes_are_changed_and_an_address_moves() {
    let client = Client::new();
    let sub = client.confirmed_user();
    let new = NewUser::new("b@example.com", PASSWORD);
    client.pool.add_user(new).unwrap();
    let update = |attributes: Value| {
        let members = json!({"Username": sub, "UserAttributes": attributes});
        client.admin("AdminUpdateUserAttributes", members)
    };
    let taken = json!([{"Name": "email", "Value": "B@example.com"}]);
    assert_eq!(update(taken).unwrap_err().0, "AliasExistsException");
    update(json!([{"Name": "email", "Value": "c@example.com"}, {"Name": "name", "Value": "Fake"}]))
        .unwrap();
    assert!(client.sign_in(EMAIL, PASSWORD).is_err());
    let tokens = client.sign_in("C@example.com", PASSWORD).unwrap();
    let (_, id) = decoded(&tokens["IdToken"]);
    assert_eq!(
        (&id["email"], &id["email_verified"]),
        (&json!("c@example.com"), &json!(false))
    );
    update(json!([{"Name": "email_verified", "Value": "true"}])).unwrap();
    let user = client.admin("AdminGetUser", named(&sub)).unwrap();
    assert_eq!(attribute(&user, "email_verified").as_deref(), Some("true"));
    assert_eq!(
        update(json!([{"Name": "sub", "Value": "x"}]))
            .unwrap_err()
            .0,
        "NotAuthorizedException"
    );
}

#[test]
fn a_server_signs_users_in_with_their_password() {
    let client = Client::new();
    client.confirmed_user();
    let begin = |flow: &str, password: &str| {
        let members = json!({
            "ClientId": client.pool.client_id(),
            "AuthFlow": flow,
            "AuthParameters": {"USERNAME": EMAIL, "PASSWORD": password},
        });
        client.admin("AdminInitiateAuth", members)
    };
    let answer = begin("ADMIN_USER_PASSWORD_AUTH", PASSWORD).unwrap();
    client
        .as_bearer("GetUser", &answer["AuthenticationResult"])
        .unwrap();
    begin("ADMIN_NO_SRP_AUTH", PASSWORD).unwrap();
    assert!(begin("ADMIN_USER_PASSWORD_AUTH", "Wrong-Pass1").is_err());
    let refused = begin("USER_PASSWORD_AUTH", PASSWORD).unwrap_err();
    assert_eq!(refused.1, "Initiate Auth method not supported.");
}

#[test]
fn users_are_listed_in_portions_and_looked_for() {
    let client = Client::new();
    for name in ["ann", "anna", "ben"] {
        client.wait(1);
        let new = NewUser::new(format!("{name}@example.com"), PASSWORD).attribute("name", name);
        client.pool.add_user(new).unwrap();
    }
    let found = |members: Value| -> Vec<String> {
        let answer = client.admin("ListUsers", members).unwrap();
        let users = answer["Users"].as_array().unwrap().iter();
        users
            .map(|user| {
                let attributes = user["Attributes"].as_array().unwrap().iter();
                let mut emails = attributes.filter(|attribute| attribute["Name"] == "email");
                emails.next().unwrap()["Value"].as_str().unwrap().to_owned()
            })
            .collect()
    };
    let filtered = |filter: &str| found(json!({"Filter": filter}));
    assert_eq!(
        found(json!({})),
        [
            "admin@example.com",
            "ann@example.com",
            "anna@example.com",
            "ben@example.com"
        ]
    );
    assert_eq!(
        filtered("email ^= \"ANN\""),
        ["ann@example.com", "anna@example.com"]
    );
    assert_eq!(filtered("name = \"ann\""), ["ann@example.com"]);
    assert_eq!(filtered("cognito:user_status=\"CONFIRMED\"").len(), 4);
    assert!(filtered("status = \"Disabled\"").is_empty());
    for filter in ["email", "email = ann", "email = \"ann"] {
        let answer = client.admin("ListUsers", json!({"Filter": filter}));
        assert_eq!(
            answer.unwrap_err().0,
            "InvalidParameterException",
            "{filter}"
        );
    }
    let shown = client
        .admin(
            "ListUsers",
            json!({"AttributesToGet": ["name"], "Limit": 2}),
        )
        .unwrap();
    assert_eq!(
        shown["Users"][1]["Attributes"],
        json!([{"Name": "name", "Value": "ann"}])
    );
    let token = shown["PaginationToken"].clone();
    assert_eq!(
        found(json!({"PaginationToken": token})),
        ["anna@example.com", "ben@example.com"]
    );
    let rest = client
        .admin("ListUsers", json!({"Limit": 2, "PaginationToken": token}))
        .unwrap();
    assert!(rest.get("PaginationToken").is_none());
    let bad = client.admin("ListUsers", json!({"PaginationToken": "é"}));
    assert_eq!(bad.unwrap_err().0, "InvalidParameterException");
}

#[test]
fn the_pool_and_its_clients_are_described() {
    let client = Client::new();
    let pool = client.admin("DescribeUserPool", json!({})).unwrap()["UserPool"].clone();
    assert_eq!(pool["Id"], client.pool.user_pool_id());
    assert_eq!(pool["EstimatedNumberOfUsers"], 1);
    assert_eq!(pool["CreationDate"], START);
    let clients = client
        .admin("ListUserPoolClients", json!({"MaxResults": 1}))
        .unwrap();
    assert_eq!(
        clients["UserPoolClients"][0]["ClientId"],
        client.pool.client_id()
    );
    assert!(clients["NextToken"].is_string());
    let members = json!({"ClientId": client.pool.client_id()});
    let described =
        client.admin("DescribeUserPoolClient", members).unwrap()["UserPoolClient"].clone();
    assert_eq!(described["AllowedOAuthFlowsUserPoolClient"], false);
    assert!(described.get("ClientSecret").is_none());
}

#[test]
fn pages_of_another_origin_and_other_pools_get_nowhere() {
    let client = Client::new();
    let ask = |header: Option<(&str, &str)>, pool: &str, operation: &str| {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let request = Request::new("POST", "/cognito")
            .header("host", HOST)
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", target)
            .body(json!({"UserPoolId": pool}).to_string());
        let request = header.into_iter().fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        read(&client.pool.answer(&request).unwrap())
    };
    let id = client.pool.user_pool_id();
    let own = format!("http://{HOST}");
    for header in [
        None,
        Some(("origin", &*own)),
        Some(("authorization", "AWS4-HMAC-SHA256 x")),
    ] {
        ask(header, id, "ListUsers").unwrap();
    }
    for header in [
        ("origin", "http://elsewhere.example"),
        ("origin", "http://127.0.0.1:3001"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let outcome = ask(Some(header), id, "ListUsers");
        assert_eq!(
            outcome.unwrap_err().0,
            "MissingAuthenticationTokenException",
            "{header:?}"
        );
        let outcome = ask(Some(header), id, "FlyToTheMoon");
        assert_eq!(outcome.unwrap_err().0, "UnknownOperationException");
    }
    let other = ask(None, "us-east-1_other", "ListUsers");
    assert_refused(
        other,
        (
            "ResourceNotFoundException",
            "User pool us-east-1_other does not exist.",
        ),
    );
    let none = client.call("ListUsers", json!({}));
    assert_eq!(none.unwrap_err().0, "InvalidParameterException");
}
