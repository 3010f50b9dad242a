use super::embedded_site::Site;

/// A port of this machine where nobody listens.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn only_id_tokens_open_it() {
    let site = Site::start().await;
    let tokens = site.sign_up("a", &[]);
    let access = tokens["AccessToken"].as_str().unwrap();
    for token in ["", "garbage", access] {
        let refused = site.ask("GET", "/files", token, "").await;
        assert_eq!(
            refused.status,
            if token.is_empty() { 400 } else { 401 },
            "{token}"
        );
        assert!(refused.headers.contains_key("www-authenticate"));
    }
    let id = tokens["IdToken"].as_str().unwrap();
    assert_eq!(site.ask("GET", "/files", id, "").await.status, 200);
    assert_eq!(site.ask("POST", "/sign-out", id, "").await.status, 204);
    assert_eq!(site.ask("GET", "/files", id, "").await.status, 200);
}

#[tokio::test]
async fn a_wrong_identity_pool_is_the_operators_problem() {
    let site = Site::with(|settings| {
        settings.identity_pool_id = "us-east-1:0000-1111".parse().unwrap();
    })
    .await;
    let refused = site
        .ask("GET", "/files", &site.id_token("a", &[]), "")
        .await;
    refused.assert_problem(500, "unknown_identity_pool");
}

#[tokio::test]
async fn an_identity_pool_that_is_away_is_a_503() {
    let site = Site::with(|settings| settings.identity_endpoint = Some(nobody())).await;
    let refused = site
        .ask("GET", "/files", &site.id_token("a", &[]), "")
        .await;
    refused.assert_problem(503, "unavailable");
}

#[tokio::test]
async fn a_store_that_is_away_is_a_502() {
    let site = Site::with(|settings| settings.s3_endpoint = Some(nobody())).await;
    let refused = site
        .ask("GET", "/files", &site.id_token("a", &[]), "")
        .await;
    refused.assert_problem(502, "no_answer");
}
