//! A token as text: three segments, a header, a payload. Nothing here is trusted yet.

mod base64url;
mod claim;
mod compact;
mod header;
mod json;
mod numeric_date;
mod payload;
mod text;

pub(crate) use self::{
    claim::Claim,
    compact::{Compact, Scratch, is_payload_of},
    header::Header,
    json::{read_object, string as read_string},
    numeric_date::NumericDate,
    payload::{Fault, Payload},
    text::{PayloadText, Text, TextWriter},
};
