//! The roles that credentials are for.

use crate::policy::{Policy, PolicyError};

/// A role: a name by which tokens and rules choose it, and what it may do.
///
/// ```
/// use dev_cloud::{Policy, Role};
///
/// let policy = r#"{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
/// let role = Role::new("arn:aws:iam::000000000000:role/all", Policy::from_json(policy)?);
/// assert_eq!(role.name(), "all");
/// # Ok::<(), dev_cloud::PolicyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    arn: String,
    policy: Policy,
}

impl Role {
    /// A role with this ARN, as `arn:aws:iam::000000000000:role/dev-authenticated`.
    pub fn new(arn: impl Into<String>, policy: Policy) -> Self {
        Self {
            arn: arn.into(),
            policy,
        }
    }

    /// The ARN.
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The end of the ARN, after the last `/`.
    pub fn name(&self) -> &str {
        self.arn
            .rsplit_once('/')
            .map_or(&*self.arn, |(_, name)| name)
    }

    /// What it may do.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}

/// The roles that a cloud knows.
pub(crate) struct Roles(Vec<Role>);

impl Roles {
    /// The four roles of the development pool's users, and others; of two with one ARN the later one stands.
    pub(crate) fn new(bucket: &str, others: Vec<Role>) -> Result<Self, PolicyError> {
        let mut roles: Vec<Role> = Vec::new();
        for (arn, policy) in SEEDED {
            let policy = Policy::from_json(&policy.replace("BUCKET", bucket))?;
            roles.push(Role::new(arn, policy));
        }
        for role in others {
            roles.retain(|known| known.arn != role.arn);
            roles.push(role);
        }
        Ok(Self(roles))
    }

    pub(crate) fn find(&self, arn: &str) -> Option<&Role> {
        self.0.iter().find(|role| role.arn == arn)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Whoever is signed in and in no group with a role.
pub(crate) const AUTHENTICATED: &str = "arn:aws:iam::000000000000:role/dev-authenticated";
/// Whoever is not signed in.
pub(crate) const GUEST: &str = "arn:aws:iam::000000000000:role/dev-guest";
const EDITOR: &str = "arn:aws:iam::000000000000:role/dev-editor";
const ADMIN: &str = "arn:aws:iam::000000000000:role/dev-admin";

const SEEDED: [(&str, &str); 4] = [
    (AUTHENTICATED, include_str!("role/authenticated.json")),
    (GUEST, include_str!("role/guest.json")),
    (EDITOR, include_str!("role/editor.json")),
    (ADMIN, include_str!("role/admin.json")),
];
