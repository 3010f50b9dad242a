use std::num::NonZeroU32;

/// The JSON text of a payload, and the strings that it writes with escapes.
#[derive(Clone)]
pub(crate) struct PayloadText {
    /// The JSON, and behind it those strings as they are meant.
    all: Box<str>,
    json_len: usize,
}

/// A string of a payload: where it is in the [`PayloadText`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text {
    /// Not zero: there the object begins.
    start: NonZeroU32,
    len: u32,
}

impl PayloadText {
    /// `json` is what a [`TextWriter`] was made with, `unescaped` what it left.
    pub(crate) fn new(mut json: String, unescaped: &str) -> Self {
        let json_len = json.len();
        json.reserve_exact(unescaped.len());
        json.push_str(unescaped);
        Self {
            all: json.into(),
            json_len,
        }
    }

    pub(crate) fn json(&self) -> &str {
        self.all.get(..self.json_len).unwrap_or_default()
    }

    pub(crate) fn get(&self, text: Text) -> &str {
        let start = text.start.get() as usize;
        let end = start + text.len as usize;
        self.all.get(start..end).unwrap_or_default()
    }

    /// The memory that belongs to it, in bytes.
    #[cfg(feature = "token-cache")]
    pub(crate) fn heap(&self) -> usize {
        self.all.len()
    }
}

/// Makes the [`PayloadText`] of a payload while it is read.
pub(crate) struct TextWriter<'p> {
    json: &'p str,
    unescaped: String,
}

impl<'p> TextWriter<'p> {
    pub(crate) fn new(json: &'p str) -> Self {
        Self {
            json,
            unescaped: String::new(),
        }
    }

    /// A string of the payload. One that does not stand there is copied.
    pub(crate) fn text(&mut self, text: &str) -> Text {
        let start = self.place(text).unwrap_or_else(|| {
            self.unescaped.push_str(text);
            self.json.len() + self.unescaped.len() - text.len()
        });
        // Larger numbers than these do not come: the length of a token is limited.
        let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Text {
            start: NonZeroU32::new(short(start)).unwrap_or(NonZeroU32::MAX),
            len: short(text.len()),
        }
    }

    fn place(&self, text: &str) -> Option<usize> {
        let start = (text.as_ptr().addr()).checked_sub(self.json.as_ptr().addr())?;
        (start + text.len() <= self.json.len()).then_some(start)
    }

    /// What is to be put behind the JSON.
    pub(crate) fn into_unescaped(self) -> String {
        self.unescaped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_payload_is_not_copied() {
        let json = String::from("abcdef");
        let mut writer = TextWriter::new(&json);
        let inside = writer.text(&json[2..4]);
        let empty = writer.text(&json[6..]);
        assert!(writer.unescaped.is_empty());
        let outside = writer.text("é/");
        let alike = writer.text(&String::from("cd"));
        let unescaped = writer.into_unescaped();
        assert_eq!(unescaped, "é/cd");

        let payload = PayloadText::new(json, &unescaped);
        assert_eq!(payload.json(), "abcdef");
        let read = [inside, empty, outside, alike].map(|text| payload.get(text));
        assert_eq!(read, ["cd", "", "é/", "cd"]);
        assert_eq!(size_of::<Option<Text>>(), 8);
    }
}
