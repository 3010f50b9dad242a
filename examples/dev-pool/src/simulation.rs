//! What is answered for users that do not exist, so that it cannot be told who does (`PreventUserExistenceErrors`).
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html>

use aws_lc_rs::hmac;

use crate::{attribute::is_email, random, shared::Shared, srp::PasswordRecord, user::fold};

/// The username and password record of a name that no user has: the same for every request, and no password fits.
pub(crate) fn account(pool: &Shared, name: &str) -> (String, PasswordRecord) {
    let [salt, sub] = halves(bytes(pool, "salt and sub", name));
    let username = if is_email(name) {
        random::uuid_from(sub)
    } else {
        fold(name)
    };
    let record = PasswordRecord::simulated(salt, bytes(pool, "verifier", name));
    (username, record)
}

/// Bytes that depend on the pool and the name, and that nobody else can derive.
pub(crate) fn bytes(pool: &Shared, label: &str, name: &str) -> [u8; 32] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &pool.secret);
    let mut bytes = [0; 32];
    let message = format!("{label}:{}", fold(name));
    bytes.copy_from_slice(hmac::sign(&key, message.as_bytes()).as_ref());
    bytes
}

fn halves(bytes: [u8; 32]) -> [[u8; 16]; 2] {
    let number = |half: &[u8]| {
        let mut array = [0; 16];
        array.copy_from_slice(half);
        array
    };
    let (first, second) = bytes.split_at(16);
    [number(first), number(second)]
}
