//! What happens to the pool when somebody comes from a provider.

use super::{Identity, Person, Provider};
use crate::{
    attribute::Attributes,
    error::ApiError,
    profile::Profile,
    random,
    shared::{Shared, State},
    srp::PasswordRecord,
    user::{Status, User, fold},
};

/// Makes an account for a person, or brings it up to date, and returns its `sub`.
///
/// The username is the provider's name and id of the person, in lower case as all names of the pool. The account has no password,
/// and it is in a group of its provider's users.
///
/// # Errors
/// If the pool is full, or if the user is disabled.
pub(crate) fn arrive(
    pool: &Shared,
    provider: Provider,
    person: &Person,
) -> Result<String, ApiError> {
    let user_id = person.id(provider);
    let username = provider.username_prefix() + &fold(&user_id);
    let mapped = person.attributes(provider);
    let group = format!("{}_{provider}", pool.settings.user_pool_id);
    let now = pool.now();
    let mut state = pool.state();
    let State { users, groups, .. } = &mut *state;
    // Nobody else has such a name; if anybody had, they would not be handed over.
    let known = users.find_mut(&username);
    if let Some(user) = known.filter(|user| user.identity.is_some()) {
        user.may_sign_in()?;
        // What the provider no longer says stays as it was.
        let mut attributes = user.attributes.clone();
        for (name, value) in &mapped {
            attributes.write(name, value)?;
        }
        user.set_attributes(attributes);
        user.email_verified |= provider.email_verified() == Some(true);
        return Ok(user.sub.clone());
    }
    groups.ensure(&group, now)?;
    let pairs = mapped.iter().map(|(name, value)| (*name, &**value));
    let profile = Profile {
        username,
        sub: random::uuid(),
        attributes: Attributes::from_client(pairs)?,
    };
    let nobody_knows = PasswordRecord::simulated(random::bytes(), random::bytes());
    let status = Status::ExternalProvider;
    let mut user = User::new(profile, nobody_knows, status, now);
    user.email_verified = provider.email_verified() == Some(true);
    user.groups.push(group);
    user.identity = Some(Identity {
        provider,
        user_id,
        date_created: now.saturating_mul(1_000),
    });
    let sub = user.sub.clone();
    users.insert(user)?;
    Ok(sub)
}
