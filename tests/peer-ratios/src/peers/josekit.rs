use std::time::SystemTime;

use cognito_tests::bench::{Contestant, Race};
use josekit::{
    jwk::Jwk,
    jws::RS256,
    jwt::{self, JwtPayloadValidator},
};

use crate::case::Case;

pub(super) fn enter(case: &Case<'_>, race: &mut Race) -> Contestant {
    let verifier = RS256
        .verifier_from_jwk(&Jwk::from_bytes(&case.jwk).unwrap())
        .unwrap();
    let (token, issuer) = (case.token.clone(), case.issuer.clone());
    let audience = case.is_id().then(|| case.client.clone());
    race.enter(move || {
        let (payload, _) = jwt::decode_with_verifier(&token, &verifier).unwrap();
        // The validator holds the time, so it is of one use.
        let mut validator = JwtPayloadValidator::new();
        validator.set_base_time(SystemTime::now());
        validator.set_issuer(&issuer);
        if let Some(audience) = &audience {
            validator.set_audience(audience);
        }
        validator.validate(&payload).unwrap();
        payload
    })
}
