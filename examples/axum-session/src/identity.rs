//! Whose tokens these are, by our own verifier.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use cognito_tower::core::{AuthError, IdClaims, Reason, Verifier};
use secrecy::ExposeSecret as _;

use crate::{
    oauth::Issued,
    session::{Person, Session},
};

/// Takes ID tokens and access tokens. The routes have a verifier of their own, which takes access tokens alone.
#[derive(Debug)]
pub(crate) struct Identity(Verifier);

/// Why nobody is signed in.
#[derive(Debug)]
pub(crate) enum NotSignedIn {
    /// The tokens do not belong to this sign-in, or not together.
    Mismatch(&'static str),
    NoIdToken,
    Refused(AuthError),
}

impl Identity {
    pub(crate) fn new(verifier: Verifier) -> Self {
        Self(verifier)
    }

    /// Who signed in: the tokens are the pool's, the ID token is the answer to this very sign-in, and the access token is the
    /// same user's. Otherwise somebody's ID token could come with another one's rights.
    pub(crate) async fn signed_in(
        &self,
        issued: &Issued,
        nonce: &str,
    ) -> Result<Person, NotSignedIn> {
        let id = issued.id_token.as_ref().ok_or(NotSignedIn::NoIdToken)?;
        let access = &issued.access_token;
        let id = self
            .verify_pair(id.expose_secret(), access.expose_secret())
            .await?;
        let given = id.nonce().unwrap_or_default();
        if verify_slices_are_equal(given.as_bytes(), nonce.as_bytes()).is_err() {
            return Err(NotSignedIn::Mismatch("the nonce is another sign-in's"));
        }
        Ok(Person::of(&id))
    }

    /// Who the session's renewed tokens are about, if that is still its user. A pool may leave the ID token out.
    ///
    /// While the key is not to be had, or is too new to be known, the tokens are taken as they came, over a connection of the
    /// site's own: each request's access token is verified before it counts, and a rotated refresh token is not lost.
    pub(crate) async fn renewed(&self, session: &Session, issued: &Issued) -> Option<Person> {
        match self.renewed_person(session, issued).await {
            Ok(person) => Some(person),
            Err(NotSignedIn::Refused(error)) if is_key_missing(&error) => {
                Some(session.person.clone())
            }
            Err(fault) => {
                fault.log("a session ends: its renewed tokens are no good");
                None
            }
        }
    }

    async fn renewed_person(
        &self,
        session: &Session,
        issued: &Issued,
    ) -> Result<Person, NotSignedIn> {
        let access = issued.access_token.expose_secret();
        let person = match &issued.id_token {
            Some(id) => Person::of(&self.verify_pair(id.expose_secret(), access).await?),
            None => Person {
                sub: self.0.verify_access(access).await?.subject().to_owned(),
                ..session.person.clone()
            },
        };
        if person.sub == session.person.sub {
            Ok(person)
        } else {
            Err(NotSignedIn::Mismatch("the tokens are another user's"))
        }
    }

    async fn verify_pair(&self, id: &str, access: &str) -> Result<IdClaims, NotSignedIn> {
        let id = self.0.verify_id(id).await?;
        let access = self.0.verify_access(access).await?;
        let sign_ins = id.origin_jwt_id().zip(access.origin_jwt_id());
        if access.subject() != id.subject() || access.issuer() != id.issuer() {
            Err(NotSignedIn::Mismatch("the tokens are of two users"))
        } else if access.client_id() != id.client_id() {
            Err(NotSignedIn::Mismatch("the tokens are of two app clients"))
        } else if sign_ins.is_some_and(|(one, other)| one != other) {
            Err(NotSignedIn::Mismatch("the tokens are of two sign-ins"))
        } else {
            Ok(id)
        }
    }
}

/// Whether the tokens may be good: it cannot be told at the moment.
fn is_key_missing(error: &AuthError) -> bool {
    error.status() == 503 || error.reason() == Reason::UnknownKid
}

impl NotSignedIn {
    pub(crate) fn log(&self, what: &'static str) {
        match self {
            Self::Mismatch(fault) => tracing::warn!(fault, "{what}"),
            Self::NoIdToken => tracing::warn!(fault = "there is no ID token", "{what}"),
            Self::Refused(error) => tracing::warn!(reason = %error.reason(), "{what}"),
        }
    }
}

impl From<AuthError> for NotSignedIn {
    fn from(error: AuthError) -> Self {
        Self::Refused(error)
    }
}

#[cfg(test)]
mod tests;
