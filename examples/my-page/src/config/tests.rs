use std::ffi::OsString;

use super::*;

fn remote(variables: &[(&str, &str)]) -> Pool {
    let pool = RemotePool::read(|name| {
        let (_, value) = variables.iter().find(|(variable, _)| *variable == name)?;
        Some(OsString::from(value))
    });
    Pool::Remote(pool.unwrap().into())
}

#[test]
fn a_pool_elsewhere_is_told_with_what_the_environment_names_and_no_more() {
    let ids = [
        ("COGNITO_USER_POOL_ID", "eu-west-1_A"),
        ("COGNITO_CLIENT_ID", "a"),
    ];
    let config = Config::of(&remote(&ids), 3000, Some("localhost:3000"));
    let expected = json!({
        "region": "eu-west-1",
        "userPoolId": "eu-west-1_A",
        "clientId": "a",
        "endpoint": "https://cognito-idp.eu-west-1.amazonaws.com/",
    });
    assert_eq!(config.into_json(), expected.to_string());
}

#[test]
fn pages_may_connect_to_all_that_they_are_told_of() {
    let variables = [
        ("COGNITO_USER_POOL_ID", "eu-west-1_A"),
        ("COGNITO_CLIENT_ID", "a"),
        (
            "COGNITO_DOMAIN",
            "https://x.auth.eu-west-1.amazoncognito.com",
        ),
        ("COGNITO_PROVIDERS", "Google"),
        ("COGNITO_IDENTITY_POOL_ID", "eu-west-1:1"),
        ("S3_BUCKET", "b"),
    ];
    let config = Config::of(&remote(&variables), 3000, None);
    let addresses: Vec<_> = config.addresses().collect();
    assert_eq!(
        addresses,
        [
            "https://cognito-idp.eu-west-1.amazonaws.com/",
            "https://x.auth.eu-west-1.amazoncognito.com",
            "https://cognito-identity.eu-west-1.amazonaws.com",
            "https://s3.eu-west-1.amazonaws.com",
        ]
    );
    let config: Value = serde_json::from_str(&config.into_json()).unwrap();
    assert_eq!(config["providers"], json!(["Google"]));
    assert_eq!(
        (&config["identityPoolId"], &config["bucket"]),
        (&json!("eu-west-1:1"), &json!("b"))
    );
}

#[test]
fn providers_without_a_domain_are_of_no_use() {
    let variables = [
        ("COGNITO_USER_POOL_ID", "eu-west-1_A"),
        ("COGNITO_CLIENT_ID", "a"),
        ("COGNITO_PROVIDERS", "Google"),
    ];
    let config = Config::of(&remote(&variables), 3000, None).into_json();
    assert!(!config.contains("Google"), "{config}");
}

#[cfg(feature = "dev-pool")]
#[test]
fn the_config_names_the_host_that_the_browser_used() {
    let pool = Pool::Embedded(Embedded::new(3000).unwrap());
    let Pool::Embedded(embedded) = &pool else {
        panic!("just made");
    };
    let id = embedded.pool().user_pool_id();
    for (host, origin) in [
        (Some("localhost:8080"), "http://localhost:8080"),
        (Some("127.0.0.1:3000"), "http://127.0.0.1:3000"),
        (Some("evil.example.com"), "http://127.0.0.1:3000"),
        (Some("localhost:1\"2"), "http://127.0.0.1:3000"),
        (None, "http://127.0.0.1:3000"),
    ] {
        let config = Config::of(&pool, 3000, host).into_json();
        let config: Value = serde_json::from_str(&config).unwrap();
        assert_eq!(config["endpoint"], format!("{origin}/cognito"));
        assert_eq!(config["oauthDomain"], config["endpoint"]);
        assert_eq!(config["providers"][0], "Google");
        assert_eq!(config["identityEndpoint"], format!("{origin}/identity"));
        assert_eq!(config["s3Endpoint"], format!("{origin}/s3"));
        assert_eq!(
            config["jwksUri"],
            format!("{origin}/cognito/{id}/.well-known/jwks.json")
        );
    }
}
