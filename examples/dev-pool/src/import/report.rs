use serde::Serialize;

use super::Refusal;

/// What became of the rows of a CSV file.
///
/// ```
/// use dev_pool::{DevPool, ImportOutcome};
///
/// let pool = DevPool::builder().build()?;
/// let report = pool.import_csv(
///     "cognito:username,cognito:mfa_enabled,email_verified,name\n\
///      a@example.com,false,true,Ann\n\
///      b@example.com,false,perhaps,Ben\n",
/// )?;
/// assert_eq!((report.imported, report.skipped, report.failed), (1, 0, 1));
/// let ben = &report.rows[1];
/// assert_eq!((ben.line, ben.outcome), (3, ImportOutcome::Failed));
/// assert_eq!(ben.reason.as_deref(), Some("email_verified is neither true nor false"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ImportReport {
    /// How many rows brought a user.
    pub imported: usize,
    /// How many rows were left out because their user was there.
    pub skipped: usize,
    /// How many rows could not be used.
    pub failed: usize,
    /// The rows in the file's order.
    pub rows: Vec<ImportedRow>,
}

impl ImportReport {
    pub(super) fn imported(&mut self, line: usize) {
        self.imported += 1;
        self.rows.push(ImportedRow {
            line,
            outcome: ImportOutcome::Imported,
            reason: None,
        });
    }

    pub(super) fn refused(&mut self, line: usize, refusal: Refusal) {
        if refusal.outcome == ImportOutcome::Skipped {
            self.skipped += 1;
        } else {
            self.failed += 1;
        }
        self.rows.push(ImportedRow {
            line,
            outcome: refusal.outcome,
            reason: Some(refusal.reason),
        });
    }
}

/// What became of one row. It says nothing that the row said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ImportedRow {
    /// The line that the row begins on; the header is on line 1.
    pub line: usize,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// Why it brought no user.
    pub reason: Option<String>,
}

/// What became of a row of a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// It could not be used.
    Failed,
    /// It brought a user.
    Imported,
    /// Its user was there already.
    Skipped,
}
