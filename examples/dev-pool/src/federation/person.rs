//! The people that a provider knows: two from the start, and whoever is typed in.

use std::fmt::Write as _;

use aws_lc_rs::digest;

use super::Provider;
use crate::{attribute::is_email, user::fold};

/// Somebody with an account at a provider.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) email: String,
    pub(crate) name: Option<String>,
}

/// Characters of what is typed; an e-mail address may become part of a username.
const MAX_EMAIL: usize = 100;
const MAX_NAME: usize = 100;

impl Person {
    /// Who can be chosen with one click.
    pub(crate) fn known_to(provider: Provider) -> [Self; 2] {
        let domain = match provider {
            Provider::ExampleSaml => "corp.example",
            _ => "example.com",
        };
        ["Ada Example", "Ben Example"].map(|name| Self {
            email: format!("{}@{domain}", name.to_lowercase().replace(' ', ".")),
            name: Some(name.to_owned()),
        })
    }

    /// Who was typed in; without a name, if need be.
    pub(crate) fn typed(email: &str, name: Option<&str>) -> Option<Self> {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let has_form = is_email(email)
            && email.chars().count() <= MAX_EMAIL
            && name.is_none_or(|name| {
                name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control)
            });
        has_form.then(|| Self {
            email: email.to_owned(),
            name: name.map(str::to_owned),
        })
    }

    /// The provider's id of this person, in the provider's form: always the same for the same e-mail address.
    pub(crate) fn id(&self, provider: Provider) -> String {
        let address = fold(&self.email);
        let label = format!("{provider}:{address}");
        let hash = digest::digest(&digest::SHA256, label.as_bytes());
        let hexadecimal = hash.as_ref().iter().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        let hexadecimal = |length: usize| hexadecimal.chars().take(length).collect::<String>();
        let digits = |length: usize| {
            let bytes = hash.as_ref().iter().take(length);
            bytes
                .map(|byte| char::from(b'0' + byte % 10))
                .collect::<String>()
        };
        match provider {
            Provider::ExampleSaml => self.email.clone(),
            Provider::Facebook => digits(17),
            Provider::Google => format!("1{}", digits(20)),
            Provider::LoginWithAmazon => {
                format!("amzn1.account.A{}", hexadecimal(27).to_uppercase())
            }
            Provider::SignInWithApple => {
                format!("00{}.{}.{}", digits(4), hexadecimal(32), digits(4))
            }
        }
    }

    /// The attributes that the pool maps from what this provider says, with the pool's names for them.
    pub(crate) fn attributes(&self, provider: Provider) -> Vec<(&'static str, String)> {
        let mut attributes = vec![("email", self.email.clone())];
        let Some(name) = &self.name else {
            return attributes;
        };
        attributes.push(("name", name.clone()));
        match provider {
            Provider::Google => {
                if let Some((given, family)) = name.rsplit_once(' ') {
                    attributes.push(("given_name", given.to_owned()));
                    attributes.push(("family_name", family.to_owned()));
                }
                attributes.push(("picture", "https://pictures.example.com/person".to_owned()));
            }
            // Several values become one text, each of them encoded as in a form.
            Provider::ExampleSaml => {
                attributes.push((
                    "custom:idp_groups",
                    "[Domain+Users, Finance, R%26D]".to_owned(),
                ));
            }
            Provider::Facebook | Provider::LoginWithAmazon | Provider::SignInWithApple => (),
        }
        attributes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_providers_form_and_stay_the_same() {
        let person = |email: &str| Person::typed(email, None).unwrap();
        for provider in Provider::ALL {
            let id = person("a@example.com").id(provider);
            let length = match provider {
                Provider::ExampleSaml => 13,
                Provider::Facebook => 17,
                Provider::Google => 21,
                Provider::LoginWithAmazon => 42,
                Provider::SignInWithApple => 44,
            };
            assert_eq!(id.len(), length, "{provider}: {id}");
            assert_ne!(id, person("b@example.com").id(provider));
            if provider != Provider::ExampleSaml {
                assert_eq!(id, person("A@Example.com").id(provider));
            }
        }
    }

    #[test]
    fn what_is_typed_must_have_a_form() {
        let long = "a".repeat(MAX_EMAIL + 1);
        for (email, name, expected) in [
            ("a@example.com", None, true),
            ("a@example.com", Some("A B"), true),
            ("a@example.com", Some(" "), true),
            ("a", None, false),
            ("", None, false),
            ("a b@example.com", None, false),
            (&*format!("{long}@example.com"), None, false),
            ("a@example.com", Some(&*long), false),
            ("a@example.com", Some("A\nB"), false),
        ] {
            assert_eq!(
                Person::typed(email, name).is_some(),
                expected,
                "{email} {name:?}"
            );
        }
    }
}
