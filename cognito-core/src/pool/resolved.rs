use super::{ClientRule, IssuerForm, UserPool, location};
use crate::{BuildError, Region, UserPoolId};

/// A checked pool: which `iss` its tokens may carry, and where its keys are.
#[derive(Clone, Debug)]
pub(crate) struct ResolvedPool {
    pub(crate) id: UserPoolId,
    pub(crate) clients: ClientRule,
    /// The exact values of `iss`; never empty.
    pub(crate) issuers: Box<[Box<str>]>,
    /// Tried in this order; never empty.
    pub(crate) locations: Vec<Box<str>>,
    /// Hosts that plain `http` was allowed for.
    #[cfg(feature = "reqwest")]
    pub(crate) http_hosts: Vec<Box<str>>,
}

impl ResolvedPool {
    pub(crate) fn accepts_issuer(&self, issuer: &str) -> bool {
        self.issuers.iter().any(|own| **own == *issuer)
    }

    /// Whether keys of the one are the keys of the other: they come from the same places. A database may return them in
    /// another order each time.
    pub(crate) fn has_keys_of(&self, other: &Self) -> bool {
        #[cfg(feature = "reqwest")]
        if !are_the_same(&self.http_hosts, &other.http_hosts) {
            return false;
        }
        self.id == other.id && are_the_same(&self.locations, &other.locations)
    }
}

/// As sets. Neither is long.
fn are_the_same(some: &[Box<str>], others: &[Box<str>]) -> bool {
    some.iter().all(|one| others.contains(one)) && others.iter().all(|one| some.contains(one))
}

impl UserPool {
    /// The issuers and key locations that follow from this configuration
    /// (the manual of rules, section 7).
    pub(crate) fn resolve(&self) -> Result<ResolvedPool, BuildError> {
        self.clients.check(&self.id)?;
        for host in &self.http_hosts {
            location::check_http_host(host)?;
        }
        self.check_for_overridden_settings()?;
        let issuers = match &self.issuer {
            Some(issuer) => {
                self.check_issuer(issuer)?;
                vec![issuer.clone()]
            }
            None => self.issuers_of_aws()?,
        };
        let locations = match &self.jwks_uri {
            Some(uri) => {
                self.check_jwks_uri(uri)?;
                vec![uri.clone()]
            }
            None => self.locations_of_aws()?,
        };
        Ok(ResolvedPool {
            id: self.id.clone(),
            clients: self.clients.clone(),
            issuers: issuers.into(),
            locations,
            #[cfg(feature = "reqwest")]
            http_hosts: self.http_hosts.clone(),
        })
    }

    /// Where issuer and key location are both given, what would choose among AWS's is passed over.
    fn check_for_overridden_settings(&self) -> Result<(), BuildError> {
        if self.issuer.is_none() || self.jwks_uri.is_none() {
            return Ok(());
        }
        let setting = match self.issuer_form {
            _ if !self.replicas.is_empty() => "replica_regions",
            IssuerForm::Both => return Ok(()),
            IssuerForm::Original => "only_original_issuer",
            IssuerForm::Updated => "only_updated_issuer",
        };
        Err(BuildError::UselessSetting {
            setting,
            because: "`issuer` and `jwks_uri` are both given; leave out one or the other",
        })
    }

    fn issuers_of_aws(&self) -> Result<Vec<Box<str>>, BuildError> {
        let mut issuers = Vec::new();
        for region in self.regions() {
            if self.issuer_form != IssuerForm::Updated {
                issuers.push(self.issuer_in(&region, "cognito-idp")?);
            }
            if self.issuer_form != IssuerForm::Original {
                issuers.push(self.issuer_in(&region, "issuer-cognito-idp")?);
            }
        }
        Ok(issuers)
    }

    fn locations_of_aws(&self) -> Result<Vec<Box<str>>, BuildError> {
        let service = match self.issuer_form {
            IssuerForm::Both | IssuerForm::Original => "cognito-idp",
            IssuerForm::Updated => "issuer-cognito-idp",
        };
        self.regions()
            .map(|region| {
                let issuer = self.issuer_in(&region, service)?;
                Ok(format!("{issuer}/.well-known/jwks.json").into())
            })
            .collect()
    }

    /// The pool's own Region first, then its replicas'.
    pub(super) fn regions(&self) -> impl Iterator<Item = Region> {
        std::iter::once(self.id.region()).chain(self.replicas.iter().cloned())
    }

    fn issuer_in(&self, region: &Region, service: &str) -> Result<Box<str>, BuildError> {
        let name = self.id.name_at(service, region);
        let name = name.ok_or_else(|| BuildError::IssuerNeeded {
            pool: self.id.clone(),
            region: region.clone(),
        })?;
        Ok(format!("https://{name}").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(id: &str) -> UserPool {
        UserPool::new(UserPoolId::emulator(id).unwrap(), ["client"])
    }

    #[track_caller]
    fn assert_resolves(pool: &UserPool, issuers: &[&str], locations: &[&str]) {
        let resolved = pool.resolve().unwrap();
        assert_eq!(
            resolved.issuers.iter().map(|i| &**i).collect::<Vec<_>>(),
            issuers
        );
        assert_eq!(
            resolved.locations.iter().map(|l| &**l).collect::<Vec<_>>(),
            locations
        );
    }

    #[test]
    fn both_issuer_forms_by_default_and_keys_from_the_original() {
        assert_resolves(
            &pool("us-east-1_A"),
            &[
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
                "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
            ],
            &["https://cognito-idp.us-east-1.amazonaws.com/us-east-1_A/.well-known/jwks.json"],
        );
    }

    #[test]
    fn one_form_alone() {
        assert_resolves(
            &pool("cn-north-1_A").only_original_issuer(),
            &["https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_A"],
            &["https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_A/.well-known/jwks.json"],
        );
        assert_resolves(
            &pool("eusc-de-east-1_A").only_updated_issuer(),
            &["https://issuer-cognito-idp.eusc-de-east-1.amazonaws.eu/eusc-de-east-1_A"],
            &[
                "https://issuer-cognito-idp.eusc-de-east-1.amazonaws.eu/eusc-de-east-1_A/.well-known/jwks.json",
            ],
        );
    }

    #[test]
    fn replicas_keep_the_pool_id_and_come_second() {
        let replica: Region = "us-west-2".parse().unwrap();
        assert_resolves(
            &pool("us-east-1_A").replica_regions([replica]),
            &[
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
                "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
                "https://cognito-idp.us-west-2.amazonaws.com/us-east-1_A",
                "https://issuer-cognito-idp.us-west-2.amazonaws.com/us-east-1_A",
            ],
            &[
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_A/.well-known/jwks.json",
                "https://cognito-idp.us-west-2.amazonaws.com/us-east-1_A/.well-known/jwks.json",
            ],
        );
    }

    #[test]
    fn replicas_have_the_forms_that_the_pool_has() {
        let replicated = || {
            pool("us-east-1_A")
                .replica_regions(["us-west-2", "eu-west-1"].map(|r| r.parse().unwrap()))
        };
        assert_resolves(
            &replicated().only_original_issuer(),
            &[
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
                "https://cognito-idp.us-west-2.amazonaws.com/us-east-1_A",
                "https://cognito-idp.eu-west-1.amazonaws.com/us-east-1_A",
            ],
            &[
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_A/.well-known/jwks.json",
                "https://cognito-idp.us-west-2.amazonaws.com/us-east-1_A/.well-known/jwks.json",
                "https://cognito-idp.eu-west-1.amazonaws.com/us-east-1_A/.well-known/jwks.json",
            ],
        );
        assert_resolves(
            &replicated().only_updated_issuer(),
            &[
                "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
                "https://issuer-cognito-idp.us-west-2.amazonaws.com/us-east-1_A",
                "https://issuer-cognito-idp.eu-west-1.amazonaws.com/us-east-1_A",
            ],
            &[
                "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_A/.well-known/jwks.json",
                "https://issuer-cognito-idp.us-west-2.amazonaws.com/us-east-1_A/.well-known/jwks.json",
                "https://issuer-cognito-idp.eu-west-1.amazonaws.com/us-east-1_A/.well-known/jwks.json",
            ],
        );
    }

    #[test]
    fn each_partition_has_its_hosts() {
        for (id, suffix) in [
            ("us-gov-west-1_A", "amazonaws.com"),
            ("ap-southeast-7_A", "amazonaws.com"),
            ("cn-northwest-1_A", "amazonaws.com.cn"),
            ("eusc-de-east-1_A", "amazonaws.eu"),
        ] {
            let region = id.strip_suffix("_A").unwrap();
            let original = format!("https://cognito-idp.{region}.{suffix}/{id}");
            let updated = format!("https://issuer-cognito-idp.{region}.{suffix}/{id}");
            let keys = format!("{original}/.well-known/jwks.json");
            assert_resolves(&pool(id), &[&original, &updated], &[&keys]);
        }
    }

    #[test]
    fn issuer_and_key_location_are_independent() {
        assert_resolves(
            &pool("us-east-1_A").jwks_uri("http://127.0.0.1:4566/jwks.json"),
            &[
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
                "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_A",
            ],
            &["http://127.0.0.1:4566/jwks.json"],
        );
        assert_resolves(
            &pool("local_x")
                .issuer("http://localhost:9229/local_x")
                .jwks_uri("http://localhost:9229/local_x/.well-known/jwks.json"),
            &["http://localhost:9229/local_x"],
            &["http://localhost:9229/local_x/.well-known/jwks.json"],
        );
    }

    #[test]
    fn a_pool_without_a_known_issuer_wants_both_settings() {
        let error = |pool: UserPool| pool.resolve().unwrap_err().to_string();
        for id in ["local_x", "us-iso-east-1_A"] {
            assert!(error(pool(id)).contains(id));
            assert!(error(pool(id).issuer("https://example.com/x")).contains("jwks_uri"));
            assert!(error(pool(id).jwks_uri("https://example.com/x")).contains("issuer"));
        }
    }

    #[test]
    fn a_client_rule_that_nobody_meets_is_refused() {
        let id: UserPoolId = "us-east-1_A".parse().unwrap();
        let none: [&str; 0] = [];
        assert!(UserPool::new(id.clone(), none).resolve().is_err());
        assert!(UserPool::new(id.clone(), [""]).resolve().is_err());
        assert!(UserPool::new(id, ["a", " "]).resolve().is_err());
    }
}
