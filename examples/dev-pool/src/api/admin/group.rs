//! Groups and who is in them.

use serde_json::{Map, Value, json};

use super::{page, user};
use crate::{
    api::input::Input,
    error::ApiError,
    group::Group,
    shared::{Shared, State},
};

pub(super) fn create(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("GroupName")?;
    let now = pool.now();
    let group = written(input, Group::default(), now, now)?;
    let answer = json!({"Group": described(pool, name, &group)});
    let mut state = pool.state();
    if state.groups.get(name).is_some() {
        return Err(ApiError::new(
            "GroupExistsException",
            "A group with the name already exists.",
        ));
    }
    state.groups.put(name, group)?;
    Ok(answer)
}

pub(super) fn update(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("GroupName")?;
    let now = pool.now();
    let mut state = pool.state();
    let old = find(&state, name)?.clone();
    let created = old.created;
    let group = written(input, old, created, now)?;
    let answer = json!({"Group": described(pool, name, &group)});
    state.groups.put(name, group)?;
    Ok(answer)
}

pub(super) fn get(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("GroupName")?;
    let state = pool.state();
    Ok(json!({"Group": described(pool, name, find(&state, name)?)}))
}

pub(super) fn delete(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("GroupName")?;
    let mut state = pool.state();
    state.groups.remove(name).ok_or_else(not_found)?;
    state.users.disband(name);
    Ok(json!({}))
}

pub(super) fn list(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let state = pool.state();
    let entries = state
        .groups
        .iter()
        .map(|(name, group)| (name.to_owned(), described(pool, name, group)));
    let page = page::portion(input, ("Limit", "NextToken"), entries)?;
    Ok(page.into_answer("Groups", "NextToken"))
}

pub(super) fn list_for_user(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let state = pool.state();
    let user = user::find(&state, input.text("Username")?)?;
    let entries = state
        .groups
        .iter()
        .filter(|(name, _)| user.groups.iter().any(|joined| joined == name))
        .map(|(name, group)| (name.to_owned(), described(pool, name, group)));
    let page = page::portion(input, ("Limit", "NextToken"), entries)?;
    Ok(page.into_answer("Groups", "NextToken"))
}

pub(super) fn list_users(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    let name = input.text("GroupName")?;
    let state = pool.state();
    find(&state, name)?;
    let entries = state
        .users
        .sorted()
        .into_iter()
        .filter(|user| user.groups.iter().any(|joined| joined == name))
        .map(|user| {
            (
                user::sort_key(user),
                user::described(user, "Attributes").into(),
            )
        });
    let page = page::portion(input, ("Limit", "NextToken"), entries)?;
    Ok(page.into_answer("Users", "NextToken"))
}

pub(super) fn add_user(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    join(pool, input.text("Username")?, input.text("GroupName")?)
}

/// Puts a user into a group that is there.
pub(crate) fn join(pool: &Shared, username: &str, group: &str) -> Result<Value, ApiError> {
    find(&pool.state(), group)?;
    user::change(pool, username, |user| user.join(group))
}

pub(super) fn remove_user(pool: &Shared, input: Input<'_>) -> Result<Value, ApiError> {
    leave(pool, input.text("Username")?, input.text("GroupName")?)
}

/// Takes a user out of a group that is there.
pub(crate) fn leave(pool: &Shared, username: &str, group: &str) -> Result<Value, ApiError> {
    find(&pool.state(), group)?;
    user::change(pool, username, |user| {
        user.leave(group);
        Ok(())
    })
}

/// The group with what the request says of it.
fn written(input: Input<'_>, old: Group, created: u64, now: u64) -> Result<Group, ApiError> {
    let description = input.optional("Description")?;
    let role_arn = input.optional("RoleArn")?;
    if description.is_some_and(|text| text.chars().count() > 2_048) {
        return Err(too_long("description"));
    }
    if role_arn.is_some_and(|arn| !(20..=2_048).contains(&arn.len()) || !arn.starts_with("arn:")) {
        return Err(ApiError::invalid_parameter(
            "1 validation error detected: Value at 'roleArn' failed to satisfy constraint: Member must be an ARN",
        ));
    }
    Ok(Group {
        description: description.map(str::to_owned).or(old.description),
        precedence: input.number("Precedence")?.or(old.precedence),
        role_arn: role_arn.map(str::to_owned).or(old.role_arn),
        created,
        modified: now,
    })
}

fn too_long(member: &str) -> ApiError {
    ApiError::invalid_parameter(format!(
        "1 validation error detected: Value at '{member}' failed to satisfy constraint: \
         Member must have length less than or equal to 2048"
    ))
}

fn described(pool: &Shared, name: &str, group: &Group) -> Value {
    let optional = [
        (
            "Description",
            group.description.as_ref().map(|text| json!(text)),
        ),
        ("Precedence", group.precedence.map(|number| json!(number))),
        ("RoleArn", group.role_arn.as_ref().map(|arn| json!(arn))),
    ];
    let optional = optional.map(|(name, value)| Some((name, value?)));
    [
        ("GroupName", json!(name)),
        ("UserPoolId", json!(pool.settings.user_pool_id)),
        ("CreationDate", json!(group.created)),
        ("LastModifiedDate", json!(group.modified)),
    ]
    .into_iter()
    .chain(optional.into_iter().flatten())
    .map(|(name, value)| (name.to_owned(), value))
    .collect::<Map<_, _>>()
    .into()
}

fn find<'s>(state: &'s State, name: &str) -> Result<&'s Group, ApiError> {
    state.groups.get(name).ok_or_else(not_found)
}

fn not_found() -> ApiError {
    ApiError::not_found("Group not found.")
}
