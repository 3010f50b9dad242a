//! The command line.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use cognito_core::UserPoolId;

pub(crate) const USAGE: &str = "\
usage: judge --jwks FILE --pool ID --client ID --now UNIX

Reads JSON lines {\"id\", \"token\", \"config\"} from standard input and prints a line for each:
{\"id\", \"verdict\": \"accept\"}, {\"id\", \"verdict\": \"reject\", \"reason\"}, {\"id\", \"error\"} where the config cannot be
meant, {\"id\": null, \"error\"} where the line is not such JSON.

The config and each of its members may be left out:
  token_use       \"access\" (default), \"id\" or \"any\"
  client_ids      a list of app clients, or \"any\"; default: those of --client
  scopes, groups  [\"any\", names..] or [\"all\", names..]; default: no rule
  resource        the aud that access tokens must be bound to; default: none may be
  leeway          seconds, 0 (default) to 600

  --jwks FILE   the pool's key set
  --pool ID     the user pool's id, as in us-east-1_AbC123xyz
  --client ID   an app client whose tokens are accepted; may be given several times
  --now UNIX    what time it is: seconds since 1970, whole or decimal
  --help        this text";

/// The end of the year 9999, where JWT's dates end too.
const MAX_NOW: Duration = Duration::from_secs(253_402_300_799);

/// What the command line wants.
#[derive(Debug)]
pub(crate) enum Asked {
    Help,
    Judge(Arguments),
}

#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) jwks: PathBuf,
    pub(crate) pool: UserPoolId,
    pub(crate) clients: Vec<String>,
    pub(crate) now: Duration,
}

impl Arguments {
    /// Reads `--flag value` and `--flag=value`; the error says what is wrong, in one clause.
    pub(crate) fn parse(words: impl IntoIterator<Item = OsString>) -> Result<Asked, String> {
        let (mut jwks, mut pool, mut now, mut clients) = (None, None, None, Vec::new());
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let word = text(word)?;
            let (flag, joined) = match word.split_once('=') {
                Some((flag, value)) => (flag, Some(value)),
                None => (&*word, None),
            };
            if matches!(flag, "--help" | "-h") && joined.is_none() {
                return Ok(Asked::Help);
            }
            if !matches!(flag, "--jwks" | "--pool" | "--client" | "--now") {
                return Err(format!("`{flag}` is not known"));
            }
            let value = joined
                .map(OsString::from)
                .or_else(|| words.next())
                .ok_or_else(|| format!("{flag} has no value"))?;
            let again = match flag {
                "--jwks" => jwks.replace(PathBuf::from(value)).is_some(),
                "--pool" => pool.replace(pool_id(&text(value)?)?).is_some(),
                "--now" => now.replace(moment(&text(value)?)?).is_some(),
                _ => {
                    clients.push(text(value)?);
                    false
                }
            };
            if again {
                return Err(format!("{flag} is given twice"));
            }
        }
        if clients.is_empty() {
            return Err(missing("--client"));
        }
        Ok(Asked::Judge(Self {
            jwks: jwks.ok_or_else(|| missing("--jwks"))?,
            pool: pool.ok_or_else(|| missing("--pool"))?,
            now: now.ok_or_else(|| missing("--now"))?,
            clients,
        }))
    }
}

/// Seconds, whole or decimal, as a time span; none for less than 0 and for what is no number.
pub(crate) fn seconds(text: &str) -> Option<Duration> {
    match text.parse() {
        Ok(whole) => Some(Duration::from_secs(whole)),
        Err(_) => Duration::try_from_secs_f64(text.parse().ok()?).ok(),
    }
}

fn moment(text: &str) -> Result<Duration, String> {
    seconds(text)
        .filter(|now| *now <= MAX_NOW)
        .ok_or_else(|| format!("--now is `{text}`; expected seconds since 1970"))
}

fn pool_id(text: &str) -> Result<UserPoolId, String> {
    text.parse().map_err(|error| format!("--pool: {error}"))
}

fn text(word: OsString) -> Result<String, String> {
    word.into_string()
        .map_err(|word| format!("`{}` is not UTF-8", word.to_string_lossy()))
}

fn missing(flag: &str) -> String {
    format!("{flag} is missing")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "--jwks keys.json --pool eu-west-1_AbC123xyz --client web --now 1763000000";

    fn parse(line: &str) -> Result<Asked, String> {
        Arguments::parse(line.split_whitespace().map(OsString::from))
    }

    fn judge(line: &str) -> Arguments {
        match parse(line) {
            Ok(Asked::Judge(arguments)) => arguments,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn both_forms_of_a_flag_are_read() {
        for line in [
            GOOD.to_owned(),
            GOOD.replace("s ", "s=")
                .replace("w ", "w=")
                .replace("l ", "l="),
        ] {
            let arguments = judge(&line);
            assert_eq!(arguments.jwks, PathBuf::from("keys.json"), "{line}");
            assert_eq!(arguments.pool.as_str(), "eu-west-1_AbC123xyz");
            assert_eq!(arguments.clients, ["web"]);
            assert_eq!(arguments.now, Duration::from_secs(1_763_000_000));
        }
    }

    #[test]
    fn there_may_be_several_clients_and_a_decimal_time() {
        let arguments = judge(&format!(
            "{} --client app",
            GOOD.replace("1763000000", "1763000000.25")
        ));
        assert_eq!(arguments.clients, ["web", "app"]);
        assert_eq!(arguments.now, Duration::from_millis(1_763_000_000_250));
    }

    #[test]
    fn help_is_given_before_anything_is_wrong() {
        assert!(matches!(parse("--help"), Ok(Asked::Help)));
        assert!(matches!(parse(&format!("{GOOD} -h")), Ok(Asked::Help)));
    }

    #[test]
    fn mistakes_are_named() {
        let without = |flag: &str| {
            let words: Vec<_> = GOOD.split_whitespace().collect();
            let pairs = words.chunks(2).filter(|pair| pair[0] != flag);
            pairs.flatten().copied().collect::<Vec<_>>().join(" ")
        };
        for (line, named) in [
            (without("--jwks"), "--jwks is missing"),
            (without("--pool"), "--pool is missing"),
            (without("--client"), "--client is missing"),
            (without("--now"), "--now is missing"),
            (format!("{GOOD} --now 1"), "--now is given twice"),
            (format!("{GOOD} --client"), "--client has no value"),
            (format!("{GOOD} --leeway 5"), "`--leeway` is not known"),
            (format!("{GOOD} extra"), "`extra` is not known"),
            (GOOD.replace("1763000000", "-1"), "--now is `-1`"),
            (GOOD.replace("1763000000", "today"), "--now is `today`"),
            (GOOD.replace("1763000000", "NaN"), "--now is `NaN`"),
            (GOOD.replace("1763000000", "1e300"), "--now is `1e300`"),
            (GOOD.replace("eu-west-1_", ""), "--pool: "),
        ] {
            let error = parse(&line).unwrap_err();
            assert!(error.starts_with(named), "{error}");
        }
    }
}
