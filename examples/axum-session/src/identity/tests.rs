use cognito_tower::core::{
    TokenUse, UserPool, Verifier,
    test_util::{TestPool, TokenBuilder},
};

use super::*;

const NONCE: &str = "a-nonce-of-this-sign-in";

struct World {
    pool: TestPool,
    identity: Identity,
}

impl World {
    /// The pool has a second app client, of another site.
    fn new() -> Self {
        let pool = TestPool::new();
        let verifier = pool
            .verifier_builder()
            .accept([TokenUse::Access, TokenUse::Id]);
        Self {
            identity: Identity::new(verifier.build().unwrap()),
            pool,
        }
    }

    fn id(&self) -> TokenBuilder {
        self.pool
            .id_token()
            .subject("ann")
            .claim("nonce", NONCE)
            .claim("origin_jti", "one")
    }

    fn access(&self) -> TokenBuilder {
        self.pool
            .access_token()
            .subject("ann")
            .claim("origin_jti", "one")
    }

    async fn sign_in(&self, id: &TokenBuilder, access: &TokenBuilder) -> Result<Person, String> {
        let issued = issued(Some(id), access);
        let signed_in = self.identity.signed_in(&issued, NONCE).await;
        signed_in.map_err(|fault| match fault {
            NotSignedIn::Mismatch(what) => what.to_owned(),
            NotSignedIn::NoIdToken => "no ID token".to_owned(),
            NotSignedIn::Refused(error) => error.reason().to_string(),
        })
    }

    async fn renew(&self, id: Option<&TokenBuilder>, access: &TokenBuilder) -> Option<Person> {
        self.identity.renewed(&session(), &issued(id, access)).await
    }
}

fn issued(id: Option<&TokenBuilder>, access: &TokenBuilder) -> Issued {
    Issued {
        access_token: access.mint().into(),
        refresh_token: None,
        id_token: id.map(|id| id.mint().into()),
        life: 300,
    }
}

fn session() -> Session {
    let text = || "x".to_owned();
    Session {
        id: text(),
        access_token: text().into(),
        refresh_token: text().into(),
        expires_at: 0,
        renew_at: 0,
        person: Person {
            sub: "ann".to_owned(),
            email: None,
            name: Some("Ann".to_owned()),
        },
        replaces: None,
    }
}

#[tokio::test]
async fn only_tokens_of_one_user_one_client_and_this_sign_in_count() {
    let world = World::new();
    let (id, access) = (world.id(), world.access());
    let signed_in = world
        .sign_in(&id.clone().claim("name", "Ann"), &access)
        .await
        .unwrap();
    assert_eq!((&*signed_in.sub, signed_in.display_name()), ("ann", "Ann"));
    // Tokens of clients without revocation name no sign-in.
    let nameless = access.clone().without("origin_jti");
    assert!(world.sign_in(&id, &nameless).await.is_ok());

    let stranger = TestPool::new();
    for (id, access, fault) in [
        (
            id.clone().claim("nonce", "another"),
            access.clone(),
            "the nonce is another sign-in's",
        ),
        (
            id.clone().claim("nonce", ""),
            access.clone(),
            "the nonce is another sign-in's",
        ),
        (
            id.clone().without("nonce"),
            access.clone(),
            "the nonce is another sign-in's",
        ),
        (
            id.clone(),
            access.clone().subject("bob"),
            "the tokens are of two users",
        ),
        (
            id.clone(),
            access.clone().claim("origin_jti", "two"),
            "the tokens are of two sign-ins",
        ),
        (
            id.clone(),
            access.clone().claim("client_id", "another"),
            "client_mismatch",
        ),
        (
            id.clone().claim("aud", "another"),
            access.clone(),
            "client_mismatch",
        ),
        // One in the other's place.
        (
            access.clone().claim("nonce", NONCE),
            access.clone(),
            "wrong_token_use",
        ),
        (id.clone(), id.clone(), "wrong_token_use"),
        (
            stranger.id_token().claim("nonce", NONCE),
            access.clone(),
            "unknown_kid",
        ),
    ] {
        assert_eq!(world.sign_in(&id, &access).await.unwrap_err(), fault);
    }
}

#[tokio::test]
async fn an_answer_without_an_id_token_signs_nobody_in() {
    let world = World::new();
    let issued = issued(None, &world.access());
    let signed_in = world.identity.signed_in(&issued, NONCE).await;
    assert!(matches!(signed_in, Err(NotSignedIn::NoIdToken)));
}

/// Two app clients that one verifier accepts: their tokens do not go together all the same.
#[tokio::test]
async fn two_app_clients_are_no_pair() {
    let World { pool, .. } = World::new();
    let any = UserPool::with_any_client(pool.id().clone());
    let verifier = Verifier::builder()
        .user_pool(any)
        .clock(pool.clock().clone())
        .fetcher(pool.clone())
        .accept([TokenUse::Access, TokenUse::Id]);
    let identity = Identity::new(verifier.build().unwrap());
    let world = World { pool, identity };
    let another = world.access().claim("client_id", "another");
    assert!(world.sign_in(&world.id(), &world.access()).await.is_ok());
    let refused = world.sign_in(&world.id(), &another).await;
    assert_eq!(refused.unwrap_err(), "the tokens are of two app clients");
}

#[tokio::test]
async fn renewed_tokens_are_the_same_users_or_nobodys() {
    let world = World::new();
    let (id, access) = (world.id().without("nonce"), world.access());
    let named = id.clone().claim("name", "Ann B.");
    let renewed = world.renew(Some(&named), &access).await.unwrap();
    assert_eq!(renewed.display_name(), "Ann B.");
    let renewed = world.renew(None, &access).await.unwrap();
    assert_eq!(renewed.display_name(), "Ann");
    for (id, access) in [
        (
            Some(id.clone().subject("bob")),
            access.clone().subject("bob"),
        ),
        (Some(id.clone()), access.clone().subject("bob")),
        (None, access.clone().subject("bob")),
        (None, access.clone().claim("client_id", "another")),
        (None, id.clone()),
    ] {
        assert_eq!(world.renew(id.as_ref(), &access).await, None);
    }

    // A key that the pool has just begun to use may not be published yet, or may not be asked for at the moment.
    let newer = TestPool::new();
    let access_of_newer = newer.access_token().subject("ann");
    let renewed = world.renew(None, &access_of_newer).await.unwrap();
    assert_eq!(renewed.display_name(), "Ann");
    // Without keys nothing is known of the tokens, and a rotated refresh token must not be lost.
    let world = World::new();
    world.pool.set_available(false);
    assert!(world.renew(Some(&id), &access).await.is_some());
    let signed_in = world.sign_in(&world.id(), &world.access()).await;
    assert_eq!(signed_in.unwrap_err(), "keys_unavailable");
}
