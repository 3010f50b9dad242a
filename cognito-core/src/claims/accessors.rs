//! What access and ID claims have in common.

/// The accessors that all claims have.
macro_rules! accessors {
    ($claims:ident) => {
        impl<C> $claims<C> {
            /// The subject: the user's immutable id in the pool, or the app client's id for a machine.
            ///
            /// Identify users by this and the pool, never by e-mail or username. It is not promised to be a UUID.
            pub fn subject(&self) -> &str {
                let verified = self.verified();
                verified.text(verified.parts.sub)
            }

            /// `iss`: the issuer, one of the pool's.
            pub fn issuer(&self) -> &str {
                let verified = self.verified();
                verified.text(verified.parts.iss)
            }

            /// What verified the token: this program, or something in front of it whose word was taken.
            pub fn provenance(&self) -> $crate::Provenance {
                self.verified().provenance
            }

            /// The pool that issued the token.
            pub fn user_pool_id(&self) -> &$crate::UserPoolId {
                &self.verified().pool
            }

            /// The app client that the token was issued to: `client_id` of an access token, `aud` of an ID token.
            pub fn client_id(&self) -> &str {
                let verified = self.verified();
                verified.text(verified.parts.client)
            }

            /// `aud`: the app clients of an ID token; the resource that an access token is bound to ([RFC 8707]), or its
            /// own app client where a trigger added it. Mostly empty for an access token.
            ///
            /// [RFC 8707]: https://www.rfc-editor.org/rfc/rfc8707
            pub fn audience(&self) -> Vec<String> {
                self.verified()
                    .read("aud", $crate::claims::quirk::one_or_more)
                    .unwrap_or_default()
            }

            /// `azp`: the party that the token was issued to. Cognito reserves the name; no token with it is known.
            pub fn authorized_party(&self) -> Option<&str> {
                self.verified().kept($crate::token::Claim::Azp)
            }

            /// The user's name in the pool, where the token has one: `username` of an access token,
            /// `cognito:username` of an ID token.
            ///
            /// Names can be given anew after a user was deleted: see [`subject`](Self::subject).
            pub fn username(&self) -> Option<&str> {
                let verified = self.verified();
                verified.optional(verified.parts.username)
            }

            /// What a gateway wrote about the user's groups, where it cannot be told which they are; `None` for claims of a token.
            /// [`groups`](Self::groups) is empty then, **and that does not mean that the user is in none**: who asks whether somebody
            /// is *not* in a group has to look here first. Rules by `Policy::custom` refuse such claims. See
            /// `UpstreamContext::split_groups_at_commas`.
            pub fn ambiguous_groups(&self) -> Option<&str> {
                self.verified().ambiguous_groups.as_deref()
            }

            /// The user's groups; empty where the token names none.
            pub fn groups(&self) -> $crate::Groups<'_> {
                self.verified().groups()
            }

            /// The granted scopes; empty where the token names none, as Cognito's ID tokens do unless a trigger adds some.
            pub fn scopes(&self) -> $crate::Scopes<'_> {
                self.verified().scopes()
            }

            /// When the token expires, without leeway.
            pub fn expires_at(&self) -> std::time::SystemTime {
                $crate::claims::verified::system_time(self.verified().parts.exp)
            }

            /// When the token was issued.
            pub fn issued_at(&self) -> Option<std::time::SystemTime> {
                self.verified()
                    .parts
                    .iat
                    .map($crate::claims::verified::system_time)
            }

            /// When the user signed in. A refresh does not change it.
            pub fn auth_time(&self) -> Option<std::time::SystemTime> {
                self.verified()
                    .parts
                    .auth_time
                    .map($crate::claims::verified::system_time)
            }

            /// `acr`: the level of the sign-in, as `urn:cognito:loa:1` or the pool's own name for it.
            ///
            /// To demand a level, use [`Policy::acr`](crate::Policy::acr): it asks the user to sign in anew.
            pub fn acr(&self) -> Option<&str> {
                self.verified().kept($crate::token::Claim::Acr)
            }

            /// `amr`: how the user signed in, as `pwd`, `otp`, `mfa` ([RFC 8176]). Empty where the token does not say.
            ///
            /// [RFC 8176]: https://www.rfc-editor.org/rfc/rfc8176
            pub fn amr(&self) -> Vec<String> {
                self.verified()
                    .read("amr", $crate::claims::quirk::list)
                    .unwrap_or_default()
            }

            /// `act`: who acts for the user, where the token was exchanged with an actor token.
            pub fn actor(&self) -> Option<$crate::Actor<'_>> {
                self.verified().read("act", $crate::Actor::read)
            }

            /// `nonce`: the value that the sign-in request carried, for the application to compare.
            pub fn nonce(&self) -> Option<&str> {
                self.verified().kept($crate::token::Claim::Nonce)
            }

            /// `jti`: this token's id.
            pub fn jwt_id(&self) -> Option<&str> {
                let verified = self.verified();
                verified.optional(verified.parts.jti)
            }

            /// `origin_jti`: what all tokens of one sign-in share, and what revocation acts on.
            pub fn origin_jwt_id(&self) -> Option<&str> {
                let verified = self.verified();
                verified.optional(verified.parts.origin_jti)
            }

            /// `event_id`: the sign-in's id in the pool's logs.
            pub fn event_id(&self) -> Option<&str> {
                let verified = self.verified();
                verified.optional(verified.parts.event_id)
            }

            /// An attribute of the pool's own: `custom_attribute("tenant")` is the claim `custom:tenant`.
            ///
            /// Cognito writes them into ID tokens, as text whatever their type in the pool: `"12"`, `"true"`. An access
            /// token has one only where a pre token generation trigger added it. One that a trigger made no text reads
            /// as absent here; [`claim`](Self::claim) has it.
            ///
            /// ```
            /// use cognito_core::test_util::TestPool;
            ///
            /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), cognito_core::AuthError> {
            /// let pool = TestPool::new();
            /// let token = pool.access_token().custom_attribute("seats", "12").mint();
            /// let claims = pool.verifier().verify_access(&token).await?;
            /// let seats: Option<u32> = claims.custom_attribute("seats").and_then(|text| text.parse().ok());
            /// assert_eq!(seats, Some(12));
            /// # Ok(()) }
            /// ```
            pub fn custom_attribute(&self, name: &str) -> Option<std::borrow::Cow<'_, str>> {
                self.verified()
                    .read(&format!("custom:{name}"), $crate::claims::quirk::text)
            }

            /// Any claim by its token name; `None` where it is absent or of another type.
            ///
            /// Ask for a `String` where the text may hold anything: a `&str` is a place in the token, and is `None` for
            /// a text that the token writes with escapes, as `https:\/\/`.
            pub fn claim<'a, T: serde::Deserialize<'a>>(&'a self, name: &str) -> Option<T> {
                self.verified().claim(name)
            }
        }
    };
}

pub(super) use accessors;
