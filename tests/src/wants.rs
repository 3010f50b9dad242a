use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::{
    AccessClaims, BearerToken, CognitoClaims, Expiry, FromAuth, IdClaims, MachineClaims,
    SubjectKey, UserClaims,
};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the handler asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Wants {
    /// `CognitoClaims`.
    Claims,
    /// `AccessClaims`.
    Access,
    /// `IdClaims`.
    Id,
    /// `UserClaims`.
    User,
    /// `MachineClaims`.
    Machine,
    /// `AccessClaims<Tenant>`.
    Tenant,
    /// `UserClaims<Tenant>`.
    UserTenant,
    /// `MachineClaims<Tenant>`.
    MachineTenant,
    /// `Expiry`.
    Expiry,
    /// `BearerToken`.
    Token,
    /// `SubjectKey`.
    Subject,
    /// `Option<CognitoClaims>`.
    Optional,
    /// `Option<IdClaims>`.
    OptionalId,
    /// `Option<UserClaims>`.
    OptionalUser,
    /// `Option<MachineClaims>`.
    OptionalMachine,
    /// `Option<Expiry>`.
    OptionalExpiry,
    /// `Option<BearerToken>`.
    OptionalToken,
    /// `Option<SubjectKey>`.
    OptionalSubject,
    /// `CognitoClaims` and `AccessClaims`, as two arguments. Plain tower extracts twice.
    Twice,
    /// The claims that the layer left in the request's extensions, by the framework's own extractor.
    Extension,
    /// Nothing; it answers 401 with a challenge of its own.
    OwnRefusal,
}

/// A framework's handler of one argument, whatever that is.
pub(crate) trait AskFor {
    type Output;

    fn ask_for<T: Witness>(self) -> Self::Output;
}

impl Wants {
    /// The handler that asks for this one thing.
    pub(crate) fn with<H: AskFor>(self, handler: H) -> H::Output {
        match self {
            Self::Claims => handler.ask_for::<CognitoClaims>(),
            Self::Access => handler.ask_for::<AccessClaims>(),
            Self::Id => handler.ask_for::<IdClaims>(),
            Self::User => handler.ask_for::<UserClaims>(),
            Self::Machine => handler.ask_for::<MachineClaims>(),
            Self::Tenant => handler.ask_for::<AccessClaims<Tenant>>(),
            Self::UserTenant => handler.ask_for::<UserClaims<Tenant>>(),
            Self::MachineTenant => handler.ask_for::<MachineClaims<Tenant>>(),
            Self::Expiry => handler.ask_for::<Expiry>(),
            Self::Token => handler.ask_for::<BearerToken>(),
            Self::Subject => handler.ask_for::<SubjectKey>(),
            Self::Optional => handler.ask_for::<Option<CognitoClaims>>(),
            Self::OptionalId => handler.ask_for::<Option<IdClaims>>(),
            Self::OptionalUser => handler.ask_for::<Option<UserClaims>>(),
            Self::OptionalMachine => handler.ask_for::<Option<MachineClaims>>(),
            Self::OptionalExpiry => handler.ask_for::<Option<Expiry>>(),
            Self::OptionalToken => handler.ask_for::<Option<BearerToken>>(),
            Self::OptionalSubject => handler.ask_for::<Option<SubjectKey>>(),
            Self::Twice | Self::Extension | Self::OwnRefusal => {
                unreachable!("{self:?} is no handler of one argument")
            }
        }
    }
}

/// Custom claims.
#[derive(Debug, Deserialize)]
pub(crate) struct Tenant {
    #[serde(rename = "custom:tenant")]
    tenant: String,
}

/// What a handler can tell of its argument.
pub(crate) trait Witness: FromAuth + Send + 'static {
    /// The argument as JSON; `null` for an anonymous request.
    fn testimony(&self) -> Value;
}

macro_rules! by_its_claims {
    ($($claims:ident)+) => {
        $(
            impl Witness for $claims {
                fn testimony(&self) -> Value {
                    json!(self)
                }
            }
        )+
    };
}

by_its_claims! { CognitoClaims AccessClaims IdClaims UserClaims MachineClaims }

macro_rules! by_its_tenant {
    ($($claims:ident)+) => {
        $(
            impl Witness for $claims<Tenant> {
                fn testimony(&self) -> Value {
                    json!({ "custom:tenant": self.custom().tenant })
                }
            }
        )+
    };
}

by_its_tenant! { AccessClaims UserClaims MachineClaims }

impl Witness for Expiry {
    fn testimony(&self) -> Value {
        json!(self.remaining().as_secs())
    }
}

/// The payload of the token: a test that fails then prints that, and not the token.
impl Witness for BearerToken {
    fn testimony(&self) -> Value {
        payload_of(self.expose()).expect("a token with a payload")
    }
}

impl Witness for SubjectKey {
    fn testimony(&self) -> Value {
        json!(format!("{self:?}"))
    }
}

impl<T: Witness> Witness for Option<T> {
    fn testimony(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::testimony)
    }
}

/// The claims of a token, read without any of the code under test.
pub(crate) fn payload_of(token: &str) -> Option<Value> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    serde_json::from_slice(&payload).ok()
}
