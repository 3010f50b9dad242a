//! How much a path with parameters takes, as far as the order of routes needs to know.

use super::pattern::{Piece, pieces};

/// A path without the names of its parameters: two paths of one shape take the same requests.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Shape(Vec<Segment>);

/// What stands between two slashes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Segment {
    /// With the parameters' expressions in braces.
    nameless: String,
    reach: Reach,
}

#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Reach {
    /// `orders`
    #[default]
    Text,
    /// `{id}`, `{name}.json`: one segment of a request's path.
    Segment,
    /// No more segments: narrower than a tail in its place, and wider than what must go on after a tail.
    End,
    /// `{tail}*`, `{path:.*}`: slashes too, or nobody knows.
    Tail,
}

/// What a parameter without an expression takes.
const SEGMENT: &str = "[^/]+";

impl Shape {
    pub(super) fn of(path: &str) -> Self {
        let mut done = Vec::new();
        let mut last = Segment::default();
        for piece in pieces(path) {
            match piece {
                Piece::Parameter(text) => {
                    let regex = text.split_once(':').map_or(SEGMENT, |(_, regex)| regex);
                    let stays = stays_in_segment(regex);
                    last.add(regex, if stays { Reach::Segment } else { Reach::Tail });
                }
                Piece::Tail => last.add(".*", Reach::Tail),
                Piece::Text(text) => {
                    let mut parts = text.split('/');
                    last.nameless.push_str(parts.next().unwrap_or_default());
                    for part in parts {
                        done.push(std::mem::take(&mut last));
                        part.clone_into(&mut last.nameless);
                    }
                }
            }
        }
        done.push(last);
        Self(done)
    }

    /// A prefix with all that lies below it.
    pub(super) fn below(prefix: &str) -> Self {
        let mut shape = Self::of(prefix.trim_end_matches('/'));
        let mut all = Segment::default();
        all.add("", Reach::Tail);
        shape.0.push(all);
        shape
    }

    /// Compares as the shapes are to be asked: text before parameters before tails, from left to right.
    pub(super) fn reach(&self) -> Vec<Reach> {
        let segments = self.0.iter().map(|segment| segment.reach);
        segments.chain([Reach::End]).collect()
    }
}

impl Segment {
    fn add(&mut self, regex: &str, reach: Reach) {
        self.nameless.extend(["{", regex, "}"]);
        self.reach = self.reach.max(reach);
    }
}

/// Whether a parameter's expression can be seen to match no slash. What is not plain here counts as a tail, and comes
/// after every path that is plainer.
fn stays_in_segment(regex: &str) -> bool {
    let mut rest = regex;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            '[' => match after_class(after) {
                Some(after) => after,
                None => return false,
            },
            '\\' => match after.strip_prefix(['d', 'w', '.', '-']) {
                Some(after) => after,
                None => return false,
            },
            '-' | '_' | '(' | ')' | '{' | '}' | '|' | '?' | '*' | '+' | ',' | ':' => after,
            c if c.is_alphanumeric() => after,
            _ => return false,
        };
    }
    true
}

/// What follows `[…]`, if that class has no slash in it.
fn after_class(class: &str) -> Option<&str> {
    const NAMED: [&str; 6] = ["digit", "alpha", "alnum", "lower", "upper", "xdigit"];
    if let Some(excluded) = class.strip_prefix("^/") {
        let (excluded, after) = excluded.split_once(']')?;
        return (!excluded.contains(['[', '\\', '&', '-', '~'])).then_some(after);
    }
    let mut rest = class;
    let mut may_begin_range = false;
    loop {
        let c = rest.chars().next()?;
        let after = rest.get(c.len_utf8()..)?;
        (rest, may_begin_range) = match c {
            ']' => return Some(after),
            '[' => {
                let (name, after) = after.strip_prefix(':')?.split_once(":]")?;
                NAMED.contains(&name).then_some((after, false))?
            }
            '\\' => (after.strip_prefix(['d', 'w', '.', '-'])?, false),
            // The slash is below the digits, so that no range which begins with one of these reaches it.
            '-' if may_begin_range || after.starts_with(']') => (after, false),
            '.' | '_' | '+' | '@' | '%' => (after, false),
            c if c.is_ascii_alphanumeric() => (after, true),
            _ => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_parameters_make_no_difference() {
        for (one, other) in [
            ("/users/{id}", "/users/{name}"),
            ("/users/{id:\\d+}", "/users/{number:\\d+}"),
            ("/users/{id}", "/users/{id:[^/]+}"),
            ("/{a}/{b}.json", "/{c}/{d}.json"),
            ("/files/{path}*", "/files/{tail}*"),
        ] {
            assert_eq!(Shape::of(one), Shape::of(other), "{one} {other}");
        }
        for (one, other) in [
            ("/users/{id}", "/users/{id:\\d+}"),
            ("/users/{id}", "/users/{id}/"),
            ("/users/{id}", "/people/{id}"),
            ("/files/{path}*", "/files/{path}"),
        ] {
            assert_ne!(Shape::of(one), Shape::of(other), "{one} {other}");
        }
    }

    #[test]
    fn text_goes_before_parameters_and_these_before_tails() {
        let paths = [
            "/orders/new",
            "/orders/{id}",
            "/orders/{id:[^/]*/edit}",
            "/{tenant}/orders",
            "/{tenant}/{any}",
            "/{path:.*}/orders",
            "/{path:.*}/{any}",
            "/{path:.*}",
        ];
        for pair in paths.windows(2) {
            let [narrow, wide] = pair else { unreachable!() };
            let is_first = Shape::of(narrow).reach() < Shape::of(wide).reach();
            assert!(is_first, "{narrow} {wide}");
        }
        assert!(Shape::of("/api").reach() < Shape::below("/api").reach());
        assert!(Shape::below("/api").reach() < Shape::below("/").reach());
        assert!(Shape::of("/{page}").reach() < Shape::below("/").reach());
        let (number, any) = (Shape::of("/{id:\\d+}"), Shape::of("/{id}"));
        assert_eq!(number.reach(), any.reach());
        assert_ne!(Shape::of("/api/{tail}*"), Shape::below("/api"));
    }

    #[test]
    fn expressions_that_match_no_slash_are_known() {
        for regex in [
            "\\d+",
            "\\d{4}-\\d{2}",
            "[0-9a-f]{8}",
            "[[:digit:]]{6}",
            "[\\w.-]+",
            "[^/.]+",
            "en|de",
            "(?:en|de)(-[A-Z]{2})?",
            "v1\\.2",
        ] {
            assert!(stays_in_segment(regex), "{regex}");
        }
    }

    /// Each of these matches a slash, or is not plain enough to tell.
    #[test]
    fn every_other_expression_counts_as_a_tail() {
        for regex in [
            ".*",
            ".",
            "a/b",
            "[^.]+",
            "[^a/]",
            "[^/&&[a]]",
            "[+-9]",
            "[--9]",
            "[.-9]",
            "[ -~]",
            "[/]",
            "[[:punct:]]",
            "[[:^digit:]]",
            "\\D",
            "\\W+",
            "\\S",
            "\\x2f",
            "\\/",
            "\\pP",
            "[\\x2f]",
            "[a",
            "[^/",
        ] {
            assert!(!stays_in_segment(regex), "{regex}");
        }
    }
}
