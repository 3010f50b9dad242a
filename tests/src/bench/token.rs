use cognito_core::test_util::{TestPool, TokenBuilder};

/// Whose tokens they are.
pub const SUBJECT: &str = "f4c81438-0000-7000-8000-fa4e00000001";

/// The claims of a token, as Cognito writes them, and about as long.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shape {
    /// An access token: about 1,095 bytes.
    Access,
    /// An access token of a user in 20 groups: about 1,587 bytes.
    Groups20,
    /// An ID token: about 1,254 bytes.
    Id,
}

impl Shape {
    /// The three shapes, with the names of their rows.
    pub const ALL: [(&'static str, Self); 3] = [
        ("access", Self::Access),
        ("id", Self::Id),
        ("groups20", Self::Groups20),
    ];

    pub(super) fn of(self, pool: &TestPool) -> TokenBuilder {
        match self {
            Self::Access => access(pool),
            Self::Groups20 => (0..20).fold(access(pool), |token, nth| {
                token.group(&format!("team-{nth}-editors"))
            }),
            Self::Id => id(pool),
        }
    }
}

fn access(pool: &TestPool) -> TokenBuilder {
    pool.access_token()
        .claim("version", 2)
        .scope("aws.cognito.signin.user.admin openid profile email")
        .subject(SUBJECT)
        .username("test.user@api.example.com")
}

fn id(pool: &TestPool) -> TokenBuilder {
    pool.id_token()
        .subject(SUBJECT)
        .claim("at_hash", "8qJqNpyxF2m0tXyh7xTgvA")
        .claim("name", "Test User of my Pool")
        .claim("phone_number", "+15555550100")
        .custom_attribute("tenant", "acme-industries")
        .custom_attribute("plan", "enterprise")
}

/// The token with attributes of the pool's own until it has nearly `length` bytes: up to 155 are left over. One that is
/// as long to begin with stays as it is.
pub fn of_length(token: TokenBuilder, length: usize) -> String {
    const VALUE: usize = 100;
    let frame = r#""custom:000":"","#.len();
    // Four characters of base64 hold three bytes.
    let missing = length.saturating_sub(token.mint().len()) * 3 / 4;
    let names = (0..missing / (frame + VALUE)).map(|nth| format!("{nth:03}"));
    names
        .fold(token, |token, name| {
            token.custom_attribute(&name, &"x".repeat(VALUE))
        })
        .mint()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_as_long_as_cognitos() {
        let pool = TestPool::new();
        let lengths = Shape::ALL.map(|(_, shape)| shape.of(&pool).mint().len());
        assert_eq!(lengths, [1095, 1254, 1587]);
        let long = of_length(Shape::Access.of(&pool), 8192).len();
        assert!((8192 - 155..=8192).contains(&long));
    }
}
