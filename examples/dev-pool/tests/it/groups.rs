//! Groups with roles, from the API to the tokens.

use serde_json::{Value, json};

use crate::client::{Client, EMAIL, PASSWORD, START, assert_refused, decoded};

const NOT_FOUND: (&str, &str) = ("ResourceNotFoundException", "Group not found.");

fn arn(name: &str) -> String {
    format!("arn:aws:iam::000000000000:role/{name}")
}

fn id_claims(client: &Client) -> Value {
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    decoded(&tokens["IdToken"]).1
}

fn join(client: &Client, group: &str) {
    let members = json!({"Username": EMAIL, "GroupName": group});
    client.admin("AdminAddUserToGroup", members).unwrap();
}

#[test]
fn tokens_name_the_roles_and_the_preferred_one() {
    let client = Client::new();
    client.confirmed_user();
    let id = id_claims(&client);
    for claim in ["cognito:groups", "cognito:roles", "cognito:preferred_role"] {
        assert!(id.get(claim).is_none(), "{claim}");
    }
    join(&client, "readers");
    let id = id_claims(&client);
    assert_eq!(id["cognito:groups"], json!(["readers"]));
    assert!(id.get("cognito:roles").is_none() && id.get("cognito:preferred_role").is_none());

    join(&client, "editors");
    join(&client, "admins");
    let tokens = client.sign_in(EMAIL, PASSWORD).unwrap();
    let (_, id) = decoded(&tokens["IdToken"]);
    assert_eq!(
        id["cognito:roles"],
        json!([arn("dev-admin"), arn("dev-editor")])
    );
    assert_eq!(id["cognito:preferred_role"], arn("dev-admin"));
    let (_, access) = decoded(&tokens["AccessToken"]);
    assert_eq!(access["cognito:groups"], id["cognito:groups"]);
    assert!(access.get("cognito:roles").is_none());

    // Two roles at the best precedence: none is preferred.
    let tied = json!({"GroupName": "tied", "Precedence": 1, "RoleArn": arn("other")});
    client.admin("CreateGroup", tied).unwrap();
    join(&client, "tied");
    let id = id_claims(&client);
    assert_eq!(id["cognito:roles"].as_array().unwrap().len(), 3);
    assert!(id.get("cognito:preferred_role").is_none());
    let same = json!({"GroupName": "tied", "RoleArn": arn("dev-admin")});
    client.admin("UpdateGroup", same).unwrap();
    let id = id_claims(&client);
    assert_eq!(id["cognito:preferred_role"], arn("dev-admin"));
    assert_eq!(id["cognito:roles"].as_array().unwrap().len(), 2);

    let members = json!({"Username": EMAIL, "GroupName": "admins"});
    client.admin("AdminRemoveUserFromGroup", members).unwrap();
    client
        .admin("DeleteGroup", json!({"GroupName": "tied"}))
        .unwrap();
    assert_eq!(
        id_claims(&client)["cognito:preferred_role"],
        arn("dev-editor")
    );
}

#[test]
fn groups_are_made_changed_listed_and_deleted() {
    let client = Client::new();
    client.confirmed_user();
    client.wait(10);
    let members = json!({"GroupName": "writers", "Description": "Write", "Precedence": 5});
    let group = client.admin("CreateGroup", members.clone()).unwrap()["Group"].clone();
    assert_eq!(
        group,
        json!({
            "GroupName": "writers",
            "UserPoolId": client.pool.user_pool_id(),
            "Description": "Write",
            "Precedence": 5,
            "CreationDate": START + 10,
            "LastModifiedDate": START + 10,
        })
    );
    let exists = (
        "GroupExistsException",
        "A group with the name already exists.",
    );
    assert_refused(client.admin("CreateGroup", members), exists);
    client.wait(5);
    let members = json!({"GroupName": "writers", "Precedence": 0, "RoleArn": arn("writer")});
    client.admin("UpdateGroup", members).unwrap();
    let group = client
        .admin("GetGroup", json!({"GroupName": "writers"}))
        .unwrap()["Group"]
        .clone();
    assert_eq!(
        (&group["Description"], &group["Precedence"]),
        (&json!("Write"), &json!(0))
    );
    assert_eq!(group["LastModifiedDate"], START + 15);

    join(&client, "writers");
    let names = |operation: &str, members: Value| -> Vec<String> {
        let answer = client.admin(operation, members).unwrap();
        let groups = answer["Groups"].as_array().unwrap().iter();
        groups
            .map(|group| group["GroupName"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        names("ListGroups", json!({})),
        ["admins", "editors", "readers", "writers"]
    );
    let page = client.admin("ListGroups", json!({"Limit": 3})).unwrap();
    let next = json!({"Limit": 3, "NextToken": page["NextToken"]});
    assert_eq!(names("ListGroups", next), ["writers"]);
    assert_eq!(
        names("AdminListGroupsForUser", json!({"Username": EMAIL})),
        ["writers"]
    );
    let users = client
        .admin("ListUsersInGroup", json!({"GroupName": "writers"}))
        .unwrap();
    assert_eq!(users["Users"].as_array().unwrap().len(), 1);
    assert_eq!(users["Users"][0]["UserStatus"], "CONFIRMED");

    let writers = || json!({"GroupName": "writers", "Username": EMAIL});
    client.admin("DeleteGroup", writers()).unwrap();
    assert!(names("AdminListGroupsForUser", json!({"Username": EMAIL})).is_empty());
    for operation in [
        "AdminAddUserToGroup",
        "AdminRemoveUserFromGroup",
        "DeleteGroup",
        "GetGroup",
        "ListUsersInGroup",
        "UpdateGroup",
    ] {
        assert_refused(client.admin(operation, writers()), NOT_FOUND);
    }
    let stranger = json!({"GroupName": "readers", "Username": "nobody"});
    let unknown = client.admin("AdminAddUserToGroup", stranger).unwrap_err().0;
    assert_eq!(unknown, "UserNotFoundException");
}

#[test]
fn malformed_groups_are_refused() {
    let client = Client::new();
    let invalid = "InvalidParameterException";
    let malformed = "SerializationException";
    for (members, kind) in [
        (json!({}), invalid),
        (json!({"GroupName": "a b"}), invalid),
        (json!({"GroupName": "x".repeat(129)}), invalid),
        (
            json!({"GroupName": "x", "Description": "x".repeat(2_049)}),
            invalid,
        ),
        (json!({"GroupName": "x", "RoleArn": "arn:short"}), invalid),
        (
            json!({"GroupName": "x", "RoleArn": "x".repeat(30)}),
            invalid,
        ),
        (json!({"GroupName": "x", "Precedence": -1}), malformed),
        (json!({"GroupName": "x", "Precedence": "1"}), malformed),
        (json!({"GroupName": 7}), malformed),
    ] {
        assert_eq!(
            client.admin("CreateGroup", members.clone()).unwrap_err().0,
            kind,
            "{members}"
        );
    }
}
