//! Users from CSV files: by the Rust API, by POST and as a job.

use dev_pool::{Answer, ImportError, ImportOutcome, MAX_CSV, Request};
use serde_json::{Value, json};

use crate::client::{Client, HOST, PASSWORD, assert_refused, decoded};

const HEADER: &str = "cognito:username,cognito:mfa_enabled,email_verified,email,name,custom:tenant";
const RESET: (&str, &str) = (
    "PasswordResetRequiredException",
    "Password reset required for the user",
);

#[test]
fn an_imported_user_gets_a_password_by_mail_and_then_signs_in() {
    let client = Client::new();
    let file = format!(
        "{HEADER}\nann@example.com,false,true,,\"Ann, of Fake\",t1\nben,FALSE,TRUE,ben@example.com,,\n"
    );
    let report = client.pool.import_csv(&file).unwrap();
    assert_eq!((report.imported, report.skipped, report.failed), (2, 0, 0));
    for (name, email) in [
        ("ann@example.com", "ann@example.com"),
        ("ben", "ben@example.com"),
    ] {
        let user = client
            .admin("AdminGetUser", json!({"Username": name}))
            .unwrap();
        assert_eq!(user["UserStatus"], "RESET_REQUIRED");
        assert_refused(client.sign_in(name, PASSWORD), RESET);
        client
            .call("ForgotPassword", json!({"Username": name}))
            .unwrap();
        let mail = client.mail();
        assert_eq!(mail.to, email);
        let members =
            json!({"Username": name, "ConfirmationCode": mail.code, "Password": PASSWORD});
        client.call("ConfirmForgotPassword", members).unwrap();
        let user = client
            .admin("AdminGetUser", json!({"Username": name}))
            .unwrap();
        assert_eq!(user["UserStatus"], "CONFIRMED");
        let tokens = client.sign_in_by_srp(name, PASSWORD).unwrap();
        let (_, id) = decoded(&tokens["IdToken"]);
        assert_eq!(id["email_verified"], true);
        if name == "ben" {
            assert_eq!(id["cognito:username"], "ben");
            assert!(id.get("name").is_none());
        } else {
            assert_eq!(id["cognito:username"], id["sub"]);
            assert_eq!(
                (&id["name"], &id["custom:tenant"]),
                (&json!("Ann, of Fake"), &json!("t1"))
            );
        }
    }
}

#[test]
fn every_row_is_reported_and_no_row_is_quoted() {
    let client = Client::new();
    let rows = [
        "ann@example.com,false,true,,,",
        "ANN@example.com,false,true,,,",
        "admin@example.com,false,true,,,",
        "ben@example.com,maybe,true,,,",
        "\"cat@example.com\",false,true,,\"two\nlines\",",
        "dan@example.com,false,true,,,,",
        "\u{feff},false,true,,,",
    ];
    let file = format!("\u{feff}{HEADER}\r\n{}\r\n", rows.join("\r\n"));
    let report = client.pool.import_csv(&file).unwrap();
    let told: Vec<_> = report
        .rows
        .iter()
        .map(|row| (row.line, row.outcome, row.reason.as_deref()))
        .collect();
    let exists = Some("the user already exists");
    assert_eq!(
        told[..6],
        [
            (2, ImportOutcome::Imported, None),
            (3, ImportOutcome::Skipped, exists),
            (4, ImportOutcome::Skipped, exists),
            (
                5,
                ImportOutcome::Failed,
                Some("cognito:mfa_enabled is neither true nor false")
            ),
            (6, ImportOutcome::Imported, None),
            (
                8,
                ImportOutcome::Failed,
                Some("the row has another number of fields than the header")
            ),
        ]
    );
    assert_eq!(told[6].1, ImportOutcome::Failed);
    assert_eq!((report.imported, report.skipped, report.failed), (2, 2, 3));
    let printed = format!("{report:?}");
    assert!(
        !printed.contains("example.com") && !printed.contains("two"),
        "{printed}"
    );
}

#[test]
fn a_file_that_cannot_be_read_imports_nobody() {
    let client = Client::new();
    let user = "ann@example.com,false,true,,,\n";
    let many = user.repeat(1_001);
    for (file, error) in [
        (String::new(), ImportError::MissingColumn),
        (format!("name\n{user}"), ImportError::MissingColumn),
        (
            format!("{HEADER},password\n{user}"),
            ImportError::UnknownColumn,
        ),
        (format!("{HEADER},name\n{user}"), ImportError::ColumnTwice),
        (format!("{HEADER}\n{many}"), ImportError::TooManyRows),
        (
            format!("{HEADER}\n{}", " ".repeat(MAX_CSV)),
            ImportError::TooLarge,
        ),
    ] {
        assert_eq!(client.pool.import_csv(&file), Err(error));
    }
    let unknown = client.admin("AdminGetUser", json!({"Username": "ann@example.com"}));
    assert_eq!(unknown.unwrap_err().0, "UserNotFoundException");
}

fn send(client: &Client, request: &Request) -> (u16, Value) {
    let Answer { status, body, .. } = client.pool.answer(request).unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[test]
fn a_file_is_posted() {
    let client = Client::new();
    let post = |content_type: &str, body: Vec<u8>| {
        let request = Request::new("POST", "/dev/import").header("host", HOST);
        request.header("content-type", content_type).body(body)
    };
    let file = format!("{HEADER}\nann@example.com,false,true,,,\nben@example.com,false,,,,\n")
        .into_bytes();
    assert_eq!(send(&client, &post("text/plain", file.clone())).0, 415);
    let foreign = post("text/csv", file.clone()).header("origin", "http://elsewhere.example");
    assert_eq!(send(&client, &foreign).0, 403);
    assert_eq!(send(&client, &post("text/csv", vec![0xff, 0xfe])).0, 400);
    let (status, told) = send(
        &client,
        &post("text/csv; charset=utf-8", b"name\n".to_vec()),
    );
    assert_eq!(status, 400);
    assert!(
        told["message"]
            .as_str()
            .unwrap()
            .starts_with("the header lacks")
    );

    let (status, report) = send(&client, &post("text/csv", file));
    assert_eq!(status, 200);
    assert_eq!(
        report,
        json!({
            "imported": 1,
            "skipped": 0,
            "failed": 1,
            "rows": [
                {"line": 2, "outcome": "imported", "reason": null},
                {
                    "line": 3,
                    "outcome": "failed",
                    "reason": "email_verified is not true, and this pool verifies by mail only",
                },
            ],
        })
    );
}

#[test]
fn a_job_takes_the_file_at_its_own_address_and_runs_once() {
    let client = Client::new();
    let header = client.admin("GetCSVHeader", json!({})).unwrap();
    let header: Vec<&str> = header["CSVHeader"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect();
    let members =
        json!({"JobName": "fake", "CloudWatchLogsRoleArn": "arn:aws:iam::000000000000:role/logs"});
    let job = client.admin("CreateUserImportJob", members).unwrap()["UserImportJob"].clone();
    assert_eq!(job["Status"], "Created");
    let id = json!({"JobId": job["JobId"]});
    let premature = client
        .admin("StartUserImportJob", id.clone())
        .unwrap_err()
        .0;
    assert_eq!(premature, "PreconditionNotMetException");

    let url = job["PreSignedUrl"].as_str().unwrap();
    let path = url.strip_prefix(&format!("http://{HOST}")).unwrap();
    let put = |path: &str, file: &str| {
        send(
            &client,
            &Request::new("PUT", path).header("host", HOST).body(file),
        )
        .0
    };
    let row = |name: &str| {
        let field = |column: &&str| match *column {
            "cognito:username" => name,
            "cognito:mfa_enabled" => "false",
            "email_verified" => "true",
            _ => "",
        };
        header.iter().map(field).collect::<Vec<_>>().join(",")
    };
    let file = format!(
        "{}\n{}\n{}\n",
        header.join(","),
        row("ann@example.com"),
        row("admin@example.com")
    );
    assert_eq!(put(&format!("{path}x"), &file), 403);
    assert_eq!(put("/dev/import-jobs/import-none/x", &file), 403);
    assert_eq!(put(path, &" ".repeat(MAX_CSV + 1)), 403);
    assert_eq!(put(path, &file), 200);

    client.admin("StartUserImportJob", id.clone()).unwrap();
    let job = client.admin("DescribeUserImportJob", id.clone()).unwrap()["UserImportJob"].clone();
    assert_eq!(job["Status"], "Succeeded");
    assert_eq!(
        [
            &job["ImportedUsers"],
            &job["SkippedUsers"],
            &job["FailedUsers"]
        ],
        [&json!(1), &json!(1), &json!(0)]
    );
    assert_eq!(put(path, &file), 403);
    let again = client.admin("StartUserImportJob", id).unwrap_err().0;
    assert_eq!(again, "PreconditionNotMetException");
    let unknown = client.admin("DescribeUserImportJob", json!({"JobId": "import-none"}));
    assert_eq!(unknown.unwrap_err().0, "ResourceNotFoundException");
    let jobs = client
        .admin("ListUserImportJobs", json!({"MaxResults": 10}))
        .unwrap();
    assert_eq!(jobs["UserImportJobs"], json!([job]));
}

#[test]
fn a_job_that_cannot_read_its_file_has_failed_and_an_address_ends() {
    let client = Client::new();
    let create = |more: Value| {
        let mut members = json!({"JobName": "fake", "CloudWatchLogsRoleArn": "arn:aws:iam::000000000000:role/logs"});
        members
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        client.admin("CreateUserImportJob", members)
    };
    let hashes = create(json!({"PasswordHashingAlgorithm": "BCRYPT"})).unwrap_err();
    assert_eq!(hashes.0, "InvalidParameterException");
    let job = create(json!({})).unwrap()["UserImportJob"].clone();
    let path = job["PreSignedUrl"]
        .as_str()
        .unwrap()
        .split_once(HOST)
        .unwrap()
        .1
        .to_owned();
    let put = || {
        send(
            &client,
            &Request::new("PUT", &*path)
                .header("host", HOST)
                .body("name\nx\n"),
        )
        .0
    };
    assert_eq!(put(), 200);
    let id = json!({"JobId": job["JobId"]});
    client.admin("StartUserImportJob", id.clone()).unwrap();
    let job = client.admin("DescribeUserImportJob", id).unwrap()["UserImportJob"].clone();
    assert_eq!(job["Status"], "Failed");
    assert!(
        job["CompletionMessage"]
            .as_str()
            .unwrap()
            .starts_with("The import failed: the header lacks")
    );

    let late = create(json!({})).unwrap()["UserImportJob"].clone();
    let path = late["PreSignedUrl"]
        .as_str()
        .unwrap()
        .split_once(HOST)
        .unwrap()
        .1
        .to_owned();
    client.wait(900);
    let request = Request::new("PUT", &*path).header("host", HOST).body("x");
    assert_eq!(send(&client, &request).0, 403);
}
