//! The pool that an issuer names.

/// Longer than any issuer that follows from a pool id, or that an emulator has.
const MOST_BYTES: usize = 512;

/// The pool id at the end of an issuer, in the forms of AWS and of emulators: what follows the last slash. It is only a name to
/// ask for; whether the issuer is the pool's is decided when the pool is known.
pub(super) fn pool_id(issuer: &str) -> Option<&str> {
    let (place, id) = issuer.rsplit_once('/')?;
    let is_url = place.starts_with("https://") || place.starts_with("http://");
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    let is_id = (1..=128).contains(&id.len()) && id.bytes().all(fits);
    (is_url && is_id && issuer.len() <= MOST_BYTES).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UserPoolId;

    #[test]
    fn the_last_part_of_the_path_is_the_id() {
        for (issuer, id) in [
            (
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
                "us-east-1_A",
            ),
            (
                "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
                "us-east-1_A",
            ),
            ("http://localhost:9229/local_3K5ha", "local_3K5ha"),
            ("http://localhost:4566/a/b/us-east-1_A", "us-east-1_A"),
            // Nobody's issuer; that is found out when the pool is known.
            ("https://evil.example/us-east-1_A", "us-east-1_A"),
        ] {
            assert_eq!(pool_id(issuer), Some(id));
            assert!(UserPoolId::emulator(id).is_ok(), "{id}");
        }
    }

    #[test]
    fn other_texts_name_no_pool() {
        let long = format!("https://x.example/{}", "a".repeat(129));
        let far = format!("https://{}/us-east-1_A", "x".repeat(512));
        for issuer in [
            "",
            "/",
            "us-east-1_A",
            "/us-east-1_A",
            "cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
            "ftp://cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
            "https:/us-east-1_A",
            "https://us-east-1_A ",
            "https://x.example/",
            "https://x.example/us-east-1_A/",
            "https://x.example/us-east-1_A?a",
            "https://x.example/us-east-1:1",
            "https://x.example/a b",
            "https://x.example/\u{e4}",
            "https://x.example/%41",
            "https://x.example/..",
            &long,
            &far,
        ] {
            assert_eq!(pool_id(issuer), None, "{issuer}");
        }
    }
}
