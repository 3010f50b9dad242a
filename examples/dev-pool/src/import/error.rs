use std::{error::Error, fmt};

/// Why a CSV file was not imported at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportError {
    /// A column is named twice.
    ColumnTwice,
    /// The header lacks `cognito:username`, `cognito:mfa_enabled`, or both of `email_verified` and `phone_number_verified`.
    MissingColumn,
    /// The file is not text in UTF-8.
    NotUtf8,
    /// The file is larger than [`MAX_CSV`](crate::MAX_CSV).
    TooLarge,
    /// The file has more rows than the pool has room for users.
    TooManyRows,
    /// A column is no attribute.
    UnknownColumn,
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ColumnTwice => "a column of the header is named twice",
            Self::MissingColumn => {
                "the header lacks cognito:username, cognito:mfa_enabled, or one of email_verified and phone_number_verified"
            }
            Self::NotUtf8 => "the file is not text in UTF-8",
            Self::TooLarge => "the file is larger than 1 MiB",
            Self::TooManyRows => "the file has more than 1,000 rows",
            Self::UnknownColumn => "a column of the header is no attribute",
        })
    }
}

impl Error for ImportError {}
