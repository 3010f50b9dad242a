use serde_json::{Value, json};

use super::Provider;

/// What ties an account to a provider's.
pub(crate) struct Identity {
    pub(crate) provider: Provider,
    /// The provider's own id of the user, case and all.
    pub(crate) user_id: String,
    /// When the account came into the pool, in milliseconds since 1970.
    pub(crate) date_created: u64,
}

impl Identity {
    /// The member of the claim `identities`: everything in it is text or null.
    pub(crate) fn claim(&self) -> Value {
        self.written(&json!("true"), &json!(self.date_created.to_string()))
    }

    /// The user attribute `identities`: a JSON text, with a boolean and a number in it.
    pub(crate) fn attribute(&self) -> String {
        json!([self.written(&json!(true), &json!(self.date_created))]).to_string()
    }

    fn written(&self, primary: &Value, date_created: &Value) -> Value {
        json!({
            "userId": self.user_id,
            "providerName": self.provider.as_str(),
            "providerType": self.provider.kind(),
            "issuer": self.provider.issuer(),
            "primary": primary,
            "dateCreated": date_created,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claim_and_attribute_differ_in_their_types() {
        let identity = Identity {
            provider: Provider::Google,
            user_id: "1".to_owned(),
            date_created: 1_642_699_117_273,
        };
        assert_eq!(
            identity.claim(),
            json!({
                "userId": "1", "providerName": "Google", "providerType": "Google", "issuer": null,
                "primary": "true", "dateCreated": "1642699117273",
            })
        );
        let attribute: Value = serde_json::from_str(&identity.attribute()).unwrap();
        assert_eq!(
            attribute,
            json!([{
                "userId": "1", "providerName": "Google", "providerType": "Google", "issuer": null,
                "primary": true, "dateCreated": 1_642_699_117_273_u64,
            }])
        );
    }
}
