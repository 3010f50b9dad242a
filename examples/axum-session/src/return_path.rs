//! Where a browser goes after a sign-in: a page of this site, whatever a link said.

use std::fmt;

/// Bytes that go into the cookie of the sign-in.
const LONGEST: usize = 1024;
/// Pages that would send the browser round and round.
const DOORS: [&str; 3] = ["/sign-in", "/callback", "/sign-out"];

/// A path of this site, with or without a query: it begins with one slash, and no browser reads another host into it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ReturnPath(String);

impl ReturnPath {
    /// The path, or the one for who did not say where.
    pub(crate) fn or_default(path: Option<&str>) -> Self {
        path.and_then(Self::parse)
            .unwrap_or_else(|| Self("/me".to_owned()))
    }

    fn parse(path: &str) -> Option<Self> {
        // Browsers take a backslash for a slash, and leave tabs and line breaks out.
        let is_plain = path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        let is_own = path.starts_with('/') && !path.starts_with("//");
        let end = path.find(['?', '#']).unwrap_or(path.len());
        let is_door = DOORS.contains(&&path[..end]);
        (is_plain && is_own && !is_door && path.len() <= LONGEST).then(|| Self(path.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_paths_are_gone_back_to() {
        for path in [
            "/",
            "/me",
            "/me?tab=1#notes",
            "/a//b",
            "/x?to=https://evil.example",
            "/%2f/x",
        ] {
            assert_eq!(ReturnPath::or_default(Some(path)).as_str(), path);
        }
        let long = format!("/{}", "x".repeat(LONGEST));
        for path in [
            "",
            "me",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            " /me",
            "/me evil",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "/é",
            "/\u{0}",
            "/sign-in",
            "/sign-in?to=/me",
            "/callback?code=x",
            "/sign-out",
            &long,
        ] {
            assert_eq!(
                ReturnPath::or_default(Some(path)).as_str(),
                "/me",
                "{path:?}"
            );
        }
        assert_eq!(ReturnPath::or_default(None).as_str(), "/me");
    }
}
