use cognito_core::{Reason, jwks::FetchJwks as _};
use dev_pool::JwksMode;
use serde_json::{Value, json};

use super::*;

fn tokens(pool: &DevPool) -> Value {
    let administrator = pool.administrator();
    let body = json!({
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": pool.client_id(),
        "AuthParameters": {
            "USERNAME": administrator.username(),
            "PASSWORD": administrator.password(),
        },
    });
    let request = Request::new("POST", pool.mount())
        .header("host", "localhost")
        .header("content-type", cognito::CONTENT_TYPE)
        .header(
            "x-amz-target",
            "AWSCognitoIdentityProviderService.InitiateAuth",
        )
        .body(body.to_string());
    let answer = pool.answer(&request).unwrap();
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    answer["AuthenticationResult"].clone()
}

#[tokio::test]
async fn each_kind_of_token_has_a_verifier_of_its_own() {
    let site = crate::Site::embedded(3000).unwrap();
    let tokens = tokens(&site.dev_pool().unwrap());
    let [access, id] = ["AccessToken", "IdToken"].map(|name| tokens[name].as_str().unwrap());
    let (for_access, for_id) = (site.verifier(), site.id_verifier());
    assert!(for_access.verify(access).await.is_ok());
    assert_eq!(
        for_id.verify_id(id).await.unwrap().user_pool_id().as_str(),
        site.dev_pool().unwrap().user_pool_id()
    );
    let wrong_use = |refused: Result<_, cognito_core::AuthError>| refused.unwrap_err().reason();
    assert_eq!(
        wrong_use(for_access.verify(id).await),
        Reason::WrongTokenUse
    );
    assert_eq!(
        wrong_use(for_id.verify(access).await),
        Reason::WrongTokenUse
    );
}

#[tokio::test]
async fn the_faults_of_the_key_set_reach_the_verifier() {
    for (mode, error) in [
        (JwksMode::Unavailable, "status"),
        (JwksMode::Garbage, "bad_document"),
        (JwksMode::Empty, "bad_document"),
    ] {
        let site = crate::Site::embedded(3000).unwrap();
        let pool = site.dev_pool().unwrap();
        pool.set_jwks_mode(mode);
        let tokens = tokens(&pool);
        let verifier = site.verifier();
        let token = tokens["AccessToken"].as_str().unwrap();
        let refused = verifier.verify(token).await.unwrap_err();
        assert_eq!(refused.status(), 503, "{mode:?}");
        let status = serde_json::to_value(verifier.status()).unwrap();
        assert_eq!(status["pools"][0]["last_error"], error, "{mode:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_key_set_is_slow() {
    let site = crate::Site::embedded(3000).unwrap();
    let pool = site.dev_pool().unwrap();
    pool.set_jwks_mode(JwksMode::Slow);
    let begun = tokio::time::Instant::now();
    let fetched = pool.fetch("anywhere").await;
    assert!(fetched.is_ok() && begun.elapsed().as_secs() >= 9);
}

#[test]
fn a_body_may_be_as_large_as_its_path_takes() {
    let services = Embedded::new(3000).unwrap();
    for (path, expected) in [
        ("/s3/bucket/key", dev_cloud::MAX_BODY),
        ("/dev/import", dev_pool::MAX_CSV),
        ("/dev/import-jobs/import-1/key", dev_pool::MAX_CSV),
        ("/cognito", dev_pool::MAX_BODY),
    ] {
        assert_eq!(services.max_body(path), expected, "{path}");
    }
}
