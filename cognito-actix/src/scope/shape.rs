//! How much a path's pattern matches, as far as the order of the routes needs to know.

use std::cmp::Ordering;

/// A pattern without the names of its parameters: two patterns of one shape match the same paths.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Shape(Vec<Segment>);

/// What stands between two slashes of a pattern.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Segment {
    /// `orders`
    Text(String),
    /// `{id:\d+}`, `{name}.json`: one segment of the path, and not every one.
    Some(String),
    /// `{id}`: every segment.
    Every,
    /// `{tail}*`, `{path:.*}`: slashes too, or nobody knows.
    Tail(String),
    /// All that lies below a prefix, and the prefix itself.
    Below,
}

/// How far the end of a pattern reaches, in the place of another segment.
const END: u8 = 2;

/// What actix puts in for a parameter that has no expression of its own.
const EVERY: &str = "[^/]+";

impl Shape {
    pub(super) fn of(pattern: &str) -> Self {
        let segments = split(pattern);
        let count = segments.len();
        // actix sees a tail in `{name}*` at the very end of the pattern only.
        let is_tail = |index| index + 1 == count && pattern.ends_with("}*");
        let segments = segments.into_iter().enumerate();
        Self(
            segments
                .map(|(index, segment)| Segment::of(segment, is_tail(index)))
                .collect(),
        )
    }

    pub(super) fn below(prefix: &str) -> Self {
        let mut shape = Self::of(prefix);
        shape.0.push(Segment::Below);
        shape
    }

    /// Text before parameters before tails, from left to right. Paths that are equal in this may still share requests.
    pub(super) fn cmp_reach(&self, other: &Self) -> Ordering {
        // An end goes before a tail in its place, and after more to match: `/api` before `/api/*`, `/{a:.*}/b` before `/{a:.*}`.
        let reach = |shape: &'_ Self| shape.by(Segment::reach).chain([END]).collect::<Vec<_>>();
        reach(self).cmp(&reach(other))
    }

    /// Among those of one reach: parameters with an expression before those that take everything.
    pub(super) fn cmp_detail(&self, other: &Self) -> Ordering {
        self.by(Segment::detail).cmp(other.by(Segment::detail))
    }

    fn by(&self, rank: fn(&Segment) -> u8) -> impl Iterator<Item = u8> {
        self.0.iter().map(rank)
    }
}

impl Segment {
    fn of(segment: &str, is_tail: bool) -> Self {
        let mut rest = segment;
        let mut nameless = String::new();
        let mut stays = !is_tail;
        while let Some((text, parameter, after)) = next_parameter(rest) {
            let regex = parameter.split_once(':').map_or(EVERY, |(_, regex)| regex);
            stays &= stays_in_segment(regex);
            nameless.extend([text, "{", regex, "}"]);
            rest = after;
        }
        nameless.push_str(rest);
        match nameless {
            text if text == segment && !text.contains('{') => Self::Text(text),
            nameless if !stays => Self::Tail(nameless),
            nameless if nameless == format!("{{{EVERY}}}") => Self::Every,
            nameless => Self::Some(nameless),
        }
    }

    fn reach(&self) -> u8 {
        match self {
            Self::Text(_) => 0,
            Self::Some(_) | Self::Every => 1,
            Self::Tail(_) | Self::Below => 3,
        }
    }

    fn detail(&self) -> u8 {
        match self {
            Self::Text(_) | Self::Some(_) => 0,
            Self::Every | Self::Tail(_) => 1,
            Self::Below => 2,
        }
    }
}

/// The pattern's segments; a slash in a parameter's expression parts none.
fn split(pattern: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let is_border = |c: char| {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        c == '/' && depth == 0
    };
    pattern.split(is_border).collect()
}

/// The text before the first parameter, what its braces hold, and the rest.
fn next_parameter(segment: &str) -> Option<(&str, &str, &str)> {
    let (text, rest) = segment.split_once('{')?;
    let mut depth = 1_i32;
    let end = rest.find(|c| {
        depth += match c {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        depth == 0
    })?;
    Some((text, rest.get(..end)?, rest.get(end + 1..)?))
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
        let patterns = [
            "/orders/new",
            "/orders/{id}",
            "/orders/{id:[^/]*/edit}",
            "/{tenant}/orders",
            "/{tenant}/{any}",
            "/{path:.*}/orders",
            "/{path:.*}/{any}",
            "/{path:.*}",
        ];
        for pair in patterns.windows(2) {
            let [narrow, wide] = pair else { unreachable!() };
            let order = Shape::of(narrow).cmp_reach(&Shape::of(wide));
            assert_eq!(order, Ordering::Less, "{narrow} {wide}");
        }
        let (root, below) = (Shape::of("/api"), Shape::below("/api"));
        assert_eq!(root.cmp_reach(&below), Ordering::Less);
        let (number, any) = (Shape::of("/{id:\\d+}"), Shape::of("/{id}"));
        assert_eq!(number.cmp_reach(&any), Ordering::Equal);
        assert_eq!(number.cmp_detail(&any), Ordering::Less);
        let (below, tail) = (Shape::below("/api"), Shape::of("/api/{tail}*"));
        assert_eq!(tail.cmp_reach(&below), Ordering::Equal);
        assert_eq!(tail.cmp_detail(&below), Ordering::Less);
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
