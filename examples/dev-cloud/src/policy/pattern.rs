//! Texts with wildcards and variables.

use super::Caller;

/// A text with wildcards and variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Piece>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// `*`
    AnyText,
    /// `?`
    AnyChar,
    Char(char),
    /// `${cognito-identity.amazonaws.com:aud}`
    IdentityPoolId,
    /// `${cognito-identity.amazonaws.com:sub}`
    IdentityId,
}

impl Pattern {
    /// A pattern in which `*` and `?` stand for others; `None` if it has an unknown variable.
    pub(super) fn like(text: &str) -> Option<Self> {
        Self::parse(text, |char| match char {
            '*' => Piece::AnyText,
            '?' => Piece::AnyChar,
            char => Piece::Char(char),
        })
    }

    /// A pattern without wildcards.
    pub(super) fn equals(text: &str) -> Option<Self> {
        Self::parse(text, Piece::Char)
    }

    fn parse(text: &str, piece: impl Fn(char) -> Piece) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (variable, after) = after.split_once('}')?;
            pieces.extend(before.chars().map(&piece));
            pieces.push(match variable {
                "cognito-identity.amazonaws.com:aud" => Piece::IdentityPoolId,
                "cognito-identity.amazonaws.com:sub" => Piece::IdentityId,
                "*" => Piece::Char('*'),
                "?" => Piece::Char('?'),
                "$" => Piece::Char('$'),
                _ => return None,
            });
            rest = after;
        }
        pieces.extend(rest.chars().map(&piece));
        Some(Self(pieces))
    }

    pub(super) fn matches(&self, caller: Caller<'_>, text: &str) -> bool {
        matches(&self.expanded(caller), text, |a, b| a == b)
    }

    /// As actions are compared; they have no variables.
    pub(super) fn matches_any_case(&self, text: &str) -> bool {
        matches(&self.0, text, |a, b| a.eq_ignore_ascii_case(&b))
    }

    /// The pattern as one reads it, with the variables' values.
    pub(super) fn filled_in(&self, caller: Caller<'_>) -> String {
        self.expanded(caller)
            .into_iter()
            .map(|piece| match piece {
                Piece::AnyText => '*',
                Piece::AnyChar => '?',
                Piece::Char(char) => char,
                Piece::IdentityId | Piece::IdentityPoolId => '$',
            })
            .collect()
    }

    /// With the variables' values, whose characters stand for themselves.
    fn expanded(&self, caller: Caller<'_>) -> Vec<Piece> {
        let mut expanded = Vec::with_capacity(self.0.len());
        for &piece in &self.0 {
            match piece {
                Piece::IdentityId => expanded.extend(caller.identity_id.chars().map(Piece::Char)),
                Piece::IdentityPoolId => {
                    expanded.extend(caller.identity_pool_id.chars().map(Piece::Char));
                }
                piece => expanded.push(piece),
            }
        }
        expanded
    }
}

/// Matches greedily from the left, and goes back to the last `*` only: that is enough, and never more than quadratic.
fn matches(pieces: &[Piece], text: &str, are_equal: impl Fn(char, char) -> bool) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let (mut piece, mut char) = (0, 0);
    let mut retry = None;
    loop {
        let matched = match (pieces.get(piece), chars.get(char)) {
            (None, None) => return true,
            (Some(Piece::AnyText), _) => {
                retry = Some((piece + 1, char));
                piece += 1;
                continue;
            }
            (Some(Piece::AnyChar), Some(_)) => true,
            (Some(Piece::Char(expected)), Some(&actual)) => are_equal(*expected, actual),
            _ => false,
        };
        if matched {
            piece += 1;
            char += 1;
            continue;
        }
        match retry {
            Some((after, start)) if start < chars.len() => {
                retry = Some((after, start + 1));
                piece = after;
                char = start + 1;
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CALLER: Caller<'_> = Caller {
        identity_id: "us-east-1:*-1",
        identity_pool_id: "us-east-1:p",
    };

    #[test]
    fn wildcards_and_variables_match() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "a/b", true),
            ("a*", "ba", false),
            ("*a*b", "xxaxxbxxab", true),
            ("*a*b", "xxaxxbxxac", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("A", "a", false),
            ("é?", "éü", true),
            (
                "${cognito-identity.amazonaws.com:sub}/*",
                "us-east-1:*-1/a/b",
                true,
            ),
            (
                "${cognito-identity.amazonaws.com:sub}/*",
                "us-east-1:*-1",
                false,
            ),
            // A value's wildcard is no wildcard.
            (
                "${cognito-identity.amazonaws.com:sub}/*",
                "us-east-1:2-1/a",
                false,
            ),
            ("${cognito-identity.amazonaws.com:aud}", "us-east-1:p", true),
            ("${*}${?}${$}", "*?$", true),
            ("${*}", "a", false),
        ] {
            let parsed = Pattern::like(pattern).unwrap();
            assert_eq!(parsed.matches(CALLER, text), expected, "{pattern} {text}");
        }
        assert!(
            Pattern::like("s3:Get*")
                .unwrap()
                .matches_any_case("S3:getobject")
        );
        assert!(!Pattern::equals("a*").unwrap().matches(CALLER, "ab"));
        assert_eq!(Pattern::like("${aws:username}"), None);
        assert_eq!(Pattern::like("${"), None);
        let own = Pattern::like("b/${cognito-identity.amazonaws.com:aud}/*").unwrap();
        assert_eq!(own.filled_in(CALLER), "b/us-east-1:p/*");
    }

    proptest! {
        #[test]
        fn a_text_matches_itself_and_any_text(text in "[a-c/*?]{0,20}") {
            prop_assert!(Pattern::like(&text).unwrap().matches(CALLER, &text));
            prop_assert!(Pattern::equals(&text).unwrap().matches(CALLER, &text));
            prop_assert!(Pattern::like("*").unwrap().matches(CALLER, &text));
        }

        #[test]
        fn parsing_and_matching_never_panic(pattern in "[a${}*?:]{0,20}", text in any::<String>()) {
            if let Some(pattern) = Pattern::like(&pattern) {
                pattern.matches(CALLER, &text);
            }
        }
    }
}
