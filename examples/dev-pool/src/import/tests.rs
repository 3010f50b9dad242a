use super::{header::Header, row::Row, *};

const HEADER: &str = "cognito:username,cognito:mfa_enabled,email_verified,phone_number_verified,email,phone_number,birthdate,updated_at,custom:tenant";

fn record(line: &str) -> StringRecord {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(line.as_bytes());
    reader.records().next().unwrap().unwrap()
}

fn parsed(line: &str) -> Result<Row, String> {
    let header = Header::parse(&record(HEADER)).unwrap();
    Row::parse(&header, &record(line)).map_err(|refusal| {
        assert_eq!(refusal.outcome, ImportOutcome::Failed);
        refusal.reason
    })
}

#[test]
fn a_header_is_complete_known_and_without_repetition() {
    let error = |line: &str| Header::parse(&record(line)).err();
    assert_eq!(error(HEADER), None);
    assert_eq!(error(&STANDARD_HEADER.join(",")), None);
    for (line, expected) in [
        ("name", ImportError::MissingColumn),
        (
            "cognito:username,cognito:mfa_enabled",
            ImportError::MissingColumn,
        ),
        (
            "cognito:username,email_verified",
            ImportError::MissingColumn,
        ),
        (
            "cognito:mfa_enabled,email_verified",
            ImportError::MissingColumn,
        ),
        (&format!("{HEADER},email"), ImportError::ColumnTwice),
        (&format!("{HEADER},password"), ImportError::UnknownColumn),
        (&format!("{HEADER},sub"), ImportError::UnknownColumn),
        (&format!("{HEADER},"), ImportError::UnknownColumn),
    ] {
        assert_eq!(error(line), Some(expected), "{line}");
    }
}

#[test]
fn a_row_becomes_names_and_attributes() {
    let row =
        parsed("Ann,FALSE,true,TRUE,ann@example.com,+15550100,12/31/1990,1700000000,t1").unwrap();
    assert!(row.email_verified && row.phone_number_verified);
    assert_eq!(row.profile.username, "ann");
    let attributes: Vec<_> = row.profile.attributes.iter().collect();
    assert_eq!(
        attributes,
        [
            ("birthdate", "1990-12-31"),
            ("custom:tenant", "t1"),
            ("email", "ann@example.com"),
            ("phone_number", "+15550100"),
            ("updated_at", "1700000000"),
        ]
    );
    let row = parsed("b@example.com,false,true,,,,,,").unwrap();
    assert_eq!(row.profile.username, row.profile.sub);
    assert_eq!(row.profile.attributes.email(), Some("b@example.com"));
}

#[test]
fn a_bad_row_says_why_without_what_it_said() {
    let long = format!("a@example.com,false,true,,,,,,{}", "x".repeat(16_000));
    for (line, reason) in [
        (
            "a@example.com,false,true",
            "the row has another number of fields than the header",
        ),
        (&*long, "the row has more than 16,000 characters"),
        (",false,true,,,,,,", "cognito:username is missing"),
        (
            "a@example.com,,true,,,,,,",
            "cognito:mfa_enabled is missing",
        ),
        (
            "a@example.com,1,true,,,,,,",
            "cognito:mfa_enabled is neither true nor false",
        ),
        (
            "a@example.com,false,yes,,,,,,",
            "email_verified is neither true nor false",
        ),
        (
            "a@example.com,false,,,,,,,",
            "email_verified is not true, and this pool verifies by mail only",
        ),
        (
            "a@example.com,true,true,,,,,,",
            "phone_number is missing or does not begin with + and digits",
        ),
        (
            "a@example.com,false,true,true,,555,,,",
            "phone_number is missing or does not begin with + and digits",
        ),
        (
            "a@example.com,false,true,,,,1990-12-31,,",
            "birthdate is not mm/dd/yyyy",
        ),
        (
            "a@example.com,false,true,,,,13/01/1990,,",
            "birthdate is not mm/dd/yyyy",
        ),
        (
            "a@example.com,false,true,,,,1/1/1990,,",
            "birthdate is not mm/dd/yyyy",
        ),
        (
            "a@example.com,false,true,,,,,soon,",
            "updated_at is not a number of seconds",
        ),
        ("a@,false,true,,,,,,", "Invalid email address format."),
        (
            "ann,false,true,,,,,,",
            "Attributes did not conform to the schema: email: The attribute is required",
        ),
    ] {
        assert_eq!(parsed(line).err().as_deref(), Some(reason), "{line:.60}");
    }
}
