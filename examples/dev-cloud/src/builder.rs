use std::{error::Error, fmt, sync::Mutex};

use dev_pool::DevPool;

use crate::{
    cloud::{DevCloud, Shared},
    identity::{
        role_mapping::{Ambiguous, RoleMapping},
        table::Identities,
    },
    limit,
    policy::PolicyError,
    random,
    role::{Role, Roles},
    s3::store::Store,
    session::Sessions,
};

/// Sets up a [`DevCloud`].
///
/// Without settings it has a random identity pool id in the user pool's Region, takes the tokens of all app clients and no
/// guests, chooses roles by the token, and has the bucket `dev-uploads`.
///
/// ```
/// use dev_cloud::DevCloud;
/// use dev_pool::DevPool;
///
/// let pool = DevPool::builder().build()?;
/// let cloud = DevCloud::builder(&pool).bucket("photos").guests(true).build()?;
/// assert_eq!(cloud.bucket(), "photos");
/// assert!(cloud.identity_pool_id().starts_with("us-east-1:"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub struct DevCloudBuilder {
    pool: DevPool,
    identity_pool_id: Option<String>,
    client_ids: Vec<String>,
    takes_guests: bool,
    checks_sign_out: bool,
    role_mapping: RoleMapping,
    roles: Vec<Role>,
    bucket: String,
}

impl DevCloudBuilder {
    pub(crate) fn new(pool: DevPool) -> Self {
        Self {
            pool,
            identity_pool_id: None,
            client_ids: Vec::new(),
            takes_guests: false,
            checks_sign_out: false,
            role_mapping: RoleMapping::by_token().ambiguous(Ambiguous::AuthenticatedRole),
            roles: Vec::new(),
            bucket: "dev-uploads".to_owned(),
        }
    }

    /// The bucket's name, 3 to 63 lower-case letters, digits, `.` and `-`. Default: `dev-uploads`.
    pub fn bucket(mut self, bucket: impl Into<String>) -> Self {
        self.bucket = bucket.into();
        self
    }

    /// Takes the tokens of this app client, and of others that are named like this, only. Default: of all of the user pool's.
    pub fn client_id(mut self, client_id: impl Into<String>) -> Self {
        self.client_ids.push(client_id.into());
        self
    }

    /// Whether guests, who send no `Logins`, get an identity and the role `dev-guest`. Default: no.
    pub fn guests(mut self, guests: bool) -> Self {
        self.takes_guests = guests;
        self
    }

    /// The identity pool's id, `<region>:<GUID>`. Default: the user pool's Region and a random GUID.
    pub fn identity_pool_id(mut self, id: impl Into<String>) -> Self {
        self.identity_pool_id = Some(id.into());
        self
    }

    /// Adds a role, in the place of a seeded one of the same ARN.
    ///
    /// Seeded are `arn:aws:iam::000000000000:role/` with `dev-authenticated` (the own prefix), `dev-guest` (reads `public/*`),
    /// `dev-editor` (the own prefix and `public/*`) and `dev-admin` (the whole bucket).
    pub fn role(mut self, role: Role) -> Self {
        self.roles.push(role);
        self
    }

    /// How the role of a signed-in user is chosen. Default: [`RoleMapping::by_token`].
    pub fn role_mapping(mut self, mapping: RoleMapping) -> Self {
        self.role_mapping = mapping;
        self
    }

    /// Whether tokens of sign-ins that were revoked are refused before they expire (`ServerSideTokenCheck`). Default: no.
    pub fn server_side_token_check(mut self, check: bool) -> Self {
        self.checks_sign_out = check;
        self
    }

    /// Makes the cloud, with an empty bucket.
    ///
    /// # Errors
    /// If the bucket's name or the identity pool's id does not have its form, or there are too many roles or rules.
    ///
    /// # Panics
    /// If the operating system gives no random numbers.
    pub fn build(self) -> Result<DevCloud, BuildError> {
        let identity_pool_id = self
            .identity_pool_id
            .unwrap_or_else(|| format!("{}:{}", self.pool.region(), random::uuid()));
        if !is_identity_pool_id(&identity_pool_id, self.pool.region()) {
            return Err(BuildError::MalformedIdentityPoolId);
        }
        if !is_bucket(&self.bucket) {
            return Err(BuildError::MalformedBucket);
        }
        if self.role_mapping.rules().len() > limit::RULES {
            return Err(BuildError::TooManyRules);
        }
        let roles = Roles::new(&self.bucket, self.roles).map_err(BuildError::Policy)?;
        if roles.len() > limit::ROLES {
            return Err(BuildError::TooManyRoles);
        }
        let mut client_ids = self.client_ids;
        if client_ids.is_empty() {
            client_ids = self.pool.client_ids().map(str::to_owned).collect();
        }
        let issuer = self.pool.issuer();
        let provider_name = issuer.strip_prefix("https://").unwrap_or(issuer).to_owned();
        Ok(DevCloud::new(Shared {
            provider_name,
            pool: self.pool,
            client_ids,
            identity_pool_id,
            takes_guests: self.takes_guests,
            checks_sign_out: self.checks_sign_out,
            role_mapping: self.role_mapping,
            roles,
            identities: Mutex::new(Identities::default()),
            sessions: Sessions::new(),
            bucket: self.bucket,
            store: Store::default(),
        }))
    }
}

impl fmt::Debug for DevCloudBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevCloudBuilder")
            .field("identity_pool_id", &self.identity_pool_id)
            .field("bucket", &self.bucket)
            .finish_non_exhaustive()
    }
}

/// Why a [`DevCloudBuilder`] built nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// The bucket's name is not 3 to 63 lower-case letters, digits, `.` and `-`.
    MalformedBucket,
    /// The identity pool's id is not the user pool's Region, `:` and hexadecimal digits with `-`.
    MalformedIdentityPoolId,
    /// A seeded policy cannot be read.
    Policy(PolicyError),
    /// There are more than 64 roles.
    TooManyRoles,
    /// A role mapping has more than 25 rules.
    TooManyRules,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MalformedBucket => {
                "the bucket's name is not 3 to 63 lower-case letters, digits, `.` and `-`"
            }
            Self::MalformedIdentityPoolId => "the identity pool's id is not <region>:<GUID>",
            Self::Policy(_) => "a seeded policy cannot be read",
            Self::TooManyRoles => "there are more than 64 roles",
            Self::TooManyRules => "a role mapping has more than 25 rules",
        })
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Policy(error) => Some(error),
            Self::MalformedBucket
            | Self::MalformedIdentityPoolId
            | Self::TooManyRoles
            | Self::TooManyRules => None,
        }
    }
}

fn is_bucket(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    (3..=63).contains(&text.len())
        && text
            .bytes()
            .all(|byte| plain(byte) || byte == b'-' || byte == b'.')
        && text.starts_with(|char: char| char.is_ascii_alphanumeric())
        && text.ends_with(|char: char| char.is_ascii_alphanumeric())
        && !text.contains("..")
}

fn is_identity_pool_id(text: &str, region: &str) -> bool {
    text.split_once(':').is_some_and(|(prefix, guid)| {
        let plain = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-');
        prefix == region && text.len() <= 55 && !guid.is_empty() && guid.bytes().all(plain)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MatchType, Rule};

    #[test]
    fn malformed_settings_build_nothing() {
        let pool = DevPool::builder().build().unwrap();
        let new = || DevCloud::builder(&pool);
        let error = |builder: DevCloudBuilder| builder.build().err();
        for bucket in [
            "",
            "ab",
            "UP",
            "a/b",
            "-ab",
            "ab-",
            "a..b",
            &*"a".repeat(64),
        ] {
            let builder = new().bucket(bucket);
            assert_eq!(
                error(builder),
                Some(BuildError::MalformedBucket),
                "{bucket}"
            );
        }
        for id in [
            "",
            "us-east-1",
            "us-east-1:",
            "us-east-1:X",
            "eu-west-1:1",
            "us-east-1_1",
        ] {
            let builder = new().identity_pool_id(id);
            assert_eq!(
                error(builder),
                Some(BuildError::MalformedIdentityPoolId),
                "{id}"
            );
        }
        let rules = |count| {
            let rule = Rule::new("a", MatchType::Equals, "b", "c");
            RoleMapping::by_rules(vec![rule; count])
        };
        assert_eq!(error(new().role_mapping(rules(25))), None);
        assert_eq!(
            error(new().role_mapping(rules(26))),
            Some(BuildError::TooManyRules)
        );
        let all = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
        let all = crate::Policy::from_json(all).unwrap();
        let many = |count: usize| {
            (0..count).fold(new(), |builder, index| {
                builder.role(Role::new(index.to_string(), all.clone()))
            })
        };
        assert_eq!(error(many(60)), None);
        assert_eq!(error(many(61)), Some(BuildError::TooManyRoles));
    }
}
