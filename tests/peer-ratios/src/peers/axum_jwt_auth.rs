use axum_jwt_auth::{JwtDecoder, RemoteJwksDecoder};
use cognito_tests::bench::{Contestant, Race, at_once};
use jsonwebtoken_10::{Algorithm, Validation};

use crate::case::{Case, Claims};

pub(super) fn enter(case: &Case<'_>, race: &mut Race) -> Contestant {
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_issuer(&[&case.issuer]);
    validation.set_audience(&[&case.client]);
    let decoder = case.runtime.block_on(async {
        let decoder = RemoteJwksDecoder::builder()
            .jwks_url(case.jwks_url.to_owned())
            .validation(validation)
            .build()
            .unwrap();
        decoder.initialize().await.unwrap();
        decoder
    });
    let token = case.token.clone();
    race.enter(move || at_once(JwtDecoder::<Claims>::decode(&decoder, &token)).unwrap())
}
