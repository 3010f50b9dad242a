use cognito_core::AuthError;

use super::{answer, claims, envelope, model::Verdict, pool};

/// A token as text. None is accepted but those that the pool signed.
pub fn token(data: &[u8]) {
    let Ok(token) = std::str::from_utf8(data) else {
        return;
    };
    let fixed = &*pool::FIXED;
    let signed = fixed.tokens.iter().any(|good| good == token);
    for (rules, verifier) in &fixed.verifiers {
        let decided = pool::verify(verifier, token);
        let outcome = decided.as_ref().err().map(AuthError::reason);
        let verdict = Verdict::of(token, rules, signed);
        assert!(verdict.allows(outcome), "{outcome:?}, expected {verdict:?}");
        match decided {
            Ok(read) => {
                let payload = token.split('.').nth(1).and_then(envelope::decode);
                claims::agree(&read, &payload.unwrap());
            }
            Err(error) => answer::says_only_its_reason(&error),
        }
    }
}
