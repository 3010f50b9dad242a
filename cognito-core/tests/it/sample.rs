//! Fabricated tokens in every shape that Cognito is known to issue (`tests/samples.json`), signed with the test kit.

mod member;

use cognito_core::{
    AccessClaims, CognitoClaims, IdClaims, Principal, Reason, TokenUse, UserPool, Verifier,
    VerifierBuilder, test_util::TestPool,
};
use serde_json::Value;

use self::member::assert_member;

const SAMPLES: &str = include_str!("../samples.json");
const SUB: &str = "f4c81438-0000-7000-8000-fa4e00000001";
const WEB: &str = "fakewebclient0000000000001";
const M2M: &str = "fakem2mclient0000000000002";

struct Fixture {
    pool: TestPool,
    samples: Vec<Value>,
}

impl Fixture {
    fn new() -> Self {
        Self {
            pool: TestPool::with_id("us-east-1_FAKEpool1".parse().unwrap()),
            samples: serde_json::from_str(SAMPLES).unwrap(),
        }
    }

    fn of_kinds(&self, kinds: &[&str]) -> impl Iterator<Item = &Value> {
        let is_one = |sample: &&Value| kinds.contains(&sample["kind"].as_str().unwrap());
        self.samples.iter().filter(is_one)
    }

    /// The sample's own header and payload, under one of the pool's keys.
    fn token(&self, sample: &Value) -> String {
        let key = self.pool.signing_key(match sample["kind"].as_str() {
            Some("id") => TokenUse::Id,
            _ => TokenUse::Access,
        });
        let mut header = sample["header"].clone();
        header["kid"] = key.kid().into();
        key.sign_with_header(&header.to_string(), &sample["payload"].to_string())
    }

    fn named(&self, name: &str) -> String {
        let sample = self.samples.iter().find(|sample| sample["name"] == name);
        self.token(sample.unwrap())
    }

    fn builder(&self) -> VerifierBuilder {
        let pool = UserPool::new(self.pool.id().clone(), [WEB, M2M])
            .replica_regions(["us-west-2".parse().unwrap()]);
        Verifier::builder()
            .user_pool(pool)
            .accept([TokenUse::Access, TokenUse::Id])
            .clock(self.pool.clock().clone())
            .fetcher(self.pool.clone())
    }

    fn verifier(&self) -> Verifier {
        self.builder().any_resource().build().unwrap()
    }

    async fn access(&self, name: &str) -> AccessClaims {
        self.verifier()
            .verify_access(&self.named(name))
            .await
            .unwrap()
    }

    async fn id(&self, name: &str) -> IdClaims {
        self.verifier().verify_id(&self.named(name)).await.unwrap()
    }
}

#[tokio::test]
async fn every_sample_of_a_user_pool_is_accepted_and_read() {
    let fixture = Fixture::new();
    let verifier = fixture.verifier();
    let mut count = 0;
    for sample in fixture.of_kinds(&["access", "id"]) {
        let (name, payload) = (sample["name"].as_str().unwrap(), &sample["payload"]);
        let claims = verifier.verify(&fixture.token(sample)).await.unwrap();
        assert_eq!(claims.token_use().as_str(), sample["kind"], "{name}");
        for (member, value) in payload.as_object().unwrap() {
            assert_member(&claims, member, value);
        }
        // What the sample does not have, the accessors do not say.
        let absent = |claim: &str| payload.get(claim).is_none();
        assert_eq!(claims.jwt_id().is_none(), absent("jti"), "{name}");
        assert_eq!(
            claims.origin_jwt_id().is_none(),
            absent("origin_jti"),
            "{name}"
        );
        assert_eq!(claims.event_id().is_none(), absent("event_id"), "{name}");
        assert_eq!(
            claims.groups().is_empty(),
            absent("cognito:groups"),
            "{name}"
        );
        assert_eq!(claims.scopes().is_empty(), absent("scope"), "{name}");
        assert_eq!(claims.audience().is_empty(), absent("aud"), "{name}");
        assert_eq!(claims.actor().is_none(), absent("act"), "{name}");
        assert_eq!(claims.acr().is_none(), absent("acr"), "{name}");
        let serialized = serde_json::to_value(&claims).unwrap();
        assert_eq!(&serialized, payload, "{name}");
        count += 1;
    }
    assert_eq!(count, 15);
}

#[tokio::test]
async fn users_machines_and_delegates_are_told_apart() {
    let fixture = Fixture::new();
    let user = fixture.access("access_user_srp").await;
    let expected = Principal::User {
        subject: SUB,
        username: Some("fake.user"),
    };
    assert!(user.principal() == expected);

    let machine = fixture.access("access_m2m_client_credentials").await;
    assert!(machine.principal() == Principal::Machine { client_id: M2M });
    assert!(machine.groups().is_empty());
    assert!(machine.scopes().contains("orders-api/write"));
    assert!(!machine.scopes().contains("orders-api"));

    // A client that acts for a user: the caller is the user.
    let delegate = fixture.access("access_token_exchange_delegation").await;
    assert!(delegate.principal() == expected);
    assert_eq!(delegate.client_id(), M2M);
    let actor = delegate.actor().unwrap();
    assert_eq!(actor.subject().as_deref(), Some(M2M));
    assert!(actor.actor().is_none());
}

#[tokio::test]
async fn claims_beyond_the_known_ones_are_kept() {
    let fixture = Fixture::new();
    let claims = fixture.access("access_user_pretoken_aud_is_client").await;
    assert_eq!(claims.claim("tenant"), Some("fake-tenant-7"));
    let limits: Value = claims.claim("limits").unwrap();
    assert_eq!(limits["burst"], 2.5);
    let claims = fixture.access("access_user_step_up_acr_amr").await;
    assert_eq!(claims.acr(), Some("urn:cognito:loa:4"));
    assert_eq!(claims.amr(), ["pwd", "otp", "mfa"]);
}

#[tokio::test]
async fn profiles_are_read_from_id_tokens() {
    let fixture = Fixture::new();
    let id = fixture.id("id_native_custom_groups_roles").await;
    assert_eq!(id.email(), Some("fake.user@example.com"));
    assert!(id.email_verified() && !id.phone_number_verified());
    assert_eq!(id.phone_number(), Some("+12065550100"));
    assert_eq!(id.birthdate(), Some("1990-02-03"));
    assert_eq!(id.zoneinfo(), Some("Europe/Paris"));
    assert_eq!(id.roles().len(), 2);
    assert_eq!(
        id.preferred_role(),
        Some("arn:aws:iam::000000000000:role/FakeAdminRole")
    );
    assert_eq!(id.custom_attribute("seats").as_deref(), Some("12"));
    assert!(id.identities().is_empty());

    let id = fixture.id("id_federated_google").await;
    assert_eq!(id.username(), Some("Google_000000000000000000001"));
    assert_eq!(id.name(), Some("Fake User"));
    let identities = id.identities();
    assert_eq!(identities.len(), 1);
    assert_eq!(identities[0].provider_name, "Google");
    assert_eq!(identities[0].user_id, "000000000000000000001");

    assert!(
        !fixture
            .id("id_federated_facebook_email_unverified")
            .await
            .email_verified()
    );
    let saml = fixture.id("id_federated_saml_multi_value").await;
    assert!(!saml.email_verified());
    assert_eq!(saml.identities()[0].provider_type.as_deref(), Some("SAML"));
    assert_eq!(
        fixture.id("id_linked_local_user").await.identities().len(),
        2
    );
}

#[tokio::test]
async fn a_token_for_another_api_needs_the_resource_to_be_named() {
    let fixture = Fixture::new();
    let bound = fixture.named("access_user_resource_binding");
    let own = fixture.named("access_user_pretoken_aud_is_client");
    let reason = |verifier: Verifier, token: String| async move {
        verifier
            .verify(&token)
            .await
            .err()
            .map(|error| error.reason())
    };
    let unbound = fixture.builder().build().unwrap();
    assert_eq!(
        reason(unbound.clone(), bound.clone()).await,
        Some(Reason::AudienceMismatch)
    );
    assert_eq!(reason(unbound, own.clone()).await, None);
    let api = fixture
        .builder()
        .resource("https://api.example.com")
        .build()
        .unwrap();
    assert_eq!(reason(api.clone(), bound).await, None);
    assert_eq!(reason(api, own).await, Some(Reason::AudienceMismatch));
}

#[tokio::test]
async fn a_replica_or_the_updated_issuer_has_to_be_configured() {
    let fixture = Fixture::new();
    let plain = UserPool::new(fixture.pool.id().clone(), [WEB]).only_original_issuer();
    let verifier = Verifier::builder()
        .user_pool(plain)
        .clock(fixture.pool.clock().clone())
        .fetcher(fixture.pool.clone())
        .build()
        .unwrap();
    for name in [
        "access_user_updated_issuer",
        "access_user_original_issuer_from_replica_region",
    ] {
        let error = verifier.verify(&fixture.named(name)).await.unwrap_err();
        assert_eq!(error.reason(), Reason::UnknownIssuer, "{name}");
    }
}

/// Tokens of other services have another algorithm; with ours they still have another issuer, or lack the rest.
#[tokio::test]
async fn tokens_of_other_services_are_refused_by_name() {
    let fixture = Fixture::new();
    let mut names = Vec::new();
    for sample in fixture.of_kinds(&["identity_pool", "alb"]) {
        let verifier = fixture.verifier();
        let error = verifier.verify(&fixture.token(sample)).await.unwrap_err();
        assert_eq!(error.reason(), Reason::AlgNotAllowed);

        let mut disguised = sample.clone();
        disguised["header"]["alg"] = "RS256".into();
        let error = verifier
            .verify(&fixture.token(&disguised))
            .await
            .unwrap_err();
        names.push((sample["name"].as_str().unwrap(), error.reason()));
    }
    assert_eq!(
        names,
        [
            ("identity_pool_openid_token", Reason::UnknownIssuer),
            ("alb_oidc_data", Reason::WrongTokenUse),
        ]
    );
    assert_eq!(fixture.pool.fetches(), 0);

    // A load balancer pads its segments.
    let padded = fixture.named("access_user_srp").replacen('.', "=.", 1);
    let error = fixture.verifier().verify(&padded).await.unwrap_err();
    assert_eq!(error.reason(), Reason::MalformedToken);
}

/// `CognitoClaims` is either kind; each is had from it.
#[tokio::test]
async fn each_kind_is_had_from_the_enum() {
    let fixture = Fixture::new();
    let token = fixture.named("id_native_custom_groups_roles");
    let claims = fixture.verifier().verify(&token).await.unwrap();
    assert!(matches!(claims, CognitoClaims::Id(_)));
    assert_eq!(claims.access().unwrap_err().reason(), Reason::WrongTokenUse);
    assert!(claims.id().unwrap().groups().contains("editors"));
}
