//! A program that answers a line with a line, and is started again when it has died or not answered in time.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::Result;

/// What a question to a [`Program`] leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The line.
    Line(String),
    /// The program has ended instead.
    Crash,
    /// No line in time.
    Hang,
}

/// A program that answers a line with a line, running when it is needed.
#[derive(Debug)]
pub struct Program {
    path: PathBuf,
    time_limit: Duration,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Program {
    /// The program at `path`, which has so long for each answer.
    pub fn new(path: PathBuf, time_limit: Duration) -> Program {
        Program {
            path,
            time_limit,
            running: None,
        }
    }

    /// What the program answers.
    ///
    /// # Errors
    ///
    /// The program can't be started.
    pub fn ask(&mut self, question: &str) -> Result<Answer> {
        if self.running.is_none() {
            self.running = Some(self.start()?);
        }
        let Some(running) = &mut self.running else {
            return Ok(Answer::Crash);
        };
        // Where the program has died of the question, the answer tells.
        let _ = writeln!(running.input, "{question}").and_then(|()| running.input.flush());
        let answer = match running.lines.recv_timeout(self.time_limit) {
            Ok(line) => return Ok(Answer::Line(line)),
            Err(RecvTimeoutError::Timeout) => Answer::Hang,
            Err(RecvTimeoutError::Disconnected) => Answer::Crash,
        };
        self.stop();
        Ok(answer)
    }

    fn start(&self) -> Result<Running> {
        let mut child = Command::new(&self.path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let input = child.stdin.take().ok_or("no input of the program")?;
        let output = child.stdout.take().ok_or("no output of the program")?;
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(|line| line.ok()) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Running {
            child,
            input,
            lines,
        })
    }

    fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            // It may have ended already.
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_program_that_dies_or_hangs_is_started_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("program");
        let script = "#!/bin/sh\nwhile read line; do case $line in die) exit 1;; hang) sleep 60;; *) echo \"<$line>\";; esac; done\n";
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let mut program = Program::new(path, Duration::from_secs(2));
        let mut ask = |question| program.ask(question).unwrap();
        assert_eq!(ask("a"), Answer::Line("<a>".into()));
        assert_eq!(ask("die"), Answer::Crash);
        assert_eq!(ask("b"), Answer::Line("<b>".into()));
        assert_eq!(ask("hang"), Answer::Hang);
        assert_eq!(ask("c"), Answer::Line("<c>".into()));
    }
}
