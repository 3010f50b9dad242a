use super::{authorize, login, logout, provider_page, revoke, token, user_info};
use crate::{
    federation::Provider,
    http::{Answer, Request},
    shared::Shared,
};

/// What is served at a path below the pool's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Authorize,
    Login,
    Logout,
    Provider(Provider),
    Revoke,
    Token,
    UserInfo,
}

impl Endpoint {
    /// The endpoint at the part of the path that follows the pool's.
    pub(crate) fn at(pool: &Shared, path: &str) -> Option<Self> {
        Some(match path {
            "/oauth2/authorize" => Self::Authorize,
            "/oauth2/token" => Self::Token,
            "/oauth2/revoke" => Self::Revoke,
            "/oauth2/userInfo" => Self::UserInfo,
            "/login" => Self::Login,
            "/logout" => Self::Logout,
            _ => Self::Provider(pool.provider(path.strip_prefix("/idp/")?)?),
        })
    }

    pub(crate) fn methods(self) -> &'static str {
        match self {
            Self::Authorize | Self::Logout => "GET",
            Self::Login | Self::Provider(_) => "GET, POST",
            Self::Revoke | Self::Token => "POST, OPTIONS",
            Self::UserInfo => "GET, POST, OPTIONS",
        }
    }

    /// Whether pages of every origin may call it. On the others a cookie may stand behind the request.
    pub(crate) fn is_shared_with_all(self) -> bool {
        matches!(self, Self::Revoke | Self::Token | Self::UserInfo)
    }

    /// Whether the request changes something on behalf of whoever sits before the browser.
    pub(crate) fn is_guarded(self, method: &str) -> bool {
        matches!(self, Self::Login | Self::Provider(_)) && method == "POST"
    }

    /// Answers a request, or `None` if its method is not one of the endpoint's.
    pub(crate) fn answer(self, pool: &Shared, request: &Request) -> Option<Answer> {
        Some(match (self, request.method()) {
            (Self::Authorize, "GET") => authorize::answer(pool, request),
            (Self::Login, "GET") => login::show(pool, request),
            (Self::Login, "POST") => login::submit(pool, request),
            (Self::Logout, "GET") => logout::answer(pool, request),
            (Self::Provider(provider), "GET") => provider_page::show(pool, request, provider),
            (Self::Provider(provider), "POST") => provider_page::submit(pool, request, provider),
            (Self::Revoke, "POST") => revoke::answer(pool, request),
            (Self::Token, "POST") => token::answer(pool, request),
            (Self::UserInfo, "GET" | "POST") => user_info::answer(pool, request),
            _ => return None,
        })
    }
}
