//! Every bound of the pool in one place: it lives in memory, so nothing may grow without end.

/// Users.
pub(crate) const USERS: usize = 1_000;
/// Groups of the pool.
pub(crate) const GROUPS: usize = 1_000;
/// Groups of one user, as Cognito's quota has it.
pub(crate) const GROUPS_PER_USER: usize = 100;
/// Bytes of all attributes of one user, names and values together.
pub(crate) const ATTRIBUTES_SIZE: usize = 16 * 1024;
/// Characters of an attribute's value, as Cognito's quota has it.
pub(crate) const ATTRIBUTE_VALUE: usize = 2_048;
/// Sign-ins whose refresh tokens are kept.
pub(crate) const SIGN_INS: usize = 10_000;
/// Refresh tokens of one sign-in, replaced ones among them; the oldest go first.
pub(crate) const REFRESH_TOKENS_PER_SIGN_IN: usize = 50;
/// SRP exchanges waiting for the client's proof, and as many sign-ins waiting for another step.
pub(crate) const CHALLENGES: usize = 1_000;
/// Names with a code or with a history of sent codes.
pub(crate) const CODES: usize = 4_000;
/// Authorization codes waiting to be redeemed.
pub(crate) const AUTHORIZATION_CODES: usize = 1_000;
/// Browsers signed in on the login page; the oldest go first.
pub(crate) const SESSIONS: usize = 1_000;
/// Mails kept; the oldest go first.
pub(crate) const MAILS: usize = 200;
/// Retired public keys still served; the oldest go first.
pub(crate) const RETIRED_KEYS: usize = 8;

/// Rows of a CSV file: as many as there can be users.
pub(crate) const CSV_ROWS: usize = USERS;
/// Characters of a row of a CSV file, as Cognito's quota has it.
pub(crate) const CSV_ROW: usize = 16_000;
/// Import jobs kept; the oldest go first.
pub(crate) const IMPORT_JOBS: usize = 20;
/// Seconds that a job's file can be uploaded.
pub(crate) const UPLOAD_LIFE: u64 = 900;

/// Wrong guesses at one code before it is void.
pub(crate) const GUESSES_PER_CODE: u32 = 5;
/// Codes sent to one user for one purpose within an hour.
pub(crate) const CODES_PER_HOUR: usize = 5;

/// Seconds an ID token is valid, and an access token unless its client has it otherwise (Cognito's default).
pub(crate) const TOKEN_LIFE: u64 = 3_600;
/// Seconds an access token can be made valid, as in Cognito.
pub(crate) const LONGEST_TOKEN_LIFE: u64 = 86_400;
/// Seconds that a replaced refresh token can be made to serve on, as in Cognito.
pub(crate) const LONGEST_GRACE: u64 = 60;
/// Seconds a refresh token is valid (Cognito's default, 30 days).
pub(crate) const REFRESH_LIFE: u64 = 30 * 86_400;
/// Seconds an authorization code is valid.
pub(crate) const AUTHORIZATION_CODE_LIFE: u64 = 300;
/// Seconds a browser stays signed in on the login page.
pub(crate) const SESSION_LIFE: u64 = 3_600;
/// Seconds a client has to answer a challenge.
pub(crate) const CHALLENGE_LIFE: u64 = 180;
/// Seconds a temporary password is valid (Cognito's default, seven days).
pub(crate) const TEMPORARY_PASSWORD_LIFE: u64 = 7 * 86_400;
/// Seconds a code that proves an address is valid.
pub(crate) const SIGN_UP_CODE_LIFE: u64 = 86_400;
/// Seconds a forgotten-password code is valid.
pub(crate) const RESET_CODE_LIFE: u64 = 3_600;
