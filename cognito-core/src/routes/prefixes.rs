use super::joined;

/// Values by the prefix of a path: what a router closes as a whole, with what no route of it answers.
///
/// A prefix has the framework's parameters, and one of them takes any segment. Of several prefixes the deepest decides.
///
/// ```
/// use cognito_core::routes::Prefixes;
///
/// let mut prefixes = Prefixes::default();
/// prefixes.insert("/api", "outer");
/// prefixes.insert("/api/{tenant}/admin", "inner");
/// assert_eq!(prefixes.deepest("/api/acme/admin/users"), Some(&"inner"));
/// assert_eq!(prefixes.deepest("/api/acme"), Some(&"outer"));
/// assert_eq!(prefixes.deepest("/apiary"), None);
/// ```
#[derive(Clone, Debug)]
pub struct Prefixes<T>(Vec<(String, T)>);

impl<T> Prefixes<T> {
    /// Adds a prefix, with or without a slash at its end.
    pub fn insert(&mut self, prefix: &str, value: T) {
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
        self.0.push((prefix.to_owned(), value));
    }

    /// Takes over others, which lie under a prefix.
    pub fn nest(&mut self, prefix: &str, inner: Self) {
        for (path, value) in inner.0 {
            self.insert(&joined(prefix, &path), value);
        }
    }

    /// The same prefixes with other values.
    pub fn map<U>(self, mut value: impl FnMut(T) -> U) -> Prefixes<U> {
        let mapped = self.0.into_iter().map(|(prefix, old)| (prefix, value(old)));
        Prefixes(mapped.collect())
    }

    /// The value of the deepest prefix that the path is, or lies below.
    pub fn deepest(&self, path: &str) -> Option<&T> {
        let covering = self.0.iter().filter(|(prefix, _)| covers(prefix, path));
        let deepest = covering.max_by_key(|(prefix, _)| prefix.matches('/').count());
        deepest.map(|(_, value)| value)
    }
}

impl<T> Default for Prefixes<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

fn covers(prefix: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    prefix.split('/').all(|segment| {
        let part = parts.next();
        part.is_some_and(|part| segment.contains('{') || segment == part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_segments_count_and_the_deepest_prefix_decides() {
        let mut inner = Prefixes::default();
        inner.insert("/b/", 2);
        inner.insert("/{any}/d", 3);
        let mut prefixes = Prefixes::default();
        prefixes.insert("/a", 1);
        prefixes.nest("/a", inner);
        for (path, expected) in [
            ("/a", Some(1)),
            ("/a/", Some(1)),
            ("/a/x", Some(1)),
            ("/a/b", Some(2)),
            ("/a/b/c", Some(2)),
            ("/a/bc", Some(1)),
            ("/a/b/d", Some(3)),
            ("/a/x/d/e", Some(3)),
            ("/ab", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(prefixes.deepest(path).copied(), expected, "{path}");
        }
        let doubled = prefixes.map(|n| n * 2);
        assert_eq!(doubled.deepest("/a"), Some(&2));
    }

    #[test]
    fn a_prefix_of_the_whole_router_covers_everything() {
        let mut prefixes = Prefixes::default();
        prefixes.insert("/", ());
        assert!(prefixes.deepest("/x").is_some());
        assert!(prefixes.deepest("/").is_some());
    }
}
