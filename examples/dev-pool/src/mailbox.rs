use std::{collections::VecDeque, fmt};

use serde::Serialize;

use crate::limit;

/// A mail that the pool would have sent, kept where a developer can read it.
///
/// Serialized it is one entry of `GET /dev/mailbox.json`.
///
/// ```
/// use dev_pool::{DevPool, MailKind, Request};
///
/// let pool = DevPool::builder().build()?;
/// let body = format!(
///     r#"{{"ClientId":"{}","Username":"a@example.com","Password":"Fake-Pass1"}}"#,
///     pool.client_id()
/// );
/// let request = Request::new("POST", "/cognito")
///     .header("host", "127.0.0.1:3000")
///     .header("content-type", "application/x-amz-json-1.1")
///     .header("x-amz-target", "AWSCognitoIdentityProviderService.SignUp")
///     .body(body);
/// assert_eq!(pool.answer(&request).map(|answer| answer.status), Some(200));
///
/// let mails = pool.mailbox();
/// assert_eq!(mails[0].to, "a@example.com");
/// assert_eq!(mails[0].kind, MailKind::SignUp);
/// assert_eq!(mails[0].code.len(), 6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Mail {
    /// The address that it would have gone to.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// Why it was sent.
    pub kind: MailKind,
    /// The user's real name in the pool: the `sub` of a user who signed up with an e-mail address.
    pub username: String,
    /// The six digits; in an invitation the temporary password.
    pub code: String,
    /// When it was sent, in seconds since 1970.
    pub sent_at: u64,
}

/// Prints the kind and the time; address and code stay out of logs.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("kind", &self.kind)
            .field("sent_at", &self.sent_at)
            .finish_non_exhaustive()
    }
}

/// Why a [`Mail`] was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MailKind {
    /// `ForgotPassword` was called.
    ForgotPassword,
    /// `AdminCreateUser` was called.
    Invitation,
    /// `ResendConfirmationCode` was called.
    Resend,
    /// `SignUp` was called.
    SignUp,
    /// The address of a user was changed, or `GetUserAttributeVerificationCode` was called.
    VerifyEmail,
}

impl MailKind {
    pub(crate) fn subject(self) -> &'static str {
        match self {
            Self::ForgotPassword => "Your password reset code",
            Self::Invitation => "Your temporary password",
            Self::Resend | Self::SignUp | Self::VerifyEmail => "Your verification code",
        }
    }
}

/// The newest mails, newest last.
#[derive(Default)]
pub(crate) struct Mailbox(VecDeque<Mail>);

impl Mailbox {
    pub(crate) fn deliver(&mut self, mail: Mail) {
        if self.0.len() >= limit::MAILS {
            self.0.pop_front();
        }
        self.0.push_back(mail);
    }

    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.0.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_mail_makes_room() {
        let mut mailbox = Mailbox::default();
        for sent_at in 0..=limit::MAILS as u64 {
            mailbox.deliver(Mail {
                to: "a@example.com".to_owned(),
                subject: MailKind::Resend.subject().to_owned(),
                kind: MailKind::Resend,
                username: "u1".to_owned(),
                code: "123456".to_owned(),
                sent_at,
            });
        }
        let mails = mailbox.mails();
        assert_eq!(mails.len(), limit::MAILS);
        assert_eq!(
            (mails[0].sent_at, mails[limit::MAILS - 1].sent_at),
            (1, 200)
        );
        assert_eq!(
            format!("{:?}", mails[0]),
            "Mail { kind: Resend, sent_at: 1, .. }"
        );
    }
}
