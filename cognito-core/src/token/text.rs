use std::borrow::Cow;

/// A string of the payload: a place in it, or a copy where it is written with escapes.
#[derive(Clone, Debug)]
pub(crate) enum Text {
    Owned(Box<str>),
    Span { start: u32, end: u32 },
}

impl Text {
    /// `text` must have been read out of `payload`; what was not is copied.
    pub(crate) fn new(payload: &[u8], text: Cow<'_, str>) -> Self {
        match text {
            Cow::Borrowed(text) => {
                Self::span(payload, text).unwrap_or_else(|| Self::Owned(text.into()))
            }
            Cow::Owned(text) => Self::Owned(text.into()),
        }
    }

    fn span(payload: &[u8], text: &str) -> Option<Self> {
        let start = (text.as_ptr().addr()).checked_sub(payload.as_ptr().addr())?;
        let end = start + text.len();
        (end <= payload.len()).then_some(())?;
        Some(Self::Span {
            start: start.try_into().ok()?,
            end: end.try_into().ok()?,
        })
    }

    /// The memory that belongs to it, in bytes.
    #[cfg(feature = "token-cache")]
    pub(crate) fn heap(&self) -> usize {
        match self {
            Self::Owned(text) => text.len(),
            Self::Span { .. } => 0,
        }
    }

    pub(crate) fn get<'p>(&'p self, payload: &'p str) -> &'p str {
        match self {
            Self::Owned(text) => text,
            Self::Span { start, end } => payload
                .get(*start as usize..*end as usize)
                .unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_payload_is_not_copied() {
        let payload = String::from("abcdef");
        let inside = Text::new(payload.as_bytes(), Cow::Borrowed(&payload[2..4]));
        assert!(matches!(inside, Text::Span { start: 2, end: 4 }));
        assert_eq!(inside.get(&payload), "cd");
        for outside in [Cow::Borrowed("cd"), Cow::Owned("cd".to_owned())] {
            let text = Text::new(payload.as_bytes(), outside);
            assert!(matches!(text, Text::Owned(_)));
            assert_eq!(text.get(&payload), "cd");
        }
    }
}
