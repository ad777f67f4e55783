//! Reading how a test runner ended, from the lines it closes with.

/// What one runner did.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Tests that held.
    pub(crate) passed: u64,
    /// Tests that did not; at least one when the runner itself failed.
    pub(crate) failed: u64,
    /// The lines worth reading again at the end.
    pub(crate) closing: Vec<String>,
}

/// Reads `cargo test`, native or through wasm-bindgen-test-runner: one `test result:` a binary.
pub(crate) fn of_cargo(lines: &[String], succeeded: bool) -> Outcome {
    let mut outcome = Outcome::default();
    let mut running = String::new();
    for line in lines.iter().map(|line| line.trim()) {
        if let Some(binary) = heading(line) {
            running = binary;
        } else if let Some(result) = line.strip_prefix("test result: ") {
            let (passed, failed) = (count(result, "passed"), count(result, "failed"));
            outcome.passed += passed;
            outcome.failed += failed;
            if passed + failed > 0 {
                outcome.closing.push(format!("{running}: {result}"));
            }
        }
    }
    outcome.counting_the_runner_itself(succeeded)
}

/// The name of what cargo runs next, without its folder and its hash: `world`, or `world (docs)`.
fn heading(line: &str) -> Option<String> {
    if let Some(package) = line.strip_prefix("Doc-tests ") {
        return Some(format!("{package} (docs)"));
    }
    let (_, path) = line.strip_prefix("Running ")?.split_once(" (")?;
    let file = path.strip_suffix(')')?.rsplit('/').next()?;
    let (name, _hash) = file.rsplit_once('-')?;
    Some(name.to_owned())
}

/// Reads `node --test --test-reporter=spec`: `ℹ pass 3`, `ℹ fail 0`, `ℹ cancelled 0`.
pub(crate) fn of_node(lines: &[String], succeeded: bool) -> Outcome {
    let mut outcome = Outcome::default();
    for line in lines {
        let Some((name, number)) = line
            .strip_prefix("ℹ ")
            .and_then(|said| said.trim().split_once(' '))
        else {
            continue;
        };
        let Ok(number) = number.parse::<u64>() else {
            continue;
        };
        match name {
            "pass" => outcome.passed += number,
            "fail" | "cancelled" => outcome.failed += number,
            "tests" | "skipped" => {}
            _ => continue,
        }
        outcome.closing.push(format!("{name} {number}"));
    }
    outcome.counting_the_runner_itself(succeeded)
}

impl Outcome {
    /// This runner and then another, as one.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.passed += other.passed;
        self.failed += other.failed;
        self.closing.extend(other.closing);
        self
    }

    /// A runner that could not run to its end is a failure, even if no test of it failed.
    fn counting_the_runner_itself(mut self, succeeded: bool) -> Self {
        if !succeeded && self.failed == 0 {
            self.failed = 1;
            self.closing
                .push("the runner failed before or between its tests: see above".to_owned());
        }
        self
    }
}

/// The number before a word in `ok. 12 passed; 0 failed; …`.
fn count(result: &str, word: &str) -> u64 {
    result
        .split([';', '.'])
        .filter_map(|part| part.trim().split_once(' '))
        .find(|(_, said)| *said == word)
        .and_then(|(number, _)| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{of_cargo, of_node};

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn cargo_test_is_summed_over_its_binaries_and_names_them() {
        let outcome = of_cargo(
            &lines(
                "     Running unittests src/lib.rs (target/debug/deps/world-1)\n\
                 test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                 \x20    Running tests/log.rs (target/debug/deps/log-2)\n\
                 test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                 \x20  Doc-tests world\n\
                 test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
            ),
            false,
        );
        assert_eq!((outcome.passed, outcome.failed), (15, 2));
        assert_eq!(outcome.closing.len(), 2);
        assert!(outcome.closing[0].starts_with("world: ok. 12 passed"));
        assert!(outcome.closing[1].starts_with("log: FAILED. 3 passed"));
    }

    #[test]
    fn what_the_browser_runner_says_of_itself_is_no_heading() {
        let outcome = of_cargo(
            &lines(
                "     Running unittests src/lib.rs (target/wasm32-unknown-unknown/web/deps/geodesy-a5.wasm)\n\
                 Running headless tests in Chrome on `http://127.0.0.1:40375/`\n\
                 test result: ok. 1 passed; 0 failed; 0 ignored; 0 filtered out; finished in 0.01s\n",
            ),
            true,
        );
        assert!(
            outcome.closing[0].starts_with("geodesy: ok. 1 passed"),
            "{outcome:?}"
        );
    }

    #[test]
    fn a_runner_that_breaks_off_counts_as_a_failure() {
        let outcome = of_cargo(&lines("error: could not compile `world`"), false);
        assert_eq!((outcome.passed, outcome.failed), (0, 1));
        let outcome = of_node(&lines("ℹ pass 4\nℹ fail 0"), false);
        assert_eq!((outcome.passed, outcome.failed), (4, 1));
    }

    #[test]
    fn node_counts_cancelled_tests_as_failed() {
        let outcome = of_node(
            &lines(
                "✔ one\nℹ tests 5\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 1\nℹ skipped 0\nℹ duration_ms 40.5",
            ),
            false,
        );
        assert_eq!((outcome.passed, outcome.failed), (3, 2));
        assert_eq!(
            outcome.closing,
            ["tests 5", "pass 3", "fail 1", "cancelled 1", "skipped 0"]
        );
    }
}
