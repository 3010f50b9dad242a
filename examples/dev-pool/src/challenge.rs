//! Sign-ins in progress: SRP exchanges that wait for the client's proof, and steps that come after the password.

use crate::{
    srp::{Challenge, PasswordRecord},
    user::fold,
    waiting::Waiting,
};

/// The SRP exchanges in progress, found again by their secret block.
pub(crate) type Exchanges = Waiting<Exchange>;
/// The sign-ins that wait for another step, found again by their `Session`.
pub(crate) type Sessions = Waiting<Session>;

/// An SRP exchange.
pub(crate) struct Exchange {
    pub(crate) challenge: Challenge,
    pub(crate) client_id: String,
    /// The name that entered the hashes, `USER_ID_FOR_SRP`.
    pub(crate) username: String,
    /// The name that the client asked for.
    pub(crate) given_name: String,
    /// The account; nobody's if the name is unknown, so that the proof fails only at the end.
    pub(crate) sub: Option<String>,
}

impl Exchange {
    /// Whether an answer under this name is meant for this attempt: clients repeat either the name they gave or the one they got.
    pub(crate) fn goes_by(&self, name: &str) -> bool {
        let name = fold(name);
        name == fold(&self.username) || name == fold(&self.given_name)
    }
}

/// A sign-in whose password was proven and that needs one step more.
pub(crate) struct Session {
    pub(crate) step: Step,
    pub(crate) client_id: String,
    pub(crate) sub: String,
    /// What the password was proven against: changed meanwhile, the session ends.
    pub(crate) proven: PasswordRecord,
    /// Wrong codes so far.
    pub(crate) failures: u32,
}

/// What a session waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    NewPassword,
    SoftwareToken,
}

impl Step {
    /// The challenge's name in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NewPassword => "NEW_PASSWORD_REQUIRED",
            Self::SoftwareToken => "SOFTWARE_TOKEN_MFA",
        }
    }
}
