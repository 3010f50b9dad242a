use cognito_tests::bench::{Contestant, Race};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};

use crate::case::{Case, Claims};

#[cfg(feature = "aws-lc-rs")]
pub(super) const NAME: &str = "jsonwebtoken-aws-lc-rs";
#[cfg(not(feature = "aws-lc-rs"))]
pub(super) const NAME: &str = "jsonwebtoken-rust-crypto";

pub(super) fn enter(case: &Case<'_>, race: &mut Race) -> Contestant {
    let key = DecodingKey::from_jwk(&serde_json::from_str(&case.jwk).unwrap()).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&[&case.issuer]);
    validation.set_audience(&[&case.client]);
    let of_id_tokens = ["exp", "iss", "aud"];
    let required = if case.is_id() {
        &of_id_tokens[..]
    } else {
        &of_id_tokens[..2]
    };
    validation.set_required_spec_claims(required);
    let token = case.token.clone();
    race.enter(move || decode::<Claims>(&token, &key, &validation).unwrap())
}
