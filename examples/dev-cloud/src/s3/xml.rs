//! XML written, and the little of it that clients send read.

/// Writes XML, element by element.
pub(crate) struct Writer(String);

impl Writer {
    pub(crate) fn new() -> Self {
        Self("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned())
    }

    /// A document of S3's name space.
    pub(crate) fn document(root: &str, content: impl FnOnce(&mut Self)) -> String {
        let mut xml = Self::new();
        let namespace = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
        xml.push(&["<", root, " ", namespace, ">"]);
        content(&mut xml);
        xml.push(&["</", root, ">"]);
        xml.0
    }

    /// A document of S3's name space that is one text.
    pub(crate) fn text_document(root: &str, text: &str) -> String {
        Self::document(root, |xml| xml.0.push_str(&escaped(text)))
    }

    /// An element with a text.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.element(name, |xml| xml.0.push_str(&escaped(text)));
    }

    /// An element with elements.
    pub(crate) fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.push(&["<", name, ">"]);
        content(self);
        self.push(&["</", name, ">"]);
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }

    fn push(&mut self, pieces: &[&str]) {
        self.0.extend(pieces.iter().copied());
    }
}

/// What XML 1.0 cannot hold is written as a replacement character; clients that fear it ask for `encoding-type=url`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' | '\n' | ' '.. => escaped.push(char),
            _ => escaped.push('\u{fffd}'),
        }
    }
    escaped
}

/// The contents of all elements of a name, in their order. Elements of the same name do not lie in each other in what S3 reads.
pub(crate) fn elements<'a>(xml: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let mut rest = xml;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(&*open)?;
        let (content, after) = after.split_once(&*close)?;
        rest = after;
        Some(content)
    })
}

/// The text of the first element of a name.
pub(crate) fn text_of(xml: &str, name: &str) -> Option<String> {
    elements(xml, name).next().and_then(unescaped)
}

/// `None` for entities that nobody sends.
fn unescaped(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (entity, after) = after.split_once(';')?;
        plain.push_str(before);
        plain.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            numeric => reference(numeric)?,
        });
        rest = after;
    }
    plain.push_str(rest);
    Some(plain)
}

fn reference(entity: &str) -> Option<char> {
    let number = entity.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_escaped_and_read_again() {
        let xml = Writer::document("Root", |xml| {
            xml.element("Entry", |xml| xml.text("Key", "a<b>&\"c' ü\r\u{1}"));
        });
        assert!(xml.contains("<Key>a&lt;b&gt;&amp;&quot;c' ü&#13;\u{fffd}</Key></Entry></Root>"));
        assert_eq!(text_of(&xml, "Key").unwrap(), "a<b>&\"c' ü\r\u{fffd}");
        assert_eq!(text_of("<A>&#x41;&#66;&apos;</A>", "A").unwrap(), "AB'");
        for malformed in ["<A>&x;</A>", "<A>&</A>", "<A>&#xd800;</A>", "<A>", "A"] {
            assert_eq!(text_of(malformed, "A"), None, "{malformed}");
        }
        let all: Vec<&str> = elements("<P>1</P><P>2</P><P>", "P").collect();
        assert_eq!(all, ["1", "2"]);
    }

    proptest! {
        #[test]
        fn reading_never_panics(xml in "[<>/Pé&;#x0-9]{0,60}") {
            text_of(&xml, "P");
        }
    }
}
