//! The attributes that an administrator writes.

use crate::{api::input::Input, error::ApiError, user::User};

/// Those of clients, and whether addresses are proven.
pub(super) struct Written<'a> {
    pub(super) email_verified: Option<bool>,
    pub(super) phone_number_verified: Option<bool>,
    pub(super) others: Vec<(&'a str, &'a str)>,
}

impl<'a> Written<'a> {
    pub(super) fn of(input: Input<'a>) -> Result<Self, ApiError> {
        let mut written = Self {
            email_verified: None,
            phone_number_verified: None,
            others: Vec::new(),
        };
        for (name, value) in input.attributes()? {
            match name {
                "email_verified" => written.email_verified = Some(is_true(value)),
                "phone_number_verified" => written.phone_number_verified = Some(is_true(value)),
                _ => written.others.push((name, value)),
            }
        }
        Ok(written)
    }

    pub(super) fn mark(&self, user: &mut User) {
        user.email_verified = self.email_verified.unwrap_or(user.email_verified);
        user.phone_number_verified = self
            .phone_number_verified
            .unwrap_or(user.phone_number_verified);
    }
}

fn is_true(value: &str) -> bool {
    value.eq_ignore_ascii_case("true")
}
