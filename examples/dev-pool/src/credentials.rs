use std::fmt;

/// A user to put into the pool with [`DevPool::add_user`](crate::DevPool::add_user), confirmed from the start.
///
/// ```
/// use dev_pool::{DevPool, NewUser};
///
/// let pool = DevPool::builder().build()?;
/// let new = NewUser::new("a@example.com", "Fake-Pass1").group("editors").attribute("name", "A");
/// let sub = pool.add_user(new)?;
/// assert_eq!(sub.len(), 36);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct NewUser {
    pub(crate) username: String,
    pub(crate) password: String,
    pub(crate) groups: Vec<String>,
    pub(crate) attributes: Vec<(String, String)>,
}

impl NewUser {
    /// A user by this name, which may be an e-mail address, with this password.
    ///
    /// A plain name needs an `email` [attribute](Self::attribute) besides.
    pub fn new(username: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
            groups: Vec::new(),
            attributes: Vec::new(),
        }
    }

    /// Adds an attribute, such as `name` or `custom:tenant`.
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// Puts the user into a group.
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.groups.push(group.into());
        self
    }
}

/// Prints the groups; name and password stay out of logs.
impl fmt::Debug for NewUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewUser")
            .field("groups", &self.groups)
            .finish_non_exhaustive()
    }
}

/// How the seeded administrator signs in.
///
/// ```
/// let pool = dev_pool::DevPool::builder().build()?;
/// let administrator = pool.administrator();
/// assert_eq!(administrator.username(), "admin@example.com");
/// assert!(!format!("{administrator:?}").contains(administrator.password()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Credentials {
    username: String,
    password: String,
}

impl Credentials {
    pub(crate) fn new(username: &str, password: String) -> Self {
        Self {
            username: username.to_owned(),
            password,
        }
    }

    /// The name to sign in with.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// The password, made anew for every pool.
    pub fn password(&self) -> &str {
        &self.password
    }
}

/// Prints the name, never the password.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}
