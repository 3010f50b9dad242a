use std::fmt;

use aws_credential_types::Credentials;

use crate::IdentityId;

/// What the identity pool gave for a login: the user's identity and the credentials of the user's role.
///
/// Both are of one answer. Take the prefix and the credentials of one session, then they fit together even where the identity
/// pool has just merged two identities.
///
/// `Debug` prints when it ends and nothing else.
#[derive(Clone)]
pub struct AwsSession {
    identity_id: IdentityId,
    credentials: Credentials,
}

impl AwsSession {
    pub(crate) fn new(identity_id: IdentityId, credentials: Credentials) -> Self {
        Self {
            identity_id,
            credentials,
        }
    }

    /// The user's identity: the start of the keys of the user's own objects.
    pub fn identity_id(&self) -> &IdentityId {
        &self.identity_id
    }

    /// The credentials of the user's role, with their end. They last for an hour at most, and cannot be revoked one by one.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }
}

impl fmt::Debug for AwsSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsSession")
            .field("expires_at", &self.credentials.expiry())
            .finish_non_exhaustive()
    }
}
