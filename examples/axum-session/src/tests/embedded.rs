//! The site as it runs alone: with its own pool, on its own listener.

use std::net::Ipv4Addr;

use tokio::net::TcpListener;

use super::Browser;
use crate::{cookie::Vault, embedded_app, settings::Settings};

#[tokio::test]
async fn the_site_brings_a_pool_and_says_how_to_sign_in() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let public_url = format!("http://127.0.0.1:{port}");
    let vault = Vault::random();
    let settings = Settings {
        port,
        public_url: public_url.clone(),
        vault,
    };
    let (app, introduction) = embedded_app(settings).unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });

    for (who, page) in [("User:", "/me"), ("Administrator:", "/admin")] {
        let line = introduction
            .lines()
            .find_map(|line| line.strip_prefix(who))
            .unwrap();
        let (name, password) = line.split_once(" with the password ").unwrap();
        let browser = Browser::new(&public_url);
        let began = browser.open(&format!("/sign-in?to={page}")).await;
        let back = browser
            .log_in_as(name.trim(), password.trim(), began.location())
            .await;
        let signed_in = browser.open(&back).await;
        assert_eq!((signed_in.status, signed_in.location()), (303, page));
        assert_eq!(browser.open(page).await.status, 200, "{who}");
        let out = browser.submit("/sign-out", &[]).await;
        assert_eq!(out.status, 303);
    }
}
