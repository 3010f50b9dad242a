use axum::{Json, Router, body::Bytes, http::HeaderMap};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::embedded_site::Site;

/// A table that answers with what it was asked, and by whom.
async fn table() -> String {
    let app = Router::new().fallback(async |headers: HeaderMap, body: Bytes| {
        let asked: Value = serde_json::from_slice(&body).unwrap();
        let owner = asked["ExpressionAttributeValues"][":owner"].clone();
        let has_session = headers.contains_key("x-amz-security-token");
        let note = json!({"S": format!("{}, {has_session}", asked["TableName"])});
        Json(json!({"Items": [{"owner": owner, "note": note, "count": {"N": "1"}}]}))
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, app).await.unwrap() });
    url
}

#[tokio::test]
async fn the_leading_key_is_the_callers_identity() {
    let endpoint = table().await;
    let site = Site::with(|settings| {
        settings.dynamodb_endpoint = Some(endpoint);
        settings.table = Some("notes".to_owned());
    })
    .await;
    let kim = site.id_token("a", &[]);
    let identity = site.ask("GET", "/files", &kim, "").await.json()["identityId"].clone();
    let items = site.ask("GET", "/items", &kim, "").await.json();
    let expected = json!([{"owner": identity, "note": "\"notes\", true", "count": "1"}]);
    assert_eq!(items, expected);
}

#[tokio::test]
async fn without_a_table_there_are_no_items() {
    let site = Site::start().await;
    let refused = site
        .ask("GET", "/items", &site.id_token("a", &[]), "")
        .await;
    refused.assert_problem(404, "no_table");
}
