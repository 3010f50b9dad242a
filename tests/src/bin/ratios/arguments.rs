/// What the command line wants.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) rounds: usize,
    /// The one row that is wanted.
    pub(crate) only: Option<String>,
}

impl Arguments {
    /// The error says what is wrong, in one clause.
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self {
            rounds: 101,
            only: None,
        };
        while let Some(flag) = words.next() {
            let value = words.next().ok_or_else(|| format!("{flag} has no value"))?;
            match &*flag {
                "--only" => arguments.only = Some(value),
                "--rounds" => {
                    let rounds = value.parse().ok().filter(|rounds| *rounds > 0);
                    arguments.rounds = rounds.ok_or("--rounds is no number above zero")?;
                }
                _ => return Err(format!("`{flag}` is not known")),
            }
        }
        Ok(arguments)
    }
}
