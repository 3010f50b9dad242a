//! A naive JSON parser (RFC 8259): slow, small, strict, and another than the one under test.

use std::{iter::Peekable, str::Chars};

/// Deeper documents are not read: this parser recurses.
const MOST_LEVELS: usize = 500;

/// A JSON value. Texts are UTF-16 code units, for JSON can name surrogates that stand alone.
pub(super) enum Json {
    Bool(bool),
    List(Vec<Self>),
    Null,
    /// As it is written.
    Number(String),
    Object(Vec<(Vec<u16>, Self)>),
    Text(Vec<u16>),
}

#[derive(Debug, Eq, PartialEq)]
pub(super) enum Unread {
    NotJson,
    TooDeep,
}

impl Json {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Unread> {
        let text = std::str::from_utf8(bytes).map_err(|_| Unread::NotJson)?;
        let mut rest = text.chars().peekable();
        let value = value(&mut rest, 1)?;
        skip_space(&mut rest);
        match rest.next() {
            Some(_) => Err(Unread::NotJson),
            None => Ok(value),
        }
    }

    /// Levels of brackets; the outermost is the first.
    pub(super) fn depth(&self) -> usize {
        let deepest = match self {
            Self::List(items) => items.iter().map(Self::depth).max(),
            Self::Object(members) => members.iter().map(|(_, value)| value.depth()).max(),
            Self::Bool(_) | Self::Null | Self::Number(_) | Self::Text(_) => return 0,
        };
        1 + deepest.unwrap_or(0)
    }

    /// The members of an object in which no name occurs twice and no name has a lone surrogate.
    pub(super) fn members(&self) -> Option<Vec<(String, &Self)>> {
        let Self::Object(members) = self else {
            return None;
        };
        let all = members
            .iter()
            .map(|(name, value)| Some((String::from_utf16(name).ok()?, value)))
            .collect::<Option<Vec<_>>>()?;
        let mut names: Vec<_> = all.iter().map(|(name, _)| name).collect();
        names.sort();
        names.dedup();
        (names.len() == all.len()).then_some(all)
    }

    /// A text without lone surrogates.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Text(units) => String::from_utf16(units).ok(),
            _ => None,
        }
    }

    pub(super) fn has_lone_surrogate(&self) -> bool {
        matches!(self, Self::Text(units) if String::from_utf16(units).is_err())
    }

    /// The texts of an array of nothing else.
    pub(super) fn texts(&self) -> Option<Vec<String>> {
        match self {
            Self::List(items) => items.iter().map(Self::text).collect(),
            _ => None,
        }
    }
}

type Rest<'t> = Peekable<Chars<'t>>;

fn value(rest: &mut Rest<'_>, level: usize) -> Result<Json, Unread> {
    if level > MOST_LEVELS {
        return Err(Unread::TooDeep);
    }
    skip_space(rest);
    match rest.peek() {
        Some('{') => object(rest, level),
        Some('[') => list(rest, level),
        Some('"') => text(rest).map(Json::Text),
        Some('-' | '0'..='9') => number(rest),
        Some('t') => word(rest, "true", Json::Bool(true)),
        Some('f') => word(rest, "false", Json::Bool(false)),
        Some('n') => word(rest, "null", Json::Null),
        _ => Err(Unread::NotJson),
    }
}

fn skip_space(rest: &mut Rest<'_>) {
    while rest.next_if(|c| " \t\n\r".contains(*c)).is_some() {}
}

fn expect(rest: &mut Rest<'_>, wanted: char) -> Result<(), Unread> {
    let found = rest.next_if_eq(&wanted);
    found.map(|_| ()).ok_or(Unread::NotJson)
}

fn word(rest: &mut Rest<'_>, word: &str, means: Json) -> Result<Json, Unread> {
    word.chars().try_for_each(|c| expect(rest, c))?;
    Ok(means)
}

fn object(rest: &mut Rest<'_>, level: usize) -> Result<Json, Unread> {
    let mut members = Vec::new();
    items(rest, ('{', '}'), |rest| {
        let name = text(rest)?;
        skip_space(rest);
        expect(rest, ':')?;
        members.push((name, value(rest, level + 1)?));
        Ok(())
    })?;
    Ok(Json::Object(members))
}

fn list(rest: &mut Rest<'_>, level: usize) -> Result<Json, Unread> {
    let mut values = Vec::new();
    items(rest, ('[', ']'), |rest| {
        values.push(value(rest, level + 1)?);
        Ok(())
    })?;
    Ok(Json::List(values))
}

fn items(
    rest: &mut Rest<'_>,
    (open, close): (char, char),
    mut item: impl FnMut(&mut Rest<'_>) -> Result<(), Unread>,
) -> Result<(), Unread> {
    expect(rest, open)?;
    skip_space(rest);
    if rest.next_if_eq(&close).is_some() {
        return Ok(());
    }
    loop {
        skip_space(rest);
        item(rest)?;
        skip_space(rest);
        if rest.next_if_eq(&close).is_some() {
            return Ok(());
        }
        expect(rest, ',')?;
    }
}

fn text(rest: &mut Rest<'_>) -> Result<Vec<u16>, Unread> {
    expect(rest, '"')?;
    let mut units = Vec::new();
    loop {
        match rest.next().ok_or(Unread::NotJson)? {
            '"' => return Ok(units),
            '\\' => units.push(escape(rest)?),
            '\0'..='\u{1f}' => return Err(Unread::NotJson),
            c => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
        }
    }
}

fn escape(rest: &mut Rest<'_>) -> Result<u16, Unread> {
    Ok(match rest.next().ok_or(Unread::NotJson)? {
        c @ ('"' | '\\' | '/') => c as u16,
        'b' => 0x08,
        'f' => 0x0c,
        'n' => 0x0a,
        'r' => 0x0d,
        't' => 0x09,
        'u' => {
            let mut unit = 0_u16;
            for _ in 0..4 {
                let digit = rest.next().and_then(|c| c.to_digit(16));
                let digit = digit.and_then(|digit| u16::try_from(digit).ok());
                unit = unit << 4 | digit.ok_or(Unread::NotJson)?;
            }
            unit
        }
        _ => return Err(Unread::NotJson),
    })
}

fn number(rest: &mut Rest<'_>) -> Result<Json, Unread> {
    let mut written = String::new();
    written.extend(rest.next_if_eq(&'-'));
    let whole = written.len();
    digits(rest, &mut written)?;
    if written[whole..].starts_with('0') && written.len() > whole + 1 {
        return Err(Unread::NotJson);
    }
    if let Some(dot) = rest.next_if_eq(&'.') {
        written.push(dot);
        digits(rest, &mut written)?;
    }
    if let Some(e) = rest.next_if(|c| "eE".contains(*c)) {
        written.push(e);
        written.extend(rest.next_if(|c| "+-".contains(*c)));
        digits(rest, &mut written)?;
    }
    Ok(Json::Number(written))
}

fn digits(rest: &mut Rest<'_>, written: &mut String) -> Result<(), Unread> {
    let before = written.len();
    while let Some(digit) = rest.next_if(char::is_ascii_digit) {
        written.push(digit);
    }
    if written.len() == before {
        return Err(Unread::NotJson);
    }
    Ok(())
}
