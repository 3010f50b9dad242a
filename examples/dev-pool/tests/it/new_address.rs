//! A user who changes their e-mail address.

use dev_pool::{MailKind, NewUser};
use serde_json::{Value, json};

use crate::client::{
    Client, EMAIL, Outcome, PASSWORD, WRONG_PASSWORD, another_code, assert_refused, decoded,
};

const NEW: &str = "New@example.com";

struct Session {
    client: Client,
    access: Value,
}

impl Session {
    fn begin() -> Self {
        let client = Client::new();
        client.confirmed_user();
        let access = client.sign_in(EMAIL, PASSWORD).unwrap()["AccessToken"].clone();
        Self { client, access }
    }

    fn call(&self, operation: &str, mut members: Value) -> Outcome {
        members["AccessToken"] = self.access.clone();
        self.client.call(operation, members)
    }

    fn move_to(&self, email: &str) -> Outcome {
        let attributes = json!([{"Name": "email", "Value": email}]);
        self.call(
            "UpdateUserAttributes",
            json!({"UserAttributes": attributes}),
        )
    }

    fn verify(&self, code: &str) -> Outcome {
        self.call(
            "VerifyUserAttribute",
            json!({"AttributeName": "email", "Code": code}),
        )
    }

    fn is_verified(&self, name: &str) -> bool {
        let tokens = self.client.sign_in(name, PASSWORD).unwrap();
        decoded(&tokens["IdToken"]).1["email_verified"]
            .as_bool()
            .unwrap()
    }
}

#[test]
fn a_new_address_is_used_at_once_and_proven_by_a_code() {
    let session = Session::begin();
    let details =
        json!({"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "N***@e***"});
    let answer = session.move_to(NEW).unwrap();
    assert_eq!(answer, json!({"CodeDeliveryDetailsList": [details]}));
    assert_refused(session.client.sign_in(EMAIL, PASSWORD), WRONG_PASSWORD);
    assert!(!session.is_verified("new@example.com"));
    let mail = session.client.mail();
    assert_eq!((mail.kind, &*mail.to), (MailKind::VerifyEmail, NEW));
    let wrong = session.verify(another_code(&mail.code)).unwrap_err().0;
    assert_eq!(wrong, "CodeMismatchException");
    session.verify(&mail.code).unwrap();
    assert!(session.is_verified("new@example.com"));
    assert_eq!(
        session.verify(&mail.code).unwrap_err().0,
        "ExpiredCodeException"
    );

    let name = json!([{"Name": "name", "Value": "Fake"}]);
    let answer = session
        .call("UpdateUserAttributes", json!({"UserAttributes": name}))
        .unwrap();
    assert_eq!(answer, json!({"CodeDeliveryDetailsList": []}));
    assert!(session.is_verified(NEW));
}

#[test]
fn a_code_for_the_old_address_does_not_prove_the_new_one() {
    let session = Session::begin();
    let ask = || {
        session.call(
            "GetUserAttributeVerificationCode",
            json!({"AttributeName": "email"}),
        )
    };
    for _ in 0..5 {
        let answer = ask().unwrap();
        assert_eq!(answer["CodeDeliveryDetails"]["Destination"], "a***@e***");
    }
    let old = session.client.mail().code;
    assert_eq!(ask().unwrap_err().0, "LimitExceededException");
    assert_eq!(
        session.move_to(NEW).unwrap_err().0,
        "LimitExceededException"
    );
    assert!(session.is_verified(EMAIL));

    session.client.wait(3_600);
    let answer = session.client.sign_in(EMAIL, PASSWORD).unwrap();
    let session = Session {
        access: answer["AccessToken"].clone(),
        ..session
    };
    session.move_to(NEW).unwrap();
    if session.client.mail().code != old {
        assert_eq!(session.verify(&old).unwrap_err().0, "CodeMismatchException");
    }
    assert!(!session.is_verified(NEW));
}

#[test]
fn an_address_of_another_user_stays_theirs() {
    let session = Session::begin();
    let other = NewUser::new("b@example.com", PASSWORD);
    session.client.pool.add_user(other).unwrap();
    assert_eq!(
        session.move_to("B@example.com").unwrap_err().0,
        "AliasExistsException"
    );
    assert!(session.is_verified(EMAIL));
    let phone = session.call(
        "GetUserAttributeVerificationCode",
        json!({"AttributeName": "phone_number"}),
    );
    assert_eq!(phone.unwrap_err().0, "InvalidParameterException");
}

#[test]
fn a_new_number_is_not_verified_either() {
    let session = Session::begin();
    let number = |number: &str| json!({"Name": "phone_number", "Value": number});
    let verified = json!({"Name": "phone_number_verified", "Value": "true"});
    let members = json!({"Username": EMAIL, "UserAttributes": [number("+12065550100"), verified]});
    session
        .client
        .admin("AdminUpdateUserAttributes", members)
        .unwrap();
    let claim = || {
        let tokens = session.client.sign_in(EMAIL, PASSWORD).unwrap();
        decoded(&tokens["IdToken"]).1["phone_number_verified"].clone()
    };
    assert_eq!(claim(), true);
    let members = json!({"UserAttributes": [number("+12065550199")]});
    session.call("UpdateUserAttributes", members).unwrap();
    assert_eq!(claim(), false);
}

/// A code that was sent to the old address proves nothing of one that an administrator writes.
#[test]
fn an_open_code_ends_when_an_administrator_changes_the_address() {
    let session = Session::begin();
    let update = |attribute: Value| {
        let members = json!({"Username": EMAIL, "UserAttributes": [attribute]});
        session.client.admin("AdminUpdateUserAttributes", members)
    };
    let ask = || {
        let members = json!({"AttributeName": "email"});
        session.call("GetUserAttributeVerificationCode", members)
    };
    ask().unwrap();
    update(json!({"Name": "name", "Value": "Fake"})).unwrap();
    session.verify(&session.client.mail().code).unwrap();

    ask().unwrap();
    let old = session.client.mail();
    assert_eq!(old.to, EMAIL);
    update(json!({"Name": "email", "Value": NEW})).unwrap();
    assert_eq!(
        session.verify(&old.code).unwrap_err().0,
        "ExpiredCodeException"
    );
    assert!(!session.is_verified(NEW));
    ask().unwrap();
    session.verify(&session.client.mail().code).unwrap();
    assert!(session.is_verified(NEW));
}

/// Confirming a sign-up proves the address as well.
#[test]
fn the_code_of_a_sign_up_ends_with_its_address() {
    let client = Client::new();
    let members = json!({"Username": EMAIL, "Password": PASSWORD});
    client.call("SignUp", members).unwrap();
    let old = client.mail().code;
    let email = json!([{"Name": "email", "Value": NEW}]);
    let members = json!({"Username": EMAIL, "UserAttributes": email});
    client.admin("AdminUpdateUserAttributes", members).unwrap();
    let confirm = |code: &str| {
        let members = json!({"Username": NEW, "ConfirmationCode": code});
        client.call("ConfirmSignUp", members)
    };
    assert_eq!(confirm(&old).unwrap_err().0, "ExpiredCodeException");
    client
        .call("ResendConfirmationCode", json!({"Username": NEW}))
        .unwrap();
    let mail = client.mail();
    assert_eq!(mail.to, NEW);
    confirm(&mail.code).unwrap();
}
