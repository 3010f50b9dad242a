use super::*;
use crate::limit;

const CALLER: Caller<'_> = Caller {
    identity_id: "us-east-1:1",
    identity_pool_id: "us-east-1:p",
};

/// The policy of the tutorials.
const OWN_PREFIX: &str = r#"{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["s3:PutObject", "s3:Get*"],
            "Resource": ["arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}/*"]
        },
        {
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": "arn:aws:s3:::b",
            "Condition": {"StringLike": {"s3:prefix": ["${cognito-identity.amazonaws.com:sub}/*"]}}
        },
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*/locked/*"}
    ]
}"#;

fn allows(action: &str, resource: &str, prefix: Option<&str>) -> bool {
    let policy = Policy::from_json(OWN_PREFIX).unwrap();
    let ask = Ask {
        action,
        resource,
        prefix,
        delimiter: None,
    };
    policy.allows(CALLER, ask)
}

#[test]
fn the_own_prefix_is_allowed_and_nothing_else() {
    for (action, resource, expected) in [
        ("s3:PutObject", "arn:aws:s3:::b/us-east-1:1/a", true),
        ("s3:GetObject", "arn:aws:s3:::b/us-east-1:1/a/b", true),
        ("s3:DeleteObject", "arn:aws:s3:::b/us-east-1:1/a", false),
        ("s3:PutObject", "arn:aws:s3:::b/us-east-1:2/a", false),
        ("s3:PutObject", "arn:aws:s3:::b/us-east-1:11/a", false),
        ("s3:PutObject", "arn:aws:s3:::b/us-east-1:1", false),
        ("s3:PutObject", "arn:aws:s3:::c/us-east-1:1/a", false),
        // A denial outweighs.
        ("s3:PutObject", "arn:aws:s3:::b/us-east-1:1/locked/a", false),
    ] {
        assert_eq!(
            allows(action, resource, None),
            expected,
            "{action} {resource}"
        );
    }
}

#[test]
fn a_condition_holds_only_for_what_the_request_names() {
    let list = |prefix| allows("s3:ListBucket", "arn:aws:s3:::b", prefix);
    assert!(list(Some("us-east-1:1/")));
    assert!(list(Some("us-east-1:1/a")));
    assert!(!list(Some("us-east-1:1")));
    assert!(!list(Some("us-east-1:2/")));
    assert!(!list(Some("")));
    assert!(!list(None));
}

#[test]
fn who_is_refused_can_be_told_what_is_allowed() {
    let policy = Policy::from_json(OWN_PREFIX).unwrap();
    assert_eq!(
        policy.reach(CALLER, "s3:PutObject"),
        ["arn:aws:s3:::b/us-east-1:1/*"]
    );
    assert_eq!(
        policy.reach(CALLER, "s3:ListBucket"),
        ["arn:aws:s3:::b with the prefix \"us-east-1:1/*\""]
    );
    assert!(policy.reach(CALLER, "s3:DeleteObject").is_empty());
}

#[test]
fn what_is_not_known_is_not_read() {
    let error = |text: &str| Policy::from_json(text).unwrap_err().to_string();
    let statement = |rest: &str| {
        error(&format!(
            r#"{{"Statement": {{"Effect": "Allow", "Action": "s3:*", {rest}}}}}"#
        ))
    };
    assert_eq!(error("{\n!"), "the policy is not JSON at line 2, column 1");
    assert_eq!(error("[]"), "the policy has no `Statement`");
    assert_eq!(error("{}"), "the policy has no `Statement`");
    for (text, message) in [
        (
            statement(r#""NotResource": "*""#),
            "`NotResource`, which is not known",
        ),
        (statement(r#""Resource": "${aws:username}""#), "`Resource`"),
        (statement(r#""Resource": []"#), "`Resource`"),
        (statement(r#""Resource": 7"#), "`Resource`"),
        (
            statement(r#""Resource": "*", "Condition": {"Bool": {}}"#),
            "`Bool`, which is not known",
        ),
        (
            statement(r#""Resource": "*", "Condition": {"StringLike": {"aws:SourceIp": "x"}}"#),
            "`aws:SourceIp`, which is not known",
        ),
        (error(r#"{"Statement": {"Effect": "allow"}}"#), "`Effect`"),
        (error(r#"{"Statement": [7]}"#), "`Statement`"),
        (error(&" ".repeat(limit::POLICY + 1)), "10,240 bytes"),
    ] {
        assert!(text.contains(message), "{text}");
    }
}
