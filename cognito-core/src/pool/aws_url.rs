//! URLs of AWS's own hosts that cannot be this pool's: typing errors that would refuse every token, or trust the keys
//! of another pool.
//!
//! Other hosts are an emulator's, a proxy's or a mirror's, and theirs to name.

use std::borrow::Cow;

use super::{UserPool, location};
use crate::{BuildError, Region};

impl UserPool {
    /// Checks an explicit issuer.
    pub(super) fn check_issuer(&self, url: &str) -> Result<(), BuildError> {
        self.check_url("issuer", url, &format!("/{}", self.id))
    }

    /// Checks an explicit key location.
    pub(super) fn check_jwks_uri(&self, url: &str) -> Result<(), BuildError> {
        let path = format!("/{}/.well-known/jwks.json", self.id);
        self.check_url("jwks_uri", url, &path)
    }

    fn check_url(&self, setting: &'static str, url: &str, path: &str) -> Result<(), BuildError> {
        let parts = location::check(setting, url, &self.http_hosts)?;
        let invalid = |expected: Cow<'static, str>| BuildError::InvalidUrl {
            setting,
            value: url.into(),
            expected,
        };
        let host = parts.host.to_ascii_lowercase();
        if host.ends_with(".amazoncognito.com") {
            return Err(invalid(
                "none, or one of `cognito-idp.<region>…`: this domain serves the sign-in pages, and is no issuer".into(),
            ));
        }
        let Some(region) = region_of_service(&host) else {
            return Ok(());
        };
        if parts.path != path {
            return Err(invalid(format!("one whose whole path is `{path}`").into()));
        }
        if self.id.provider_name().is_some() && !self.regions().any(|own| own == region) {
            let own = self.id.region();
            let expected = format!(
                "the pool's own Region `{own}` in the host, or `{region}` among `replica_regions`"
            );
            return Err(invalid(expected.into()));
        }
        Ok(())
    }
}

/// The Region of a host that serves user pools, as `cognito-idp.eu-west-1.amazonaws.com`.
fn region_of_service(host: &str) -> Option<Region> {
    let mut labels = host.split('.');
    let service = labels.next()?;
    let is_service = matches!(
        service,
        "cognito-idp" | "cognito-idp-fips" | "issuer-cognito-idp" | "issuer-cognito-idp-fips"
    );
    labels.next().filter(|_| is_service)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use crate::{UserPool, UserPoolId};

    const POOL: &str = "us-east-1_AbC";

    fn pool(id: &str) -> UserPool {
        UserPool::new(UserPoolId::emulator(id).unwrap(), ["client"])
    }

    #[track_caller]
    fn assert_refused(pool: &UserPool, setting: &str, url: &str, expected: &str) {
        let message = pool.resolve().unwrap_err().to_string();
        let variable = setting.to_ascii_uppercase();
        assert_eq!(
            message,
            format!("`{setting}` (COGNITO_{variable}) is `{url}`; expected {expected}")
        );
    }

    #[test]
    fn an_issuer_of_aws_is_this_pools() {
        let path = "one whose whole path is `/us-east-1_AbC`";
        let region =
            "the pool's own Region `us-east-1` in the host, or `us-west-2` among `replica_regions`";
        let domain = "none, or one of `cognito-idp.<region>…`: this domain serves the sign-in pages, and is no issuer";
        for (url, expected) in [
            (
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC/",
                path,
            ),
            ("https://cognito-idp.us-east-1.amazonaws.com", path),
            ("https://cognito-idp.us-east-1.amazonaws.com/", path),
            (
                "https://cognito-idp.us-east-1.amazonaws.com//us-east-1_AbC",
                path,
            ),
            (
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other",
                path,
            ),
            (
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc",
                path,
            ),
            (
                "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC/",
                path,
            ),
            (
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC/.well-known/openid-configuration",
                path,
            ),
            (
                "https://cognito-idp.us-west-2.amazonaws.com/us-east-1_AbC",
                region,
            ),
            (
                "https://issuer-cognito-idp.us-west-2.amazonaws.com/us-east-1_AbC",
                region,
            ),
            ("https://shop.auth.us-east-1.amazoncognito.com", domain),
            (
                "https://Shop.auth.us-east-1.AmazonCognito.com/us-east-1_AbC",
                domain,
            ),
        ] {
            assert_refused(&pool(POOL).issuer(url), "issuer", url, expected);
        }
    }

    #[test]
    fn a_key_location_of_aws_is_this_pools() {
        let path = "one whose whole path is `/us-east-1_AbC/.well-known/jwks.json`";
        for url in [
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC",
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other/.well-known/jwks.json",
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC/.well-known/jwks.json/",
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC/.well-known/openid-configuration",
        ] {
            assert_refused(&pool(POOL).jwks_uri(url), "jwks_uri", url, path);
        }
        let url = "https://cognito-idp.us-west-2.amazonaws.com/us-east-1_AbC/.well-known/jwks.json";
        let region =
            "the pool's own Region `us-east-1` in the host, or `us-west-2` among `replica_regions`";
        assert_refused(&pool(POOL).jwks_uri(url), "jwks_uri", url, region);
    }

    #[test]
    fn what_may_be_meant_passes() {
        let replicated = || pool(POOL).replica_regions(["us-west-2".parse().unwrap()]);
        let iso = |id: &str| pool(id).jwks_uri("https://keys.example/jwks.json");
        for pool in [
            pool(POOL).issuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC"),
            pool(POOL).issuer("https://cognito-idp-fips.us-east-1.amazonaws.com/us-east-1_AbC"),
            pool(POOL).issuer("https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC"),
            replicated().issuer("https://cognito-idp.us-west-2.amazonaws.com/us-east-1_AbC"),
            replicated().jwks_uri(
                "https://cognito-idp.us-west-2.amazonaws.com/us-east-1_AbC/.well-known/jwks.json",
            ),
            iso("us-iso-east-1_A")
                .issuer("https://cognito-idp.us-iso-east-1.example/us-iso-east-1_A"),
            iso("local_x").issuer("https://cognito-idp.us-east-1.amazonaws.com/local_x"),
            pool(POOL).issuer("https://cognito-idp.localhost.localstack.cloud:4566/us-east-1_AbC"),
            pool(POOL).issuer("https://login.example/"),
            pool(POOL).issuer("https://cognito-idp.example/x"),
            pool(POOL).jwks_uri("https://vpce-1.cognito-idp.us-east-1.vpce.amazonaws.com/keys"),
        ] {
            assert!(pool.resolve().is_ok(), "{pool:?}");
        }
    }
}
