//! Bodies in chunks, as SDKs send streams: `aws-chunked`, with or without a signature for each chunk and with or without
//! trailers.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use super::error::S3Error;
use crate::{
    limit,
    sigv4::{
        key::{self, sha256},
        verify::Seed,
    },
};

const TRAILER_SIGNATURE: &str = "x-amz-trailer-signature";

/// A body put together again.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) payload: Vec<u8>,
    /// Names in lower case.
    pub(crate) trailers: Vec<(String, String)>,
}

/// Whether trailers follow the last chunk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trailers {
    Absent,
    Announced,
}

/// Puts a body together. With a seed, every chunk and the trailers must be signed.
///
/// # Errors
/// `IncompleteBody` for what is cut off or is not chunked, `SignatureDoesNotMatch`, `MalformedTrailerError`.
pub(crate) fn decode(
    body: &[u8],
    seed: Option<&Seed>,
    trailers: Trailers,
) -> Result<Decoded, S3Error> {
    let mut rest = Rest(body);
    let mut chain = seed.map(Chain::new);
    let mut decoded = Decoded::default();
    for _ in 0..limit::CHUNKS {
        let (size, signature) = header(rest.line()?)?;
        let chunk = rest.take(size)?;
        if let Some(chain) = &mut chain {
            chain.check_chunk(chunk, signature)?;
        }
        if size == 0 {
            if trailers == Trailers::Announced {
                decoded.trailers = read_trailers(rest.0, chain.as_ref())?;
            } else if !matches!(rest.0, b"" | b"\r\n") {
                return Err(malformed());
            }
            return Ok(decoded);
        }
        if decoded.payload.len() + size > limit::MAX_OBJECT {
            return Err(too_large());
        }
        decoded.payload.extend_from_slice(chunk);
        if rest.take(2)? != b"\r\n" {
            return Err(malformed());
        }
    }
    Err(malformed())
}

/// The refusal of what one request may not bring.
pub(crate) fn too_large() -> S3Error {
    S3Error::new(
        400,
        "EntityTooLarge",
        "Your proposed upload exceeds the maximum allowed size. The development store takes 10 MiB in one request.",
    )
    .with("MaxSizeAllowed", limit::MAX_OBJECT.to_string())
}

fn malformed() -> S3Error {
    S3Error::incomplete_body("The body is not a complete sequence of chunks.")
}

fn malformed_trailer() -> S3Error {
    S3Error::new(
        400,
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    )
}

/// A chunk's header: its size and, maybe, its signature.
fn header(line: &str) -> Result<(usize, Option<&str>), S3Error> {
    let (size, extensions) = line.split_once(';').unwrap_or((line, ""));
    let is_size =
        (1..=8).contains(&size.len()) && size.bytes().all(|byte| byte.is_ascii_hexdigit());
    let size = usize::from_str_radix(size, 16)
        .ok()
        .filter(|_| is_size)
        .ok_or_else(malformed)?;
    let mut extensions = extensions.split(';');
    let signature = extensions.find_map(|extension| extension.strip_prefix("chunk-signature="));
    Ok((size, signature))
}

/// The trailers, to the end of the body.
fn read_trailers(rest: &[u8], chain: Option<&Chain<'_>>) -> Result<Vec<(String, String)>, S3Error> {
    let text = str::from_utf8(rest).map_err(|_| malformed_trailer())?;
    let mut trailers = Vec::new();
    let mut signature = None;
    // Lines end in CR LF, and in LF alone in AWS's own examples.
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').ok_or_else(malformed_trailer)?;
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        if line.len() > limit::CHUNK_LINE || trailers.len() >= limit::TRAILERS {
            return Err(malformed_trailer());
        }
        if name == TRAILER_SIGNATURE {
            signature = Some(value);
        } else {
            trailers.push((name, value.to_owned()));
        }
    }
    if let Some(chain) = chain {
        chain.check_trailers(&trailers, signature)?;
    }
    Ok(trailers)
}

/// The signatures of chunks: each goes on from the one before.
struct Chain<'a> {
    seed: &'a Seed,
    previous: String,
}

impl<'a> Chain<'a> {
    fn new(seed: &'a Seed) -> Self {
        Self {
            seed,
            previous: seed.signature.clone(),
        }
    }

    fn check_chunk(&mut self, chunk: &[u8], signature: Option<&str>) -> Result<(), S3Error> {
        let what = format!("{}\n{}", sha256(b""), sha256(chunk));
        self.previous = self.check("AWS4-HMAC-SHA256-PAYLOAD", &what, signature)?;
        Ok(())
    }

    fn check_trailers(
        &self,
        trailers: &[(String, String)],
        signature: Option<&str>,
    ) -> Result<(), S3Error> {
        let mut lines: Vec<String> = trailers
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect();
        lines.sort();
        let what = sha256(lines.concat().as_bytes());
        self.check("AWS4-HMAC-SHA256-TRAILER", &what, signature)
            .map(drop)
    }

    fn check(
        &self,
        algorithm: &str,
        what: &str,
        signature: Option<&str>,
    ) -> Result<String, S3Error> {
        let Seed {
            key,
            timestamp,
            scope,
            ..
        } = self.seed;
        let previous = &self.previous;
        let expected = key.sign(&format!(
            "{algorithm}\n{timestamp}\n{scope}\n{previous}\n{what}"
        ));
        signature
            .filter(|signature| key::are_equal(signature, &expected))
            .map(|_| expected.clone())
            .ok_or_else(S3Error::chunk_signature_mismatch)
    }
}

/// What is not read yet.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    /// A line, without its CR LF.
    fn line(&mut self) -> Result<&'a str, S3Error> {
        let end = self
            .0
            .windows(2)
            .take(limit::CHUNK_LINE)
            .position(|pair| pair == b"\r\n")
            .ok_or_else(malformed)?;
        let line = self.take(end)?;
        self.take(2)?;
        str::from_utf8(line).map_err(|_| malformed())
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], S3Error> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(malformed)?;
        self.0 = rest;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests;
