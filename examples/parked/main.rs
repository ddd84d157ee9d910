//! A million executions that wait: what they take on the disk and in memory, and that they wake when they are due.
//!
//! ```text
//! cargo run --release --example parked -- 1000000
//! ```
//!
//! The program fills a store in one process, starts anew in another, and prints what it finds: how soon that is ready and
//! how much memory it has, how late the waiting ones wake, also when the clock is set meanwhile, what a transition costs
//! beside them, what executions take that are in memory, and how soon those are back that were cut off.

mod clock;
mod measure;
mod phases;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count = arguments
        .next()
        .map_or(Ok(100_000), |count| count.parse())?;
    let Some(phase) = arguments.next() else {
        return all(count);
    };
    let folder = PathBuf::from(arguments.next().ok_or("a phase needs a folder")?);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        match phase.as_str() {
            "fill" => phases::fill(&folder, count).await,
            "ready" => phases::ready(&folder, count).await,
            "cost" => phases::cost(&folder, count).await,
            "memory" => phases::memory(&folder, count).await,
            "cut-off" => phases::cut_off(&folder, count).await,
            "recover" => phases::recover(&folder, count).await,
            other => Err(format!("there is no phase `{other}`").into()),
        }
    })
}

/// Each phase is a process of its own: memory that one has had is not counted for the next.
fn all(count: usize) -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/parked");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let mut summary = String::new();
    for (phase, store, count) in [
        ("fill", "large", count),
        ("fill", "small", 1_000.min(count)),
        ("ready", "large", count),
        ("cost", "", count),
        ("memory", "memory", 100_000.min(count)),
        ("cut-off", "recover", 10_000.min(count)),
        ("recover", "recover", 10_000.min(count)),
    ] {
        let folder = folder.join(store);
        std::fs::create_dir_all(&folder)?;
        let process = Command::new(std::env::current_exe()?)
            .args([&count.to_string(), phase])
            .arg(&folder)
            .output()?;
        eprint!("{}", String::from_utf8_lossy(&process.stderr));
        if !process.status.success() {
            return Err(format!("the phase `{phase}` failed").into());
        }
        for line in String::from_utf8(process.stdout)?.lines() {
            match line.strip_prefix("parked: ") {
                Some(figures) => summary = figures.to_owned(),
                None => println!("{line}"),
            }
        }
    }
    std::fs::remove_dir_all(&folder)?;
    println!("parked: {summary}");
    Ok(())
}
