//! `SECRET_HASH`: how a confidential client proves in an API call that it knows its secret.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash>

use aws_lc_rs::{constant_time, hmac};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{client::AppClient, error::ApiError};

/// Checks the hash that came with a call about a user who goes by any of these names.
///
/// # Errors
/// `NotAuthorizedException` if a confidential client sends none or a wrong one, or a public client sends one.
pub(crate) fn check(
    client: &AppClient,
    given: Option<&str>,
    usernames: &[&str],
) -> Result<(), ApiError> {
    let is_proven = match (client.secret.as_deref(), given) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some(_), None) => return Err(missing(client)),
        (Some(secret), Some(given)) => {
            let given = STANDARD.decode(given).unwrap_or_default();
            usernames
                .iter()
                .any(|username| is_hash(&given, secret, username, &client.id))
        }
    };
    is_proven.then_some(()).ok_or_else(|| {
        ApiError::not_authorized(format!(
            "Unable to verify secret hash for client {}",
            client.id
        ))
    })
}

/// Checks that a hash is there at all, where whose it has to be is not known yet.
pub(crate) fn check_presence(client: &AppClient, given: Option<&str>) -> Result<(), ApiError> {
    if client.secret.is_some() && given.is_none() {
        return Err(missing(client));
    }
    Ok(())
}

/// Checks the secret itself, which calls without a username carry as `ClientSecret`.
///
/// # Errors
/// `NotAuthorizedException` as for the hash; the wording is this pool's.
pub(crate) fn check_secret(client: &AppClient, given: Option<&str>) -> Result<(), ApiError> {
    let is_proven = match (client.secret.as_deref(), given) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some(_), None) => {
            return Err(ApiError::not_authorized(format!(
                "Client {} is configured with secret but ClientSecret was not received",
                client.id
            )));
        }
        (Some(secret), Some(given)) => {
            constant_time::verify_slices_are_equal(secret.as_bytes(), given.as_bytes()).is_ok()
        }
    };
    is_proven.then_some(()).ok_or_else(|| {
        ApiError::not_authorized(format!("Unable to verify secret for client {}", client.id))
    })
}

fn missing(client: &AppClient) -> ApiError {
    ApiError::not_authorized(format!(
        "Client {} is configured with secret but SECRET_HASH was not received",
        client.id
    ))
}

/// HMAC-SHA256 under the secret over username and client id.
fn is_hash(given: &[u8], secret: &str, username: &str, client_id: &str) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::verify(&key, format!("{username}{client_id}").as_bytes(), given).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_hash_fits_and_no_other() {
        let hash = "gJVd9DGLfJBU0mFQhYmQbKMWxlCfMqEZZ0fcQriKHJ4=";
        let (user, secret) = ("fake-user-0001", "fakeclientsecret0000000000000000");
        let client = |id: &str| AppClient::new(id).secret(secret);
        let ours = client("1example23456789");
        let check = |client: &AppClient, given, usernames: &[&str]| {
            super::check(client, given, usernames).map_err(|error| error.message().to_owned())
        };
        assert_eq!(check(&ours, Some(hash), &[user]), Ok(()));
        assert_eq!(check(&ours, Some(hash), &["alias", user]), Ok(()));

        let missing =
            "Client 1example23456789 is configured with secret but SECRET_HASH was not received";
        assert_eq!(check(&ours, None, &[user]), Err(missing.to_owned()));
        let wrong = "Unable to verify secret hash for client ";
        for (client, given, username) in [
            (&ours, hash, "fake-user-0002"),
            (&ours, &hash[1..], user),
            (&ours, "", user),
            (&ours, "é", user),
            (&client("1example23456780"), hash, user),
            (&ours.clone().secret("another"), hash, user),
            (&AppClient::new("1example23456789"), hash, user),
        ] {
            let expected = format!("{wrong}{}", client.id);
            assert_eq!(check(client, Some(given), &[username]), Err(expected));
        }
        assert_eq!(check(&AppClient::new("c1"), None, &[user]), Ok(()));
    }

    #[test]
    fn the_plain_secret_is_compared_whole() {
        let client = AppClient::new("c1").secret("fake-secret");
        let is_good = |client: &AppClient, given| check_secret(client, given).is_ok();
        assert!(is_good(&client, Some("fake-secret")));
        for given in [None, Some(""), Some("fake"), Some("fake-secret2")] {
            assert!(!is_good(&client, given), "{given:?}");
        }
        let public = AppClient::new("c1");
        assert!(is_good(&public, None) && !is_good(&public, Some("fake-secret")));
        assert!(check_presence(&client, None).is_err() && check_presence(&public, None).is_ok());
    }
}
