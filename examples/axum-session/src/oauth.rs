//! The pool's domain: authorization requests, tokens, revocation.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html>

use std::{error::Error, fmt};

use axum::http::{Request, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cognito_tower::core::future::BoxFuture;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    ExtraTokenFields, HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RefreshToken, RequestTokenError, Scope, StandardRevocableToken, StandardTokenResponse,
    TokenResponse as _, TokenUrl,
    basic::{
        BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse,
        BasicTokenIntrospectionResponse, BasicTokenType,
    },
    url::form_urlencoded,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::http_client::{HttpClient, Unanswered};

const SCOPES: [&str; 3] = ["openid", "email", "profile"];
/// Seconds of the shortest life that Cognito gives a token: for a pool that does not say.
const SHORTEST_LIFE: u64 = 300;

type Client = oauth2::Client<
    BasicErrorResponse,
    StandardTokenResponse<WithIdToken, BasicTokenType>,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// The app client of the site at its pool's domain.
#[derive(Debug)]
pub(crate) struct OAuth {
    client: Client,
    http: HttpClient,
    client_id: String,
    secret: SecretString,
    /// What comes before `/oauth2/authorize`.
    domain: String,
    /// The site's own URL, without a slash at its end.
    site: String,
}

/// Where the app client is, and who it is.
#[derive(Clone, Debug)]
pub(crate) struct AppClient {
    pub(crate) id: String,
    pub(crate) secret: SecretString,
    /// Where the user pool's API is.
    pub(crate) api: String,
    pub(crate) domain: String,
    pub(crate) site: String,
}

/// Where to send a browser that wants to sign in, and what to remember about it.
pub(crate) struct Begun {
    pub(crate) url: String,
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

/// What the token endpoint gave.
pub(crate) struct Issued {
    pub(crate) access_token: SecretString,
    pub(crate) refresh_token: Option<SecretString>,
    pub(crate) id_token: Option<SecretString>,
    /// Seconds that the access token is good for.
    pub(crate) life: u64,
}

impl OAuth {
    pub(crate) fn new(app: AppClient) -> Result<Self, Box<dyn Error>> {
        let url = |path: &str| format!("{}{path}", app.domain);
        let secret = app.secret.expose_secret().to_owned();
        let client = oauth2::Client::new(ClientId::new(app.id.clone()))
            .set_client_secret(ClientSecret::new(secret))
            .set_auth_uri(AuthUrl::new(url("/oauth2/authorize"))?)
            .set_token_uri(TokenUrl::new(url("/oauth2/token"))?)
            .set_redirect_uri(RedirectUrl::new(format!("{}/callback", app.site))?);
        Ok(Self {
            client,
            http: HttpClient::new(&app.domain)?,
            client_id: app.id,
            secret: app.secret,
            domain: app.domain,
            site: app.site,
        })
    }

    /// A sign-in with PKCE (RFC 7636), a `state` and a `nonce` of its own.
    pub(crate) fn begin(&self) -> Begun {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = CsrfToken::new_random().into_secret();
        let request = self
            .client
            .authorize_url(CsrfToken::new_random)
            .set_pkce_challenge(challenge)
            .add_extra_param("nonce", nonce.clone());
        let scopes = SCOPES.map(|scope| Scope::new(scope.to_owned()));
        let (url, state) = request.add_scopes(scopes).url();
        Begun {
            url: url.into(),
            state: state.into_secret(),
            nonce,
            verifier: verifier.into_secret(),
        }
    }

    /// The tokens for a code. Cognito takes a code once.
    pub(crate) async fn exchange(
        &self,
        code: String,
        verifier: String,
    ) -> Result<Issued, TokenFault> {
        let exchange = self.client.exchange_code(AuthorizationCode::new(code));
        let answer = exchange
            .set_pkce_verifier(PkceCodeVerifier::new(verifier))
            .request_async(&self.caller())
            .await;
        let answer = answer.map_err(TokenFault::of)?;
        Ok(Issued::of(&answer))
    }

    /// New tokens for a refresh token.
    pub(crate) async fn refresh(&self, token: &SecretString) -> Result<Issued, TokenFault> {
        let token = RefreshToken::new(token.expose_secret().to_owned());
        let exchange = self.client.exchange_refresh_token(&token);
        let answer = exchange.request_async(&self.caller()).await;
        let answer = answer.map_err(TokenFault::of)?;
        Ok(Issued::of(&answer))
    }

    /// The HTTP client in the form that the crate wants.
    fn caller(
        &self,
    ) -> impl Fn(HttpRequest) -> BoxFuture<'static, Result<HttpResponse, Unanswered>> + use<> {
        let http = self.http.clone();
        move |request| {
            let http = http.clone();
            Box::pin(async move { http.send(request).await })
        }
    }

    /// Ends the sign-in of a refresh token at the pool ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)).
    ///
    /// By hand: the crate revokes over https alone, and development pools are on loopback.
    pub(crate) async fn revoke(&self, token: &SecretString) -> Result<(), Unanswered> {
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let (id, secret): (String, String) = (
            encoded(&self.client_id),
            encoded(self.secret.expose_secret()),
        );
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("token", token.expose_secret())
            .finish();
        let credentials = STANDARD.encode(format!("{id}:{secret}"));
        let request = Request::post(format!("{}/oauth2/revoke", self.domain))
            .header(header::AUTHORIZATION, format!("Basic {credentials}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.into_bytes());
        // The parts of the URL were read by `new`, and the rest is base64.
        let request = request.map_err(|_| Unanswered::Status(0))?;
        let answer = self.http.send(request).await?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(Unanswered::Status(answer.status().as_u16()))
        }
    }

    /// Where the browser's session at the pool's domain ends.
    pub(crate) fn logout_url(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.client_id)
            .append_pair("logout_uri", &format!("{}/", self.site))
            .finish();
        format!("{}/logout?{query}", self.domain)
    }
}

impl Issued {
    fn of(answer: &StandardTokenResponse<WithIdToken, BasicTokenType>) -> Self {
        let secret = |text: &str| SecretString::from(text.to_owned());
        let refresh_token = answer.refresh_token();
        Self {
            access_token: secret(answer.access_token().secret()),
            refresh_token: refresh_token.map(|token| secret(token.secret())),
            id_token: answer.extra_fields().id_token.as_deref().map(secret),
            life: answer
                .expires_in()
                .map_or(SHORTEST_LIFE, |life| life.as_secs()),
        }
    }
}

/// Why there are no tokens.
#[derive(Debug)]
pub(crate) enum TokenFault {
    /// The code or the refresh token is used up, revoked, expired or another client's: a new sign-in is needed.
    InvalidGrant,
    /// The pool, or the way to it, is out of order; or the site's own client is. Trying again may help.
    Unavailable(Box<dyn Error + Send + Sync>),
}

impl TokenFault {
    fn of(error: RequestTokenError<Unanswered, BasicErrorResponse>) -> Self {
        match error {
            RequestTokenError::ServerResponse(refusal)
                if *refusal.error() == BasicErrorResponseType::InvalidGrant =>
            {
                Self::InvalidGrant
            }
            RequestTokenError::ServerResponse(refusal) => {
                // Its description may hold anything: the code is enough to mend it.
                Self::Unavailable(format!("the pool answered {}", refusal.error().as_ref()).into())
            }
            RequestTokenError::Request(error) => Self::Unavailable(error.into()),
            // Their texts quote the answer, which may hold tokens.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                Self::Unavailable("the pool's answer is not what RFC 6749 says".into())
            }
        }
    }
}

impl fmt::Display for TokenFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidGrant => "the pool does not take the code or the refresh token",
            Self::Unavailable(_) => "the pool gave no tokens",
        })
    }
}

impl Error for TokenFault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::InvalidGrant => None,
            Self::Unavailable(error) => Some(&**error),
        }
    }
}

/// The member of an answer that OAuth 2.0 does not know.
#[derive(Deserialize, Serialize)]
struct WithIdToken {
    id_token: Option<String>,
}

impl ExtraTokenFields for WithIdToken {}

impl fmt::Debug for WithIdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WithIdToken")
    }
}
