//! Certificates, good and bad.

use std::sync::{Arc, LazyLock};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio_rustls::rustls::{ServerConfig, crypto::aws_lc_rs, pki_types::PrivatePkcs8KeyDer};

/// What the server shows in the TLS handshake.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Certificate {
    /// For 127.0.0.1 and localhost, signed by the [`trusted_root`].
    Good,
    /// As the good one, and valid until the end of 2020.
    Expired,
    /// Signed by an authority that nobody knows.
    UnknownAuthority,
    /// For another host.
    WrongName,
}

struct Authority {
    certificate: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
}

static TRUSTED: LazyLock<Authority> = LazyLock::new(|| Authority::new("known"));
static UNKNOWN: LazyLock<Authority> = LazyLock::new(|| Authority::new("unknown"));

/// The certificate, in DER, of the authority that signs all of this process's certificates but
/// [`UnknownAuthority`](Certificate::UnknownAuthority).
pub fn trusted_root() -> &'static [u8] {
    &TRUSTED.certificate
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self {
            certificate: params.self_signed(&key).unwrap().der().to_vec(),
            issuer: Issuer::new(params, key),
        }
    }
}

impl Certificate {
    pub(super) fn config(self) -> Arc<ServerConfig> {
        let names: &[&str] = match self {
            Self::WrongName => &["other.invalid"],
            Self::Good | Self::Expired | Self::UnknownAuthority => &["127.0.0.1", "localhost"],
        };
        let authority = match self {
            Self::UnknownAuthority => &UNKNOWN,
            Self::Good | Self::Expired | Self::WrongName => &TRUSTED,
        };
        let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        if self == Self::Expired {
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2020, 12, 31);
        }
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &authority.issuer).unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            );
        Arc::new(config.unwrap())
    }
}
