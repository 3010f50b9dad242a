//! One request over a connection of its own: what `curl` does with a line.

use std::{
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use crate::Curl;

/// What a server answered.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Status line, headers and body, as they came.
    pub text: String,
}

pub(crate) fn exchange(
    curl: &Curl,
    tokens: &[(&str, String)],
    address: SocketAddr,
) -> io::Result<Answer> {
    let mut connection = TcpStream::connect(address)?;
    connection.set_read_timeout(Some(Duration::from_secs(30)))?;
    connection.write_all(request(curl, tokens, address).as_bytes())?;
    let mut reader = BufReader::new(connection);
    let mut text = String::new();
    while !text.ends_with("\r\n\r\n") {
        if reader.read_line(&mut text)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let status = status.ok_or(io::ErrorKind::InvalidData)?;
    // After 101 the connection is no longer HTTP's, and a refused upgrade may leave it open, too.
    let length = if status == 101 {
        Some(0)
    } else {
        content_length(&text)
    };
    reader
        .take(length.unwrap_or(u64::MAX))
        .read_to_string(&mut text)?;
    Ok(Answer { status, text })
}

fn content_length(head: &str) -> Option<u64> {
    let mut headers = head.lines().filter_map(|line| line.split_once(": "));
    let (_, length) = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-length"))?;
    length.parse().ok()
}

fn request(curl: &Curl, tokens: &[(&str, String)], address: SocketAddr) -> String {
    let body = curl.body.as_deref().unwrap_or_default();
    let upgrades = curl.headers.iter().any(|(name, _)| *name == "upgrade");
    let own = [
        ("host", address.to_string()),
        ("content-length", body.len().to_string()),
        (
            "connection",
            if upgrades { "upgrade" } else { "close" }.to_owned(),
        ),
    ];
    let headers: String = own
        .iter()
        .chain(
            curl.headers
                .iter()
                .filter(|(name, _)| *name != "connection"),
        )
        .flat_map(|(name, value)| [name, ": ", value, "\r\n"])
        .collect();
    // The longest name first: another one may begin as it does.
    let mut tokens: Vec<_> = tokens.iter().collect();
    tokens.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let headers = tokens.into_iter().fold(headers, |headers, (name, token)| {
        headers.replace(&format!("${name}"), token)
    });
    format!(
        "{} {} HTTP/1.1\r\n{headers}\r\n{body}",
        curl.method, curl.path
    )
}
