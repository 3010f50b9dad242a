use cognito_tests::bench::{Contestant, Race, at_once};
use jwt_authorizer::{Authorizer, AuthorizerBuilder, Validation};

use crate::case::{Case, Claims};

pub(super) fn enter(case: &Case<'_>, race: &mut Race) -> Contestant {
    let validation = Validation::new().iss(&[&case.issuer]);
    let validation = if case.is_id() {
        validation.aud(&[&case.client])
    } else {
        validation
    };
    let authorizer: Authorizer<Claims> = case.runtime.block_on(async {
        let builder = AuthorizerBuilder::from_jwks_url(case.jwks_url).validation(validation);
        let authorizer = builder.build().await.unwrap();
        authorizer.check_auth(&case.token).await.unwrap();
        authorizer
    });
    let token = case.token.clone();
    race.enter(move || at_once(authorizer.check_auth(&token)).unwrap())
}
