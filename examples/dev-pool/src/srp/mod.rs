//! The server's half of SRP-6a (RFC 5054) as Cognito speaks it, and the password records that it needs.
//!
//! What is stored for a password is a salt and a verifier, from which the password does not follow except by guessing.
//! The arithmetic does not run in constant time: good enough for development, not for a service.

mod arithmetic;
mod timestamp;

#[cfg(test)]
mod tests;

use std::fmt;

use aws_lc_rs::{constant_time, hmac};
use num_bigint::BigUint;

use self::arithmetic::{GROUP, hmac_sha256, minimal_hex, pad, parse_hex, sha256};
use crate::random;

pub(crate) use self::timestamp::is_timestamp;

/// Whose password it is: Cognito hashes the part of the pool id after `_` and the real username into everything.
#[derive(Clone, Copy)]
pub(crate) struct Owner<'a> {
    pub(crate) pool_name: &'a str,
    pub(crate) username: &'a str,
}

/// What is kept of a password.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PasswordRecord {
    salt: BigUint,
    verifier: BigUint,
}

impl PasswordRecord {
    /// The record of this password under a new salt.
    pub(crate) fn new(owner: Owner<'_>, password: &str) -> Self {
        Self::with_salt(
            BigUint::from_bytes_be(&random::bytes::<16>()),
            owner,
            password,
        )
    }

    /// The record of a user that does not exist: no password fits it, and it looks like any other.
    pub(crate) fn simulated(salt: [u8; 16], verifier: [u8; 32]) -> Self {
        Self {
            salt: BigUint::from_bytes_be(&salt),
            verifier: BigUint::from_bytes_be(&verifier),
        }
    }

    fn with_salt(salt: BigUint, owner: Owner<'_>, password: &str) -> Self {
        let verifier = GROUP.power(&private_value(&salt, owner, password));
        Self { salt, verifier }
    }

    /// Whether this is the password of the record.
    pub(crate) fn matches(&self, owner: Owner<'_>, password: &str) -> bool {
        let other = Self::with_salt(self.salt.clone(), owner, password);
        let (ours, theirs) = (self.verifier.to_bytes_be(), other.verifier.to_bytes_be());
        constant_time::verify_slices_are_equal(&ours, &theirs).is_ok()
    }
}

/// Prints nothing: a verifier lets passwords be guessed offline.
impl fmt::Debug for PasswordRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordRecord").finish_non_exhaustive()
    }
}

/// One exchange in progress: the server has sent B and waits for the client's proof.
#[cfg_attr(test, derive(Clone))]
pub(crate) struct Challenge {
    record: PasswordRecord,
    client_public: BigUint,
    server_private: BigUint,
    server_public: BigUint,
}

impl Challenge {
    /// Answers a client's public value A, in hexadecimal; `None` if it is not one (RFC 5054 section 2.5.4 refuses 0 mod N).
    pub(crate) fn new(record: PasswordRecord, client_public: &str) -> Option<Self> {
        let server_private = BigUint::from_bytes_be(&random::bytes::<64>());
        Self::with_private(record, client_public, server_private)
    }

    fn with_private(
        record: PasswordRecord,
        client_public: &str,
        server_private: BigUint,
    ) -> Option<Self> {
        let client_public = parse_hex(client_public)?;
        if client_public == BigUint::ZERO || client_public >= GROUP.modulus {
            return None;
        }
        let masked = &GROUP.multiplier * &record.verifier + GROUP.power(&server_private);
        Some(Self {
            record,
            client_public,
            server_private,
            server_public: masked % &GROUP.modulus,
        })
    }

    /// The record that the proof is checked against.
    pub(crate) fn record(&self) -> &PasswordRecord {
        &self.record
    }

    /// The user's salt in minimal hexadecimal, as Cognito sends `SALT`.
    pub(crate) fn salt(&self) -> String {
        minimal_hex(&self.record.salt)
    }

    /// The server's public value in minimal hexadecimal, as Cognito sends `SRP_B`.
    pub(crate) fn server_public(&self) -> String {
        minimal_hex(&self.server_public)
    }

    /// Whether the signature proves the password, for this secret block and this timestamp.
    pub(crate) fn proves(
        &self,
        owner: Owner<'_>,
        secret_block: &[u8],
        timestamp: &str,
        signature: &[u8],
    ) -> bool {
        let scrambler = sha256(&[&pad(&self.client_public), &pad(&self.server_public)]);
        let scrambler = BigUint::from_bytes_be(&scrambler);
        if scrambler == BigUint::ZERO {
            return false;
        }
        let message = [
            owner.pool_name.as_bytes(),
            owner.username.as_bytes(),
            secret_block,
            timestamp.as_bytes(),
        ]
        .concat();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.session_key(&scrambler));
        hmac::verify(&key, &message, signature).is_ok()
    }

    /// The first 16 bytes of HKDF-SHA256 over the shared secret S = (A · v^u)^b, salted with u.
    fn session_key(&self, scrambler: &BigUint) -> Vec<u8> {
        let modulus = &GROUP.modulus;
        let base = &self.client_public * self.record.verifier.modpow(scrambler, modulus) % modulus;
        let shared = base.modpow(&self.server_private, modulus);
        let mut key = hmac_sha256(
            &hmac_sha256(&pad(scrambler), &pad(&shared)),
            b"Caldera Derived Key\x01",
        );
        key.truncate(16);
        key
    }
}

/// Prints nothing: it holds the server's private value.
impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge").finish_non_exhaustive()
    }
}

/// x = H(pad(salt) ‖ H(poolName ‖ username ‖ ":" ‖ password)).
fn private_value(salt: &BigUint, owner: Owner<'_>, password: &str) -> BigUint {
    let inner = sha256(&[
        owner.pool_name.as_bytes(),
        owner.username.as_bytes(),
        b":",
        password.as_bytes(),
    ]);
    BigUint::from_bytes_be(&sha256(&[&pad(salt), &inner]))
}
