use std::{
    fmt::{self, Write as _},
    net::SocketAddr,
};

use cognito_core::test_util::TokenBuilder;

use crate::{Answer, Curl, Pools, exchange::exchange};

/// What there is to try: tokens by name, and requests with the answers that they get. An example prints it, and its test
/// [runs](Self::run) it.
///
/// See the [crate](crate) for an example.
#[derive(Debug, Default)]
#[must_use]
pub struct Trial {
    tokens: Vec<Token>,
    lines: Vec<Line>,
    notes: Vec<String>,
}

struct Token {
    name: &'static str,
    what: &'static str,
    make: Box<dyn Fn(&Pools) -> TokenBuilder + Send + Sync>,
}

#[derive(Debug)]
struct Line {
    status: u16,
    why: &'static str,
    curl: Curl,
}

impl Trial {
    /// Nothing to try yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A token by its name in the shell. `what` it has is what to get from a real pool. It and all other prose is free of quotes:
    /// people paste the whole text into a shell.
    pub fn token(
        mut self,
        name: &'static str,
        what: &'static str,
        make: impl Fn(&Pools) -> TokenBuilder + Send + Sync + 'static,
    ) -> Self {
        let make = Box::new(make);
        self.tokens.push(Token { name, what, make });
        self
    }

    /// A request, the status that it is answered with, and why.
    pub fn expect(mut self, status: u16, why: &'static str, curl: Curl) -> Self {
        self.lines.push(Line { status, why, curl });
        self
    }

    /// What else there is to try, without a request that [`run`](Self::run) sends. `$ADDRESS` is where the example listens, as in
    /// `127.0.0.1:3000`.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Sends all requests, one after the other, to who listens there. Blocks: async tests run it beside the server, as in
    /// `spawn_blocking`.
    ///
    /// # Panics
    /// If a request is not answered, or with another status than expected: that is what a test wants.
    #[expect(clippy::panic, reason = "a test that goes wrong should stop")]
    pub fn run(&self, pools: &Pools, address: SocketAddr) -> Vec<Answer> {
        let minted: Vec<_> = self
            .tokens
            .iter()
            .map(|token| (token.name, (token.make)(pools).mint()))
            .collect();
        let mut answers = Vec::new();
        for Line { status, why, curl } in &self.lines {
            let answer = exchange(curl, &minted, address)
                .unwrap_or_else(|error| panic!("{why}: {}: {error}", curl.path));
            assert_eq!(
                answer.status, *status,
                "{why}: {} {}: {}",
                curl.method, curl.path, answer.text
            );
            answers.push(answer);
        }
        answers
    }

    /// What to print when the example listens.
    pub(crate) fn introduction(&self, pools: Option<&Pools>, address: SocketAddr) -> String {
        let mut text = format!("Listening on http://{address}\n\n");
        text += match pools {
            Some(_) => {
                "  The tokens are of a user pool in the memory of this program, FOR TRYING OUT ONLY: whoever reads this can
  use them, for an hour at most. For a real pool set COGNITO_USER_POOL_ID and COGNITO_CLIENT_ID.\n\n"
            }
            None => "  The user pool is the one that the environment names.\n\n",
        };
        text += "Tokens, for your shell:\n\n";
        for Token { name, what, make } in &self.tokens {
            let token =
                pools.map_or_else(|| "'paste it here'".to_owned(), |pools| make(pools).mint());
            let _ = writeln!(text, "{what}:\n  {name}={token}");
        }
        let url = format!("http://{address}");
        if !self.lines.is_empty() {
            text += "\nThen try, and see the status:\n\n";
        }
        for Line { status, why, curl } in &self.lines {
            let _ = writeln!(text, "{status}, {why}:\n  {}", curl.line(&url));
        }
        for note in &self.notes {
            let _ = writeln!(text, "\n{}", note.replace("$ADDRESS", &address.to_string()));
        }
        text
    }
}

/// Prints no token.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
