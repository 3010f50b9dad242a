//! Users from a CSV file: what an import job of the service does.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-using-import-tool.html>

mod error;
mod header;
pub(crate) mod job;
mod report;
mod row;
#[cfg(test)]
mod tests;

use csv::{Position, ReaderBuilder, StringRecord};

use self::{header::Header, row::Row};
use crate::{limit, random, shared::Shared, srp::PasswordRecord, user::Status, user::User};

pub(crate) use self::header::STANDARD_HEADER;
pub use self::{
    error::ImportError,
    report::{ImportOutcome, ImportReport, ImportedRow},
};

/// The largest CSV file that is imported, in bytes.
pub const MAX_CSV: usize = 1024 * 1024;

/// Imports the users of a file, row by row: a bad row stops no other.
///
/// # Errors
/// If the file as a whole cannot be read; then nobody is imported.
pub(crate) fn run(pool: &Shared, file: &[u8]) -> Result<ImportReport, ImportError> {
    if file.len() > MAX_CSV {
        return Err(ImportError::TooLarge);
    }
    let text = std::str::from_utf8(file).map_err(|_| ImportError::NotUtf8)?;
    // Whether the rows have the header's length is for each row's report.
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = Header::parse(reader.headers().map_err(|_| ImportError::NotUtf8)?)?;
    let mut records = Vec::new();
    for record in reader.records() {
        if records.len() >= limit::CSV_ROWS {
            return Err(ImportError::TooManyRows);
        }
        records.push(record.map_err(|_| ImportError::NotUtf8)?);
    }
    let mut report = ImportReport::default();
    let mut lines = Lines {
        rest: text.as_bytes(),
        offset: 0,
        line: 1,
    };
    for record in &records {
        let line = lines.of(record);
        match add(pool, &header, record) {
            Ok(()) => report.imported(line),
            Err(refusal) => report.refused(line, refusal),
        }
    }
    Ok(report)
}

/// Counts lines, however they end: after CR LF the reader's own count lags behind.
struct Lines<'t> {
    rest: &'t [u8],
    offset: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line that a record begins on. Records come in their order.
    fn of(&mut self, record: &StringRecord) -> usize {
        let start = record.position().map_or(0, Position::byte);
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        // The end of the record before may still be ahead.
        let passed = (start + 1).saturating_sub(self.offset).min(self.rest.len());
        let (passed, rest) = self.rest.split_at(passed);
        self.offset += passed.len();
        self.rest = rest;
        self.line += passed.split(|byte| *byte == b'\n').count() - 1;
        self.line
    }
}

/// Why a row brought no user.
struct Refusal {
    outcome: ImportOutcome,
    reason: String,
}

impl Refusal {
    fn failed(reason: impl Into<String>) -> Self {
        Self {
            outcome: ImportOutcome::Failed,
            reason: reason.into(),
        }
    }
}

fn add(pool: &Shared, header: &Header, record: &StringRecord) -> Result<(), Refusal> {
    let Row {
        profile,
        email_verified,
        phone_number_verified,
    } = Row::parse(header, record)?;
    // Nobody knows a password for it, nor does anyone until one is set by ForgotPassword.
    let nobodys = PasswordRecord::simulated(random::bytes(), random::bytes());
    let mut user = User::new(profile, nobodys, Status::ResetRequired, pool.now());
    user.email_verified = email_verified;
    user.phone_number_verified = phone_number_verified;
    pool.state().users.insert(user).map_err(|error| {
        if error.kind() == "UsernameExistsException" {
            return Refusal {
                outcome: ImportOutcome::Skipped,
                reason: "the user already exists".to_owned(),
            };
        }
        Refusal::failed(error.message())
    })
}
