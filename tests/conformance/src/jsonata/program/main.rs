//! Answers lines of a function's number and a case with the case's result.

use std::io::{BufRead, Write};

use scope::Case;

fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let (number, line) = line.split_once(' ').expect("a number and a case");
        let number: usize = number.parse().expect("a number");
        let case = CRATES[number / IN_A_CRATE][number % IN_A_CRATE];
        let answer = scope::evaluate(case, line);
        let mut output = std::io::stdout().lock();
        writeln!(output, "{answer}")
            .and_then(|()| output.flush())
            .expect("someone listens");
    }
}
