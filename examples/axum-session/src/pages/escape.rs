//! Text that others chose, in HTML.

use std::fmt;

/// The text as HTML that shows it, between tags or in a quoted attribute.
pub(crate) fn escaped(text: &str) -> impl fmt::Display + '_ {
    Escaped(text)
}

struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => fmt::Write::write_char(f, other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let text = "<b title='x' id=\"y\">é & co</b>";
        let html = "&lt;b title=&#39;x&#39; id=&quot;y&quot;&gt;é &amp; co&lt;/b&gt;";
        assert_eq!(escaped(text).to_string(), html);
    }
}
