//! One row: whose account it describes.

use csv::StringRecord;

use super::{
    Refusal,
    header::{EMAIL_VERIFIED, Header, MFA_ENABLED, PHONE_NUMBER_VERIFIED, USERNAME},
};
use crate::{limit, profile::Profile};

/// What a row says.
pub(super) struct Row {
    pub(super) profile: Profile,
    pub(super) email_verified: bool,
    pub(super) phone_number_verified: bool,
}

impl Row {
    pub(super) fn parse(header: &Header, record: &StringRecord) -> Result<Self, Refusal> {
        if record.len() != header.len() {
            return Err(Refusal::failed(
                "the row has another number of fields than the header",
            ));
        }
        let length: usize = record.iter().map(|field| field.chars().count() + 1).sum();
        if length > limit::CSV_ROW + 1 {
            return Err(Refusal::failed("the row has more than 16,000 characters"));
        }
        let mut username = None;
        let mut flags = Flags::default();
        let mut attributes = Vec::new();
        for (column, value) in header.fields(record) {
            match column {
                USERNAME => username = Some(value),
                EMAIL_VERIFIED => flags.email_verified = truth(column, value)?,
                MFA_ENABLED => flags.mfa_enabled = Some(truth(column, value)?),
                PHONE_NUMBER_VERIFIED => flags.phone_number_verified = truth(column, value)?,
                "birthdate" => attributes.push((column, birthdate(value)?)),
                "updated_at" => attributes.push((column, seconds(value)?)),
                _ => attributes.push((column, value.to_owned())),
            }
        }
        let username = username.ok_or_else(|| Refusal::failed("cognito:username is missing"))?;
        let borrowed = attributes.iter().map(|(name, value)| (*name, &**value));
        let profile = Profile::new(username, borrowed);
        let profile = profile.map_err(|error| Refusal::failed(error.message()))?;
        flags.check(
            attributes
                .iter()
                .any(|(name, value)| *name == "phone_number" && is_phone_number(value)),
        )?;
        Ok(Self {
            profile,
            email_verified: flags.email_verified,
            phone_number_verified: flags.phone_number_verified,
        })
    }
}

/// The columns that are neither name nor attribute.
#[derive(Default)]
struct Flags {
    email_verified: bool,
    mfa_enabled: Option<bool>,
    phone_number_verified: bool,
}

impl Flags {
    /// A code for the first password has to reach the user, here by mail. `cognito:mfa_enabled` stands for codes by SMS, which
    /// this pool does not send: what it asks for is checked, and no more.
    fn check(&self, has_phone_number: bool) -> Result<(), Refusal> {
        let is_mfa_enabled = self
            .mfa_enabled
            .ok_or_else(|| Refusal::failed("cognito:mfa_enabled is missing"))?;
        if (is_mfa_enabled || self.phone_number_verified) && !has_phone_number {
            return Err(Refusal::failed(
                "phone_number is missing or does not begin with + and digits",
            ));
        }
        if !self.email_verified {
            return Err(Refusal::failed(
                "email_verified is not true, and this pool verifies by mail only",
            ));
        }
        Ok(())
    }
}

fn truth(column: &str, value: &str) -> Result<bool, Refusal> {
    if value.eq_ignore_ascii_case("true") {
        Ok(true)
    } else if value.eq_ignore_ascii_case("false") {
        Ok(false)
    } else {
        Err(Refusal::failed(format!(
            "{column} is neither true nor false"
        )))
    }
}

/// From `mm/dd/yyyy`, as the file has it, to the form of the claim (`OpenID` Connect Core section 5.1).
fn birthdate(value: &str) -> Result<String, Refusal> {
    let malformed = || Refusal::failed("birthdate is not mm/dd/yyyy");
    let mut parts = value.split('/');
    let mut number = |digits: usize, largest: u32| {
        let part = parts.next().filter(|part| part.len() == digits);
        part.and_then(|part| part.parse().ok())
            .filter(|number| (1..=largest).contains(number))
            .ok_or_else(malformed)
    };
    let (month, day, year) = (number(2, 12)?, number(2, 31)?, number(4, 9_999)?);
    if parts.next().is_some() {
        return Err(malformed());
    }
    Ok(format!("{year:04}-{month:02}-{day:02}"))
}

fn seconds(value: &str) -> Result<String, Refusal> {
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit()) && value.len() <= 13;
    is_number
        .then(|| value.to_owned())
        .ok_or_else(|| Refusal::failed("updated_at is not a number of seconds"))
}

fn is_phone_number(value: &str) -> bool {
    value.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}
