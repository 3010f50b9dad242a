//! What the pool's owner does: the operations that the real service wants signed with AWS credentials.
//!
//! This pool has no such credentials. It takes the operations, signed by anyone or not at all, from programs on this machine
//! and from its own pages, and refuses pages of another origin, which any browser would let ask.

mod create;
mod filter;
pub(crate) mod group;
mod job;
mod page;
mod pool;
pub(crate) mod user;
mod written;

use serde_json::Value;

use super::{input::Input, sign_in};
use crate::{error::ApiError, shared::Shared};

type Operation = fn(&Shared, Input<'_>) -> Result<Value, ApiError>;

/// Performs an operation of the pool's owner.
pub(super) fn call(pool: &Shared, operation: &str, input: Input<'_>) -> Result<Value, ApiError> {
    let perform = find(operation).ok_or_else(|| {
        ApiError::new(
            "UnknownOperationException",
            "This development pool does not play the operation.",
        )
    })?;
    if input.caller().is_foreign {
        return Err(ApiError::new(
            "MissingAuthenticationTokenException",
            "Missing Authentication Token: this operation is not for pages of another origin.",
        ));
    }
    input.check_pool(pool)?;
    perform(pool, input)
}

fn find(operation: &str) -> Option<Operation> {
    Some(match operation {
        "AdminAddUserToGroup" => group::add_user,
        "AdminConfirmSignUp" => user::confirm_sign_up,
        "AdminCreateUser" => create::create_user,
        "AdminDeleteUser" => user::delete,
        "AdminDisableUser" => user::disable,
        "AdminEnableUser" => user::enable,
        "AdminGetUser" => user::get,
        "AdminInitiateAuth" => sign_in::admin_initiate,
        "AdminListGroupsForUser" => group::list_for_user,
        "AdminRemoveUserFromGroup" => group::remove_user,
        "AdminResetUserPassword" => user::reset_password,
        "AdminRespondToAuthChallenge" => sign_in::respond,
        "AdminSetUserMFAPreference" => user::set_mfa_preference,
        "AdminSetUserPassword" => user::set_password,
        "AdminUpdateUserAttributes" => user::update_attributes,
        "AdminUserGlobalSignOut" => user::global_sign_out,
        "CreateGroup" => group::create,
        "CreateUserImportJob" => job::create,
        "DeleteGroup" => group::delete,
        "DescribeUserImportJob" => job::describe,
        "DescribeUserPool" => pool::describe,
        "DescribeUserPoolClient" => pool::describe_client,
        "GetCSVHeader" => job::header,
        "GetGroup" => group::get,
        "ListGroups" => group::list,
        "ListUserImportJobs" => job::list,
        "ListUserPoolClients" => pool::list_clients,
        "ListUsers" => user::list,
        "ListUsersInGroup" => group::list_users,
        "StartUserImportJob" => job::start,
        "UpdateGroup" => group::update,
        _ => return None,
    })
}
