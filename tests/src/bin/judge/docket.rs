//! Lines in, answers out.

use std::io::{self, BufRead, Write};

use cognito_core::Reason;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{court::Court, line::Case};

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

/// Answers every line, each before the next one is read. `out` sends every line on its way, as standard output does.
pub(crate) fn serve(
    court: &mut Court,
    mut lines: impl BufRead,
    mut out: impl Write,
) -> io::Result<()> {
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        answer(court, &line, &mut out)?;
        line.clear();
    }
    out.flush()
}

/// Prints a text that is no answer.
pub(crate) fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

fn answer(court: &mut Court, line: &[u8], out: &mut impl Write) -> io::Result<()> {
    match Case::parse(line) {
        Err(why) => write(out, &Answer::not_a_case(&why)),
        Ok(case) => match court.decide(&case.token, case.config) {
            Ok(refused) => {
                let verdict = if refused.is_none() {
                    "accept"
                } else {
                    "reject"
                };
                let answer = Answer {
                    verdict: Some(verdict),
                    reason: refused.map(Reason::as_str),
                    ..Answer::to(case.id)
                };
                write(out, &answer)
            }
            Err(why) => write(
                out,
                &Answer {
                    error: Some(&why),
                    ..Answer::to(case.id)
                },
            ),
        },
    }
}

impl<'a> Answer<'a> {
    fn to(id: &'a RawValue) -> Self {
        Self {
            id,
            verdict: None,
            reason: None,
            error: None,
        }
    }

    fn not_a_case(why: &'a str) -> Self {
        Self {
            error: Some(why),
            ..Self::to(RawValue::NULL)
        }
    }
}

fn write(out: &mut impl Write, answer: &Answer<'_>) -> io::Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    out.write_all(&line)
}
