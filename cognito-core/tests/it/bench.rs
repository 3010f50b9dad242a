//! Tokens of any bytes, and what a verifier says of them.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicU64, Ordering},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::{
    Reason, TokenUse, Verifier, VerifierBuilder,
    future::BoxFuture,
    jwks::{FetchError, FetchJwks, Fetched},
    test_util::TestPool,
};

/// One pool for all: its keys take time to make.
static POOL: LazyLock<TestPool> = LazyLock::new(TestPool::new);

/// A pool, and a verifier of its access tokens for each question.
pub(crate) struct Bench {
    pub(crate) pool: &'static TestPool,
    keys: Keys,
}

/// The pool's keys, and how often they were asked for.
#[derive(Clone, Debug, Default)]
struct Keys(Arc<AtomicU64>);

impl FetchJwks for Keys {
    fn fetch<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        POOL.fetch(url)
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self {
            pool: &POOL,
            keys: Keys::default(),
        }
    }

    /// A verifier of the pool that has no keys yet.
    pub(crate) fn verifier(&self) -> VerifierBuilder {
        self.pool.verifier_builder().fetcher(self.keys.clone())
    }

    /// A token with good claims and this header, well signed.
    pub(crate) fn with_header(&self, header: &str) -> String {
        let key = self.pool.signing_key(TokenUse::Access);
        key.sign_with_header(header, &self.pool.access_token().claims_json())
    }

    /// A token with a good header that has `more` members as well, well signed.
    pub(crate) fn with_more_header(&self, more: &str) -> String {
        let header = self.pool.access_token().header_json();
        self.with_header(&header.replacen('{', &format!("{{{more},"), 1))
    }

    /// A token with this payload, well signed.
    pub(crate) fn with_payload(&self, payload: &str) -> String {
        self.pool.access_token().mint_payload(payload)
    }

    /// A token with good claims and `more` members as well, well signed.
    pub(crate) fn with_more_claims(&self, more: &str) -> String {
        let claims = self.pool.access_token().claims_json();
        self.with_payload(&claims.replacen('{', &format!("{{{more},"), 1))
    }

    /// The reason of a refusal, and how often the keys were asked for.
    pub(crate) async fn decide(&self, token: &str) -> (Option<Reason>, u64) {
        let verifier = self.verifier().build().unwrap();
        self.decide_by(&verifier, token).await
    }

    pub(crate) async fn decide_by(
        &self,
        verifier: &Verifier,
        token: &str,
    ) -> (Option<Reason>, u64) {
        let before = self.keys.0.load(Ordering::SeqCst);
        let decided = verifier.verify(token).await;
        let reason = decided.err().map(|error| error.reason());
        (reason, self.keys.0.load(Ordering::SeqCst) - before)
    }
}

/// What [`Bench::decide`] says of a good token.
pub(crate) const ACCEPTED: (Option<Reason>, u64) = (None, 1);

/// What [`Bench::decide`] says of a token that is refused without a look at the keys.
pub(crate) fn early(reason: Reason) -> (Option<Reason>, u64) {
    (Some(reason), 0)
}

/// Header and payload of any bytes, with a signature that fits nothing.
pub(crate) fn unsigned(header: &[u8], payload: &[u8]) -> String {
    [header, payload, &[0; 256]]
        .map(|part| URL_SAFE_NO_PAD.encode(part))
        .join(".")
}

/// Texts and bytes that are not one JSON object as sections 2 and 3 want it; `good` is one.
pub(crate) fn not_one_object(good: &str) -> Vec<(&'static str, Vec<u8>)> {
    let inner = good.trim_start_matches('{').trim_end_matches('}');
    let mut forms: Vec<(&str, Vec<u8>)> = [
        ("nothing but a space", " ".to_owned()),
        ("null", "null".to_owned()),
        ("a number", "1".to_owned()),
        ("a text", r#""text""#.to_owned()),
        ("an array", format!("[{good}]")),
        ("an array of values", r#"["RS256","kid"]"#.to_owned()),
        ("two objects", format!("{good}{good}")),
        ("two objects and a space", format!("{good} {{}}")),
        ("a bracket too many", format!("{good}}}")),
        ("a bracket too few", format!("{{{inner}")),
        ("a comma at the end", format!("{{{inner},}}")),
        ("a comma after it", format!("{good},")),
        ("a NUL after it", format!("{good}\0")),
        ("a vertical tab after it", format!("{good}\u{b}")),
        ("a form feed after it", format!("{good}\u{c}")),
        ("a no-break space after it", format!("{good}\u{a0}")),
        ("a line separator before it", format!("\u{2028}{good}")),
        ("a byte order mark", format!("\u{feff}{good}")),
        ("a byte order mark at the end", format!("{good}\u{feff}")),
        ("a comment", format!("{{/**/{inner}}}")),
        ("single quotes", good.replace('"', "'")),
        ("a member twice", format!(r#"{{"a":1,{inner},"a":1}}"#)),
        (
            "a member twice, once in escapes",
            format!(r#"{{"a":1,{inner},"\u0061":1}}"#),
        ),
        ("no name twice", format!(r#"{{"":1,{inner},"":1}}"#)),
        ("a name that is no text", format!("{{1:1,{inner}}}")),
        ("no value", format!(r#"{{"a",{inner}}}"#)),
        (
            "a number in another form",
            format!(r#"{{"a":0x1,{inner}}}"#),
        ),
        (
            "a number with a zero first",
            format!(r#"{{"a":01,{inner}}}"#),
        ),
        ("no number", format!(r#"{{"a":NaN,{inner}}}"#)),
        ("an unknown escape", format!(r#"{{"a":"\x41",{inner}}}"#)),
        ("half an escape", format!(r#"{{"a":"\u12",{inner}}}"#)),
        (
            "a raw newline in a text",
            format!("{{\"a\":\"\n\",{inner}}}"),
        ),
        ("a raw NUL in a text", format!("{{\"a\":\"\0\",{inner}}}")),
        ("a raw tab in a name", format!("{{\"a\t\":1,{inner}}}")),
        (
            "a lone surrogate in a name",
            format!(r#"{{"\ud800":1,{inner}}}"#),
        ),
        (
            "surrogates the wrong way round in a name",
            format!(r#"{{"\ude00\ud83d":1,{inner}}}"#),
        ),
    ]
    .map(|(name, text)| (name, text.into_bytes()))
    .into();
    let within = |bytes: &[u8]| [b"{\"a\":\"", bytes, b"\",", inner.as_bytes(), b"}"].concat();
    forms.extend([
        ("a byte that is no UTF-8", within(b"\xff")),
        ("Latin-1", within(b"\xe4")),
        ("an overlong form", within(b"\xc0\xaf")),
        ("a surrogate in UTF-8", within(b"\xed\xa0\x80")),
        ("a character cut off", within(b"\xf0\x9f\x98")),
        (
            "UTF-16",
            good.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
    ]);
    forms
}

/// The same object in other words: each must be taken as `good` is.
pub(crate) fn still_one_object(good: &str) -> Vec<(&'static str, String)> {
    let inner = good.trim_start_matches('{').trim_end_matches('}');
    vec![
        ("as it is", good.to_owned()),
        ("white space around it", format!("\r\n\t {good} \t\n\r")),
        ("white space inside", good.replace(',', " ,\n ")),
        (
            "a member in escapes",
            good.replace(r#""alg""#, r#""\u0061lg""#),
        ),
        (
            "members twice in an inner object",
            format!(r#"{{"a":{{"b":1,"b":2}},{inner}}}"#),
        ),
        ("no name", format!(r#"{{"":1,{inner}}}"#)),
        (
            "names that differ in case",
            format!(r#"{{"a":1,"A":1,{inner}}}"#),
        ),
        (
            "a number beyond all bounds",
            format!(r#"{{"a":-1e400,{inner}}}"#),
        ),
        (
            "escaped controls",
            format!(r#"{{"a":"\u0000\u001f\n","\u0000":1,{inner}}}"#),
        ),
        (
            "a pair of surrogates in a name",
            format!(r#"{{"\ud83d\ude00":1,{inner}}}"#),
        ),
        (
            "lone surrogates where nobody reads",
            format!(r#"{{"a":"\ud800","b":["\udfff"],"c":{{"\ud800":1}},{inner}}}"#),
        ),
    ]
}

/// A value of this many levels, of arrays, of objects, and of both in turn.
pub(crate) fn nested(levels: usize) -> [String; 3] {
    let of = |level: fn(usize) -> (&'static str, &'static str)| {
        let (open, close): (Vec<_>, Vec<_>) = (0..levels).map(level).unzip();
        let close: String = close.into_iter().rev().collect();
        format!("{}1{close}", open.concat())
    };
    [
        of(|_| ("[", "]")),
        of(|_| (r#"{"a":"#, "}")),
        of(|level| match level % 2 {
            0 => ("[0,", ",0]"),
            _ => (r#"{"a":[],"b":"#, "}"),
        }),
    ]
}
