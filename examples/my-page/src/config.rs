//! What `GET /config.json` answers, and with it where the pages may connect to.

use serde_json::{Map, Value, json};

#[cfg(feature = "dev-pool")]
use crate::embedded::Embedded;
use crate::{settings::RemotePool, site::Pool};

/// The members that are addresses which the pages ask.
const ADDRESSES: [&str; 4] = ["endpoint", "oauthDomain", "identityEndpoint", "s3Endpoint"];

pub(crate) struct Config(Map<String, Value>);

impl Config {
    /// For a browser that asked with this `Host` a site that listens on this port.
    pub(crate) fn of(pool: &Pool, port: u16, host: Option<&str>) -> Self {
        let config = match pool {
            #[cfg(feature = "dev-pool")]
            Pool::Embedded(embedded) => of_embedded(embedded, &origin(port, host)),
            Pool::Remote(pool) => {
                let _ = (port, host);
                of_remote(pool)
            }
        };
        let Value::Object(mut members) = config else {
            return Self(Map::new());
        };
        members.retain(|_, value| !value.is_null());
        Self(members)
    }

    /// Where the pages connect to besides the site itself.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        ADDRESSES
            .into_iter()
            .filter_map(|name| self.0.get(name)?.as_str())
    }

    pub(crate) fn into_json(self) -> String {
        Value::Object(self.0).to_string()
    }
}

#[cfg(feature = "dev-pool")]
fn of_embedded(embedded: &Embedded, origin: &str) -> Value {
    let (pool, cloud) = (embedded.pool(), embedded.cloud());
    let providers: Vec<_> = pool.providers().iter().map(|one| one.as_str()).collect();
    let (id, endpoint) = (pool.user_pool_id(), format!("{origin}{}", pool.mount()));
    json!({
        "region": pool.region(),
        "userPoolId": id,
        "clientId": pool.client_id(),
        "endpoint": endpoint,
        "issuer": pool.issuer(),
        "jwksUri": format!("{endpoint}/{id}/.well-known/jwks.json"),
        "oauthDomain": endpoint,
        "providers": providers,
        "identityPoolId": cloud.identity_pool_id(),
        "identityEndpoint": format!("{origin}{}", cloud.identity_mount()),
        "s3Endpoint": format!("{origin}{}", cloud.s3_mount()),
        "bucket": cloud.bucket(),
    })
}

fn of_remote(pool: &RemotePool) -> Value {
    let services = &pool.services;
    let (identity_pool, store) = (services.identity_pool.as_ref(), services.store.as_ref());
    json!({
        "region": pool.id.region().as_str(),
        "userPoolId": pool.id.as_str(),
        "clientId": pool.client_id,
        "endpoint": pool.api.endpoint,
        "oauthDomain": services.domain,
        "providers": services.domain.as_ref().map(|_| &services.providers),
        "identityPoolId": identity_pool.map(|pool| &pool.id),
        "identityEndpoint": identity_pool.map(|pool| &pool.endpoint),
        "s3Endpoint": store.map(|store| &store.endpoint),
        "bucket": store.map(|store| &store.bucket),
    })
}

/// The site as the browser calls it, if that is a name of this machine.
#[cfg(feature = "dev-pool")]
fn origin(port: u16, host: Option<&str>) -> String {
    let own = format!("127.0.0.1:{port}");
    let host = host.filter(|host| is_local(host)).unwrap_or(&own);
    format!("http://{host}")
}

/// Whether a `Host` header names this machine, so that pages may be told to call it.
#[cfg(feature = "dev-pool")]
fn is_local(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    matches!(name, "localhost" | "127.0.0.1") && port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests;
