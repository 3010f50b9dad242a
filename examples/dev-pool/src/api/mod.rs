//! The operations of the Cognito API, each a function from the request's members to the answer's.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html>

mod account;
pub(crate) mod admin;
mod attribute;
mod challenge;
mod delivery;
mod input;
mod mfa;
mod password;
mod sign_in;
mod sign_up;
mod tokens;

use serde_json::Value;

use self::input::Input;
use crate::{error::ApiError, shared::Shared};

pub(crate) use self::{
    challenge::{Next, check_code, choose_password, next},
    sign_in::prove_password,
    sign_up::add_user,
};

/// Who calls.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    /// What they call this machine.
    pub(crate) host: &'a str,
    /// Whether it is a page of another origin.
    pub(crate) is_foreign: bool,
}

/// Performs an operation.
pub(crate) fn call(
    pool: &Shared,
    operation: &str,
    body: &Value,
    caller: Caller<'_>,
) -> Result<Value, ApiError> {
    let input = Input::members(body, caller);
    match operation {
        "AssociateSoftwareToken" => mfa::associate(pool, input),
        "ChangePassword" => password::change(pool, input),
        "ConfirmForgotPassword" => password::confirm_forgotten(pool, input),
        "ConfirmSignUp" => sign_up::confirm(pool, input),
        "DeleteUser" => account::delete_user(pool, input),
        "ForgotPassword" => password::forgot(pool, input),
        "GetTokensFromRefreshToken" => tokens::from_refresh_token(pool, input),
        "GetUser" => account::get_user(pool, input),
        "GetUserAttributeVerificationCode" => attribute::verification_code(pool, input),
        "GlobalSignOut" => account::global_sign_out(pool, input),
        "InitiateAuth" => sign_in::initiate(pool, input),
        "ResendConfirmationCode" => sign_up::resend_code(pool, input),
        "RespondToAuthChallenge" => sign_in::respond(pool, input),
        "RevokeToken" => tokens::revoke(pool, input),
        "SetUserMFAPreference" => mfa::set_preference(pool, input),
        "SignUp" => sign_up::sign_up(pool, input),
        "UpdateUserAttributes" => attribute::update(pool, input),
        "VerifySoftwareToken" => mfa::verify(pool, input),
        "VerifyUserAttribute" => attribute::verify(pool, input),
        _ => admin::call(pool, operation, input),
    }
}
