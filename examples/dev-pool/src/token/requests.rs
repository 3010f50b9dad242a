/// How often the token endpoint was asked, by how it answered.
///
/// A test sees with it that parallel requests of a site became one refresh. It counts `/oauth2/token` only, not the API.
/// [`DevPool::token_requests`](crate::DevPool::token_requests) has it, and `/dev/state.json` as `tokenRequests`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenRequests {
    /// Codes that became tokens.
    pub authorization_code: u64,
    /// Tokens for clients themselves.
    pub client_credentials: u64,
    /// Refreshes.
    pub refresh_token: u64,
    /// Requests of any grant that got an error.
    pub refused: u64,
}
