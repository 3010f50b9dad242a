use std::{collections::VecDeque, sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cognito_core::Reason;

use super::{
    door::Door,
    history::{Asked, Sample},
    issuer::{Issuer, Overlap},
    random::Random,
};

/// How often a client shows a token before it gets a new one.
const USES: u32 = 16;
/// How many tokens of former keys a client keeps.
const KEPT: usize = 3;

/// What clients send.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mix {
    /// Besides hopeless tokens, only those of keys that are published when they are sent.
    Steady,
    /// Tokens of withdrawn keys and of keys that never were, too.
    Flood,
}

/// A client that asks, and writes down what it is answered.
#[derive(Debug)]
pub struct Client {
    issuer: Arc<Issuer>,
    mix: Mix,
    random: Random,
    subject: String,
    /// Good when they were minted, the newest last.
    wallet: VecDeque<Token>,
    uses: u32,
    hopeless: Vec<(String, Reason)>,
    samples: Vec<Sample>,
}

#[derive(Debug)]
struct Token {
    key: usize,
    text: String,
}

impl Client {
    /// A client who is called `subject`.
    pub fn new(issuer: Arc<Issuer>, mix: Mix, subject: String, random: Random) -> Self {
        Self {
            hopeless: hopeless(&issuer, &subject),
            issuer,
            mix,
            random,
            subject,
            wallet: VecDeque::new(),
            uses: 0,
            samples: Vec::new(),
        }
    }

    /// Asks again and again until the issuer's time `end`; what it saw.
    pub async fn run(mut self, mut door: Door, end: Duration) -> Vec<Sample> {
        loop {
            let (token, asked) = self.choose();
            let sent = self.issuer.now();
            if sent >= end {
                return self.samples;
            }
            let got = door.ask(&token, &self.subject).await;
            self.samples.push(Sample {
                sent,
                answered: self.issuer.now(),
                asked,
                got,
            });
        }
    }

    fn choose(&mut self) -> (String, Asked) {
        self.renew();
        let newest = self.wallet.len() - 1;
        let former = self.random.below(self.wallet.len() as u64);
        let former = usize::try_from(former).unwrap();
        let last = self.wallet.len().saturating_sub(2);
        match (self.mix, self.random.below(100)) {
            (_, 0..20) => {
                let one = self.random.below(self.hopeless.len() as u64);
                let (token, reason) = &self.hopeless[usize::try_from(one).unwrap()];
                (token.clone(), Asked::Hopeless(*reason))
            }
            (_, 20..25) => self.forged(newest),
            (Mix::Steady, 25..40) if self.issuer.overlap() == Overlap::One => self.good(last),
            (Mix::Flood, 25..40) => self.never_published(),
            (Mix::Flood, 40..45) => self.forged(former),
            (Mix::Flood, 45..65) => self.good(former),
            _ => self.good(newest),
        }
    }

    /// Gets a token of the current key, now and then.
    fn renew(&mut self) {
        let key = self.issuer.version();
        let is_new = self.wallet.back().is_none_or(|token| token.key < key);
        if is_new || self.uses >= USES {
            let text = self.issuer.mint(key, &self.subject, |claims| claims);
            if !is_new {
                self.wallet.pop_back();
            }
            self.wallet.push_back(Token { key, text });
            self.uses = 0;
        }
        if self.wallet.len() > KEPT {
            self.wallet.pop_front();
        }
        self.uses += 1;
    }

    fn good(&self, position: usize) -> (String, Asked) {
        let token = &self.wallet[position];
        (token.text.clone(), Asked::Good(token.key))
    }

    /// The signature of somebody else's token.
    fn forged(&self, position: usize) -> (String, Asked) {
        let token = &self.wallet[position];
        let (signed, signature) = token.text.rsplit_once('.').unwrap();
        // The last bytes in reverse: still base64url of the same length.
        let (head, tail) = signature.split_at(signature.len() - 10);
        let (tail, last) = tail.split_at(8);
        let tail: String = tail.chars().rev().collect();
        let tail = if head.starts_with(&tail) {
            "AAAAAAAA"
        } else {
            &tail
        };
        let text = format!("{signed}.{head}{tail}{last}");
        let is_same = text == token.text;
        let asked = if is_same {
            Asked::Good(token.key)
        } else {
            Asked::Forged(token.key)
        };
        (text, asked)
    }

    fn never_published(&mut self) -> (String, Asked) {
        let kid = self.random.any();
        let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"kid":"{kid:032x}","alg":"RS256"}}"#));
        let token = &self.wallet[self.wallet.len() - 1].text;
        let (_, rest) = token.split_once('.').unwrap();
        (format!("{header}.{rest}"), Asked::NeverPublished)
    }
}

/// Tokens that are refused whatever the keys are: what is wrong with them is seen before a key is looked for.
fn hopeless(issuer: &Issuer, subject: &str) -> Vec<(String, Reason)> {
    let good = issuer.mint(0, subject, |claims| claims);
    let with =
        |from: &str, to: &str| issuer.mint(0, subject, |claims| claims.replacen(from, to, 1));
    vec![
        ("garbage".to_owned(), Reason::MalformedToken),
        ("a.b.c".to_owned(), Reason::MalformedToken),
        (format!("{good}="), Reason::MalformedToken),
        (
            with(r#""exp":"#, r#""exp":1763000000,"was":"#),
            Reason::Expired,
        ),
        (with("stormclient", "otherclient"), Reason::ClientMismatch),
        (
            with("us-east-1_", "us-east-1_Another"),
            Reason::UnknownIssuer,
        ),
        (with(r#""access""#, r#""id""#), Reason::WrongTokenUse),
    ]
}
