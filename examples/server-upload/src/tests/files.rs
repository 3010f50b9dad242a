use std::{
    future::poll_fn,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    pin::Pin,
};

use axum::body::HttpBody as _;
use serde_json::json;

use super::embedded_site::Site;

#[tokio::test]
async fn a_user_keeps_files() {
    let site = Site::start().await;
    let kim = site.id_token("a", &[]);
    let uploaded = site.ask("PUT", "/files/trip/one.txt", &kim, "hello").await;
    assert_eq!(uploaded.status, 201);
    assert_eq!(uploaded.json()["size"], 5);

    let listed = site.ask("GET", "/files", &kim, "").await.json();
    assert_eq!(
        listed["files"],
        json!([{"name": "trip/one.txt", "size": 5}])
    );
    let identity = listed["identityId"].as_str().unwrap();
    assert_eq!(uploaded.json()["key"], format!("{identity}/trip/one.txt"));
    assert!(identity.starts_with("us-east-1:"), "{identity}");

    let file = site.ask("GET", "/files/trip/one.txt", &kim, "").await;
    assert_eq!((file.status.as_u16(), &*file.body), (200, &b"hello"[..]));
    assert_eq!(file.headers["content-disposition"], "attachment");

    let deleted = site.ask("DELETE", "/files/trip/one.txt", &kim, "").await;
    assert_eq!(deleted.status, 204);
    let listed = site.ask("GET", "/files", &kim, "").await.json();
    assert_eq!(listed["files"], json!([]));
}

#[tokio::test]
async fn what_the_role_does_not_allow_is_a_403_that_says_so() {
    let site = Site::start().await;
    let kim = site.id_token("a", &[]);
    let refused = site
        .ask("PUT", "/not-permissions/one.txt", &kim, "hello")
        .await;
    refused.assert_problem(403, "AccessDenied");
}

/// The group's role decides, not this server: administrators may write anywhere.
#[tokio::test]
async fn the_same_request_of_an_administrator_is_done() {
    let site = Site::start().await;
    let admin = site.id_token("b", &["admins"]);
    let done = site
        .ask("PUT", "/not-permissions/one.txt", &admin, "hello")
        .await;
    assert_eq!(done.status, 201);
}

#[tokio::test]
async fn users_see_their_own_files_only() {
    let site = Site::start().await;
    let (kim, lee) = (site.id_token("a", &[]), site.id_token("b", &[]));
    for (token, text) in [(&kim, "kim's"), (&lee, "lee's")] {
        assert_eq!(
            site.ask("PUT", "/files/same", token, text).await.status,
            201
        );
    }
    assert_eq!(
        site.ask("GET", "/files/same", &kim, "").await.body,
        b"kim's"
    );
    assert_eq!(
        site.ask("GET", "/files/same", &lee, "").await.body,
        b"lee's"
    );
    let both = [&kim, &lee].map(|token| site.ask("GET", "/files", token, ""));
    for listed in both {
        assert_eq!(listed.await.json()["files"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn names_that_lead_elsewhere_are_refused_here() {
    let site = Site::start().await;
    let kim = site.id_token("a", &[]);
    for name in [
        "%2E%2E/other",
        "a/%2E%2E/%2E%2E/other",
        "a//b",
        "a/",
        "a%0Ab",
    ] {
        let refused = site
            .ask("PUT", &format!("/files/{name}"), &kim, "hello")
            .await;
        refused.assert_problem(400, "bad_name");
    }
}

/// S3 itself tells it to the administrator only, who may list the bucket.
#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let site = Site::start().await;
    for groups in [&["admins"][..], &[]] {
        let token = site.id_token(if groups.is_empty() { "a" } else { "b" }, groups);
        assert_eq!(
            site.ask("PUT", "/files/none-but-longer", &token, "")
                .await
                .status,
            201
        );
        let missing = site.ask("GET", "/files/none", &token, "").await;
        missing.assert_problem(404, "NoSuchKey");
    }
}

/// A store that breaks off in the middle of a large file: by then its beginning is on the way.
#[tokio::test]
async fn a_file_is_passed_on_as_it_comes() {
    let store = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", store.local_addr().unwrap());
    let answering = std::thread::spawn(move || {
        let (mut connection, _) = store.accept().unwrap();
        let lines = BufReader::new(connection.try_clone().unwrap()).lines();
        lines
            .take_while(|line| line.as_ref().is_ok_and(|line| !line.is_empty()))
            .for_each(drop);
        let beginning = b"HTTP/1.1 200 OK\r\nContent-Length: 99000000000\r\n\r\nbeginning";
        connection.write_all(beginning).unwrap();
    });
    let site = Site::with(|settings| settings.s3_endpoint = Some(url)).await;
    let kim = site.id_token("a", &[]);
    let answer = site.send("GET", "/files/large", &kim, "").await;
    assert_eq!(answer.status(), 200);
    let mut body = answer.into_body();
    let first = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
    assert_eq!(first.unwrap().unwrap().into_data().unwrap(), "beginning");
    let end = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
    assert!(end.unwrap().is_err(), "no end that looks like one");
    answering.join().unwrap();
}
