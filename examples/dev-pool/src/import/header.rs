//! The columns of a CSV file.

use csv::StringRecord;

use super::ImportError;
use crate::attribute;

/// The header that `GetCSVHeader` answers; custom attributes may follow it.
pub(crate) const STANDARD_HEADER: [&str; 21] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "email_verified",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "phone_number",
    "phone_number_verified",
    "address",
    "updated_at",
    MFA_ENABLED,
    USERNAME,
];

pub(super) const EMAIL_VERIFIED: &str = "email_verified";
pub(super) const MFA_ENABLED: &str = "cognito:mfa_enabled";
pub(super) const PHONE_NUMBER_VERIFIED: &str = "phone_number_verified";
pub(super) const USERNAME: &str = "cognito:username";

/// The columns in their order, each known and there once.
pub(super) struct Header(Vec<String>);

impl Header {
    pub(super) fn parse(record: &StringRecord) -> Result<Self, ImportError> {
        let columns: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
        let has = |wanted: &str| columns.iter().any(|name| name == wanted);
        let is_complete = has(USERNAME)
            && has(MFA_ENABLED)
            && (has(EMAIL_VERIFIED) || has(PHONE_NUMBER_VERIFIED));
        if !is_complete {
            return Err(ImportError::MissingColumn);
        }
        for (index, name) in columns.iter().enumerate() {
            if columns.iter().skip(index + 1).any(|other| other == name) {
                return Err(ImportError::ColumnTwice);
            }
            if !STANDARD_HEADER.contains(&&**name) && !attribute::is_custom(name) {
                return Err(ImportError::UnknownColumn);
            }
        }
        Ok(Self(columns))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The fields of a row that are not empty, by column.
    pub(super) fn fields<'a>(
        &'a self,
        record: &'a StringRecord,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let pairs = self.0.iter().map(String::as_str).zip(record.iter());
        pairs.filter(|(_, value)| !value.is_empty())
    }
}
