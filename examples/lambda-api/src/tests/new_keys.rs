//! A function that starts with the keys in its program, and what becomes of it when the pool has new ones.

use cognito_tower::core::Reason;

use super::*;

#[tokio::test]
async fn from_the_cold_start_to_the_first_verified_request_nothing_is_fetched() {
    for new_keys in [NewKeys::OneFetch, NewKeys::Refuse] {
        for event in [REST, HTTP, FUNCTION_URL] {
            let keys = deployed(&POOL, new_keys);
            let app = app(&POOL, keys.clone());
            let (status, body) = invoke(&app, event, &user(&POOL).mint()).await;
            assert_eq!(
                (status, &body["who"]),
                (StatusCode::OK, &"test.user".into())
            );
            assert_eq!(keys.state().fetches, 0, "{new_keys:?}");
        }
    }
    assert_eq!(POOL.fetches(), 0);
}

#[tokio::test]
async fn a_rotated_key_is_one_fetch() {
    let pool = TestPool::new();
    let app = app(&pool, deployed(&pool, NewKeys::OneFetch));
    let before = user(&pool).mint();
    assert_eq!(invoke(&app, HTTP, &before).await.0, StatusCode::OK);

    pool.rotate();
    let after = user(&pool).mint();
    for event in [HTTP, REST, FUNCTION_URL] {
        assert_eq!(invoke(&app, event, &after).await.0, StatusCode::OK);
    }
    assert_eq!(pool.fetches(), 1);
    let refused = invoke(&app, HTTP, &before).await;
    assert_eq!(refused.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_a_way_to_the_pool_a_rotated_key_is_503_and_the_old_one_serves() {
    let pool = TestPool::new();
    let keys = deployed(&pool, NewKeys::OneFetch);
    let app = app(&pool, keys.clone());
    let before = user(&pool).mint();
    pool.set_available(false);
    pool.rotate();
    let refused = answer(&app, HTTP, &user(&pool).mint()).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(keys.state().last_error, Some("connect"));
    assert_eq!(invoke(&app, HTTP, &before).await.0, StatusCode::OK);
}

#[tokio::test]
async fn pinned_keys_refuse_a_rotated_one_and_say_so() {
    let pool = TestPool::new();
    let keys = deployed(&pool, NewKeys::Refuse);
    let app = app(&pool, keys.clone());
    let before = user(&pool).mint();
    pool.rotate();
    let after = user(&pool).mint();
    let refused = answer(&app, REST, &after).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let challenge = &refused.headers()["www-authenticate"];
    assert!(challenge.to_str().unwrap().contains("invalid_token"));
    assert_eq!(invoke(&app, REST, &before).await.0, StatusCode::OK);
    assert_eq!(pool.fetches(), 0);

    let verifier = Verifier::builder()
        .user_pool_with_keys(pool.user_pool(), keys)
        .clock(pool.clock().clone());
    let error = verifier.build().unwrap().verify(&after).await.unwrap_err();
    assert_eq!(error.reason(), Reason::UnknownKid);
    let hint = error.reason().hint();
    assert!(hint.contains("pinned_keys"), "{hint}");
}
