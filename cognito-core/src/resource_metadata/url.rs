//! The URL of a resource, and where its metadata is.

use crate::{BuildError, pool::location, source};

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// A checked resource identifier (RFC 9728, section 1.2): an origin and a path.
#[derive(Debug)]
pub(super) struct ResourceUrl {
    resource: Box<str>,
    metadata_url: Box<str>,
    /// Where the path begins in `metadata_url`.
    path_start: usize,
}

impl ResourceUrl {
    pub(super) fn new(resource: Box<str>) -> Result<Self, BuildError> {
        let Some((origin, path)) = parts(&resource) else {
            return Err(BuildError::InvalidUrl {
                setting: "resource",
                value: resource,
                expected: "`https://<host>[:<port>][/<path>]` as clients write it, or `http` to a loopback address: the host in lower case, without a default port, and without `?`, `#`, `%`, `:`, `*` or an empty segment in the path".into(),
            });
        };
        // Section 3.1: the well-known path goes between host and path, and a slash alone is no path.
        let path = if path == "/" { "" } else { path };
        Ok(Self {
            metadata_url: format!("{origin}{WELL_KNOWN}{path}").into(),
            path_start: origin.len(),
            resource,
        })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.resource
    }

    pub(super) fn metadata_url(&self) -> &str {
        &self.metadata_url
    }

    pub(super) fn metadata_path(&self) -> &str {
        self.metadata_url.get(self.path_start..).unwrap_or_default()
    }
}

fn parts(resource: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = resource.split_once("://")?;
    let (authority, path) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len()))?;
    let origin = resource.strip_suffix(path)?;
    let is_safe = match scheme {
        "https" => true,
        "http" => location::may_be_plain(location::host(authority)?, &[]),
        _ => false,
    };
    (is_safe && source::is_origin(origin) && is_path(path)).then_some((origin, path))
}

/// Whether routers and clients all read the path as it is written: nothing to decode, to normalise or to match by.
fn is_path(path: &str) -> bool {
    let Some(segments) = path.strip_prefix('/') else {
        return path.is_empty();
    };
    let named = segments.strip_suffix('/').unwrap_or(segments);
    segments.is_empty() || named.split('/').all(is_segment)
}

fn is_segment(segment: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()+,;=@".contains(&b);
    !matches!(segment, "" | "." | "..") && segment.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_is_between_host_and_path() {
        for (resource, url) in [
            (
                "https://a.example",
                "https://a.example/.well-known/oauth-protected-resource",
            ),
            (
                "https://a.example/",
                "https://a.example/.well-known/oauth-protected-resource",
            ),
            (
                "https://a.example/mcp",
                "https://a.example/.well-known/oauth-protected-resource/mcp",
            ),
            (
                "https://a.example/v1/mcp/",
                "https://a.example/.well-known/oauth-protected-resource/v1/mcp/",
            ),
            (
                "https://a.example:8443/~a(b)",
                "https://a.example:8443/.well-known/oauth-protected-resource/~a(b)",
            ),
            (
                "http://localhost:3000/mcp",
                "http://localhost:3000/.well-known/oauth-protected-resource/mcp",
            ),
            (
                "http://[::1]:3000",
                "http://[::1]:3000/.well-known/oauth-protected-resource",
            ),
        ] {
            let checked = ResourceUrl::new(resource.into()).unwrap();
            assert_eq!(checked.as_str(), resource);
            assert_eq!(checked.metadata_url(), url);
            let path = checked.metadata_path();
            assert!(
                path.starts_with(WELL_KNOWN) && url.ends_with(path),
                "{path}"
            );
        }
    }

    #[test]
    fn what_clients_and_routers_read_differently_is_refused() {
        for resource in [
            "",
            "api.example.com",
            "/orders",
            "https://",
            "https:///orders",
            "ftp://a.example",
            "app://a.example",
            "http://a.example",
            "http://127.0.0.1.example.com",
            "HTTPS://a.example",
            "https://A.example",
            "https://a.example:443",
            "https://user@a.example",
            "https://a.example?tenant=1",
            "https://a.example/a?b",
            "https://a.example/a#b",
            "https://a.example//a",
            "https://a.example/a//",
            "https://a.example//",
            "https://a.example/a/../b",
            "https://a.example/./a",
            "https://a.example/a%20b",
            "https://a.example/a b",
            "https://a.example/{id}",
            "https://a.example/:id",
            "https://a.example/*rest",
            "https://a.example/a\\b",
            "https://a.example/a\"b",
            "https://a.example/ä",
            "https://a.example/a\n",
        ] {
            let error = ResourceUrl::new(resource.into()).unwrap_err();
            assert!(
                error.to_string().starts_with("`resource` is `"),
                "{resource}: {error}"
            );
        }
    }
}
