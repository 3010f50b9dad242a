//! Rows that need a process of their own: this test once more, told by its environment what it is for.

use std::{
    env,
    process::{Command, Stdio},
};

use crate::row::Row;

/// Names the row that a child plays in its own process.
const ROW: &str = "COGNITO_FAULTS_ROW";

/// What the child runs; it has to be the name of the one test.
pub(crate) const THIS_TEST: &str = "every_row_holds";

/// Is this process a child that plays this row?
pub(crate) fn is_playing(row: &Row) -> bool {
    played().is_some_and(|name| name == row.to_string())
}

/// The row that this process is for, if it is a child.
pub(crate) fn played() -> Option<String> {
    env::var(ROW).ok()
}

/// Plays the row in a child that may have so many file descriptors.
pub(crate) fn play(row: &Row, descriptors: u32) -> Result<(), String> {
    let limited = format!("ulimit -n {descriptors}; exec \"$0\" \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &limited])
        .arg(env::current_exe().unwrap())
        .args(["--exact", THIS_TEST, "--nocapture"])
        .env(ROW, row.to_string())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    // A child that found no such row would be content.
    let has_played = said.contains(&row.to_string());
    if output.status.success() && has_played {
        return Ok(());
    }
    Err(format!("{row} (in a child): {said}"))
}
