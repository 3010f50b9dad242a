//! The pool's domain: authorization requests, tokens, revocation.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html>

mod answer;

use std::error::Error;

use axum::http::{Request, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use cognito_tower::core::future::BoxFuture;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RefreshToken,
    Scope, StandardRevocableToken, TokenUrl,
    basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse},
    url::form_urlencoded,
};
use secrecy::{ExposeSecret as _, SecretString};

use self::answer::Tokens;
pub(crate) use self::answer::{Issued, TokenFault};
use crate::http_client::{HttpClient, Unanswered};

const SCOPES: [&str; 3] = ["openid", "email", "profile"];

type Client = oauth2::Client<
    BasicErrorResponse,
    Tokens,
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
            .body(body.into_bytes())?;
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
