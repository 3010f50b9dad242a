//! What a protected resource publishes about itself (RFC 9728).

mod url;

use std::sync::Arc;

use serde::Serialize;

use self::url::ResourceUrl;
use crate::{BuildError, Policy, Verifier};

/// The metadata of a protected resource: where clients get tokens for it, and with which scopes
/// ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)).
///
/// A client that gets a 401 finds the metadata's URL in the challenge, and there the authorization servers. MCP clients go this
/// way. It takes two lines: tell the authenticator, and mount the adapter's `metadata_route` at [`path`](Self::path), **outside**
/// of what is protected, for a client that asks has no token yet.
///
/// All of it comes from the configuration. Nothing is taken from the request, its `Host` header least of all: whoever can set that
/// would send clients to an authorization server of their own.
///
/// ```
/// use cognito_core::{Authenticator, ResourceMetadata, Step, test_util::{TestHead, TestPool}};
///
/// let verifier = TestPool::new().verifier();
/// let metadata = ResourceMetadata::builder("https://api.example.com/orders", &verifier)
///     .scopes(["orders/read", "orders/write"])
///     .build()?;
/// assert_eq!(metadata.path(), "/.well-known/oauth-protected-resource/orders");
/// assert_eq!(metadata.json(), concat!(
///     r#"{"resource":"https://api.example.com/orders","#,
///     r#""authorization_servers":["https://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool1"],"#,
///     r#""scopes_supported":["orders/read","orders/write"],"bearer_methods_supported":["header"]}"#,
/// ));
///
/// let auth = Authenticator::builder(verifier).resource_metadata(&metadata).build()?;
/// let Step::Ready(Err(refused)) = auth.authenticate(&TestHead::get("/orders")) else { panic!("there is no token") };
/// let challenge = refused.headers().find(|(name, _)| *name == "www-authenticate");
/// assert_eq!(
///     challenge.unwrap().1,
///     r#"Bearer realm="cognito", resource_metadata="https://api.example.com/.well-known/oauth-protected-resource/orders""#,
/// );
/// # Ok::<(), cognito_core::BuildError>(())
/// ```
///
/// Clients that know RFC 8707 ask for a token that is bound to the resource, and a verifier refuses bound tokens unless it is told
/// of the same text: [`VerifierBuilder::resource`](crate::VerifierBuilder::resource).
///
/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct ResourceMetadata(Arc<Published>);

#[derive(Debug)]
struct Published {
    resource: ResourceUrl,
    json: String,
}

impl ResourceMetadata {
    /// The media type of [`json`](Self::json).
    pub const CONTENT_TYPE: &'static str = "application/json";

    /// Starts the metadata of a resource whose tokens this verifier accepts.
    ///
    /// `resource` is the URL that clients use, byte for byte: they compare it, and ask for tokens with it. `https`, or `http` to a
    /// loopback address; with a path, if clients are given one.
    ///
    /// The authorization servers are the issuers of the verifier's pools, one for each pool. A pool whose tokens carry the updated
    /// issuer should say so ([`only_updated_issuer`](crate::UserPool::only_updated_issuer)). Pools of a registry are not known
    /// beforehand: name their issuers, or one for each tenant's own metadata, by
    /// [`authorization_servers`](ResourceMetadataBuilder::authorization_servers).
    pub fn builder(resource: impl Into<Box<str>>, verifier: &Verifier) -> ResourceMetadataBuilder {
        ResourceMetadataBuilder {
            resource: resource.into(),
            bound_to: verifier.resource().map(Into::into),
            document: Document {
                authorization_servers: verifier.main_issuers().map(Into::into).collect(),
                ..Document::default()
            },
        }
    }

    /// The resource's own URL.
    pub fn resource(&self) -> &str {
        self.0.resource.as_str()
    }

    /// The path to serve the metadata at: `/.well-known/oauth-protected-resource`, and then the resource's own path
    /// ([RFC 9728, section 3.1](https://www.rfc-editor.org/rfc/rfc9728#section-3.1)).
    pub fn path(&self) -> &str {
        self.0.resource.metadata_path()
    }

    /// The URL of the metadata, as the challenge names it.
    ///
    /// ```
    /// use cognito_core::{ResourceMetadata, test_util::TestPool};
    ///
    /// let metadata = ResourceMetadata::builder("https://api.example.com", &TestPool::new().verifier()).build()?;
    /// assert_eq!(metadata.url(), "https://api.example.com/.well-known/oauth-protected-resource");
    /// # Ok::<(), cognito_core::BuildError>(())
    /// ```
    pub fn url(&self) -> &str {
        self.0.resource.metadata_url()
    }

    /// The document, of the media type [`CONTENT_TYPE`](Self::CONTENT_TYPE).
    pub fn json(&self) -> &str {
        &self.0.json
    }
}

/// The URL of the metadata, for [`AuthenticatorBuilder::resource_metadata`](crate::AuthenticatorBuilder::resource_metadata).
impl From<&ResourceMetadata> for Box<str> {
    fn from(metadata: &ResourceMetadata) -> Self {
        metadata.url().into()
    }
}

/// What a [`ResourceMetadata`] is made of.
///
/// ```
/// use cognito_core::{ResourceMetadata, test_util::TestPool};
///
/// let verifier = TestPool::new().verifier();
/// let metadata = ResourceMetadata::builder("https://api.example.com/", &verifier)
///     .authorization_servers(["https://login.example.com"]) // a proxy that registers clients for the pool
///     .name("Orders")
///     .documentation("https://docs.example.com/orders")
///     .build()?;
/// assert_eq!(metadata.json(), concat!(
///     r#"{"resource":"https://api.example.com/","authorization_servers":["https://login.example.com"],"#,
///     r#""bearer_methods_supported":["header"],"resource_name":"Orders","#,
///     r#""resource_documentation":"https://docs.example.com/orders"}"#,
/// ));
/// # Ok::<(), cognito_core::BuildError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct ResourceMetadataBuilder {
    resource: Box<str>,
    /// The verifier's own resource.
    bound_to: Option<Box<str>>,
    document: Document,
}

/// The members of RFC 9728, section 2. Those without a value are left out (section 3.2).
#[derive(Clone, Debug, Default, Serialize)]
struct Document {
    resource: Box<str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authorization_servers: Vec<Box<str>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scopes_supported: Vec<Box<str>>,
    bearer_methods_supported: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_name: Option<Box<str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_documentation: Option<Box<str>>,
}

impl ResourceMetadataBuilder {
    /// The scopes that clients may ask for, in place of none. Not every scope must be listed.
    pub fn scopes<I>(mut self, scopes: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<Box<str>>,
    {
        self.document.scopes_supported = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// The issuers that clients get tokens from, in place of the verifier's pools: what stands before a pool and speaks for it, or
    /// pools that a registry knows. With an empty list, clients must know them from elsewhere.
    pub fn authorization_servers<I>(mut self, issuers: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<Box<str>>,
    {
        self.document.authorization_servers = issuers.into_iter().map(Into::into).collect();
        self
    }

    /// The resource's name, for people. Default: none.
    pub fn name(mut self, name: impl Into<Box<str>>) -> Self {
        self.document.resource_name = Some(name.into());
        self
    }

    /// The URL of a page for the developers of clients. Default: none.
    pub fn documentation(mut self, url: impl Into<Box<str>>) -> Self {
        self.document.resource_documentation = Some(url.into());
        self
    }

    /// Makes the metadata.
    ///
    /// # Errors
    /// [`BuildError`] for a URL that clients cannot use or a route cannot have, one that is not the verifier's own
    /// [`resource`](crate::VerifierBuilder::resource), and a text that cannot be a scope.
    ///
    /// ```
    /// use cognito_core::{ResourceMetadata, test_util::TestPool};
    ///
    /// let pool = TestPool::new();
    /// let bound = pool.verifier_builder().resource("https://api.example.com/orders").build()?;
    /// let metadata = |url: &str| ResourceMetadata::builder(url, &bound).build();
    /// assert!(metadata("https://api.example.com/orders").is_ok());
    /// assert!(metadata("https://api.example.com/orders/").is_err(), "tokens for this one would be refused");
    /// # Ok::<(), cognito_core::BuildError>(())
    /// ```
    pub fn build(self) -> Result<ResourceMetadata, BuildError> {
        let resource = ResourceUrl::new(self.resource)?;
        if let Some(bound_to) = self.bound_to.filter(|own| **own != *resource.as_str()) {
            return Err(BuildError::InvalidUrl {
                setting: "resource",
                value: resource.as_str().into(),
                expected: format!("`{bound_to}`, the `resource` of the verifier").into(),
            });
        }
        for scope in &self.document.scopes_supported {
            Policy::scope(scope).ensure_meetable()?;
        }
        let document = Document {
            resource: resource.as_str().into(),
            bearer_methods_supported: ["header"],
            ..self.document
        };
        // Plain texts: this cannot fail.
        let json = serde_json::to_string(&document).unwrap_or_default();
        Ok(ResourceMetadata(Arc::new(Published { resource, json })))
    }
}
