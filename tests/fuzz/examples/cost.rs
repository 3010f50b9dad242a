//! Tells what the costliest input of each target costs the crate, and fails above 5 ms of CPU:
//! `cost FOLDER..`, each with a folder of inputs for each target, as the corpus is.
//!
//! Build it with `--release`. Each input counts with the best of five runs.

use std::{env, error::Error, fs, path::Path, process::ExitCode, time::Duration};

use cognito_fuzz::{
    cpu_time,
    target::{TARGETS, Target, costliest},
};

const LIMIT: Duration = Duration::from_millis(5);

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folders: Vec<_> = env::args_os().skip(1).collect();
    let mut worst = Duration::ZERO;
    println!(
        "{:15}{:>8}{:>12}  costliest input",
        "target", "inputs", "CPU"
    );
    for (name, target) in TARGETS {
        let mut costs = Vec::new();
        for folder in &folders {
            costs_in(&Path::new(folder).join(name), target, &mut costs)?;
        }
        costs.sort();
        let (most, file) = costs.last().ok_or("a target has no input")?;
        println!(
            "{name:15}{:>8}{:>9} µs  {file}",
            costs.len(),
            most.as_micros()
        );
        worst = worst.max(*most);
    }
    if worst > LIMIT {
        eprintln!("an input costs more than {LIMIT:?}");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// A folder that is not there has no input: not every target finds a slow one.
fn costs_in(
    folder: &Path,
    target: Target,
    costs: &mut Vec<(Duration, String)>,
) -> Result<(), Box<dyn Error>> {
    let Ok(files) = fs::read_dir(folder) else {
        return Ok(());
    };
    for file in files {
        let path = file?.path();
        let data = fs::read(&path)?;
        // The first run makes keys and fills caches; the best of the others is the input's own cost.
        let best = (0..6)
            .map(|_| costliest(cpu_time, target, &data))
            .skip(1)
            .min();
        costs.push((best.unwrap_or_default(), path.display().to_string()));
    }
    Ok(())
}
