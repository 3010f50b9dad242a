use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::{AuthError, Reason};

use super::{
    answer,
    model::Verdict,
    pool::{self, LIVE},
};

const CLAIMS: &str = r#"{"iss":"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1","exp":1763003600,"token_use":"access","client_id":"testclient000000000000001","sub":"a","iat":1763000000,"aud":["https://api.example","testclient000000000000001"]}"#;

/// A token's header, as it stands before good claims and under a good signature.
pub fn header(data: &[u8]) {
    let segment = URL_SAFE_NO_PAD.encode(data);
    let claims = URL_SAFE_NO_PAD.encode(CLAIMS);
    let unsigned = format!("{segment}.{claims}.{}", "A".repeat(342));
    let mut signed = None;
    for (rules, verifier) in &LIVE.verifiers {
        let decide = |token: &str, is_signed: bool| {
            let decided = pool::verify(verifier, token);
            let outcome = decided.as_ref().err().map(AuthError::reason);
            let verdict = Verdict::of(token, rules, is_signed);
            assert!(verdict.allows(outcome), "{outcome:?}, expected {verdict:?}");
            if let Err(error) = decided {
                answer::says_only_its_reason(&error);
            }
            outcome
        };
        // A signature takes time: it is made only for a header that comes so far.
        if decide(&unsigned, false) == Some(Reason::BadSignature) {
            let text = str::from_utf8(data).expect("a header that is refused late is UTF-8");
            let signed = signed.get_or_insert_with(|| LIVE.key.sign_with_header(text, CLAIMS));
            assert_eq!(decide(signed, true), None);
        }
    }
}
