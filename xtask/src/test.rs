//! `cargo xtask test`: native tests, the same and more in a browser, and the built app against the
//! built hub. One runner's failure does not keep the others from running.

use anyhow::{Context, Result, bail};
use std::{fs, process::ExitCode};

use crate::{
    app, files, gateway, halves, hub,
    outcome::{self, Outcome},
    progress::{self, Plan},
    run::{command, tee},
    size, tools,
    workspace::Workspace,
};

/// The pure crates whose `same_bytes` tests run a second time as wasm32, in headless Chromium: they
/// promise the same bytes there as natively.
pub(crate) const SAME_BYTES: [&str; 4] = ["world", "geodesy", "district", "demo"];

/// The flags that make tests, clippy and trunk share one build of everything below the app.
pub(crate) const WASM_BUILD: [&str; 5] = [
    "--locked",
    "--profile",
    "web",
    "--target",
    "wasm32-unknown-unknown",
];

/// What is native: everything but the app and what is made of it.
pub(crate) const NATIVE: [&str; 6] = [
    "--locked",
    "--workspace",
    "--exclude",
    "furun",
    "--exclude",
    "furun-peer",
];

/// One runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Native,
    Wasm,
    EndToEnd,
}

impl Part {
    const ALL: [Self; 3] = [Self::Native, Self::Wasm, Self::EndToEnd];

    fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Wasm => "wasm",
            Self::EndToEnd => "e2e",
        }
    }

    fn run(self, workspace: &Workspace, filter: Option<&str>) -> Result<Outcome> {
        match self {
            Self::Native => native(workspace, filter),
            Self::Wasm => wasm(workspace, filter),
            Self::EndToEnd => end_to_end(workspace, filter),
        }
    }
}

/// Which tests to run.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    parts: Vec<Part>,
    filter: Option<String>,
}

impl Selection {
    /// Reads `[native|wasm|e2e] [FILTER]`.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self> {
        let (part, filter) = match arguments {
            [] => {
                return Ok(Self {
                    parts: Part::ALL.to_vec(),
                    filter: None,
                });
            }
            [part] => (part, None),
            [part, filter] => (part, Some(filter.clone())),
            _ => bail!("`test` takes a part and a filter, found {arguments:?}"),
        };
        let part = Part::ALL
            .into_iter()
            .find(|known| known.name() == part)
            .with_context(|| format!("`{part}` is none of native, wasm, e2e"))?;
        Ok(Self {
            parts: vec![part],
            filter,
        })
    }
}

/// Installs what is missing, runs the parts, and closes with every runner's own last lines.
pub(crate) fn test(workspace: &Workspace, selection: &Selection) -> Result<ExitCode> {
    let started = progress::now();
    let mut plan = Plan::default();
    if selection.parts.contains(&Part::EndToEnd) {
        tools::plan_app_tools(&mut plan, workspace)?;
    } else if selection.parts.contains(&Part::Wasm) {
        tools::plan_wasm_target(&mut plan, workspace)?;
        tools::plan_wasm_bindgen(&mut plan, workspace)?;
    }
    if selection.parts != [Part::Native] {
        tools::plan_browser(&mut plan, workspace);
    }
    if selection.parts.contains(&Part::EndToEnd) {
        tools::plan_encoder(&mut plan, workspace);
    }
    plan.run()?;

    let mut outcomes = Vec::new();
    for part in &selection.parts {
        eprintln!("\n== {} tests ==", part.name());
        let outcome = part
            .run(workspace, selection.filter.as_deref())
            .unwrap_or_else(|error| Outcome {
                failed: 1,
                closing: vec![format!("{error:#}")],
                ..Outcome::default()
            });
        outcomes.push((*part, outcome));
    }

    println!();
    let mut nothing_ran = false;
    for (part, outcome) in &outcomes {
        for line in &outcome.closing {
            println!("{:>6}  {line}", part.name());
        }
        if outcome.passed + outcome.failed == 0 {
            println!("{:>6}  not one test ran", part.name());
            nothing_ran = true;
        }
    }
    let passed: u64 = outcomes.iter().map(|(_, outcome)| outcome.passed).sum();
    let failed: u64 = outcomes.iter().map(|(_, outcome)| outcome.failed).sum();
    println!(
        "{passed} passed, {failed} failed, in {}",
        progress::exactly(progress::now().duration_since(started))
    );
    Ok(if failed > 0 || nothing_ran {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn native(workspace: &Workspace, filter: Option<&str>) -> Result<Outcome> {
    // The app's own unit tests run natively too. Apart, because its dependencies want other features
    // of the shared ones, and everything would be built once more for the hub.
    let crates = cargo_test(workspace, &NATIVE, filter)?;
    let mut selection = vec!["--locked", "--package", "furun", "--lib"];
    let names = app_tests(workspace, Target::Native)?;
    for name in &names {
        selection.extend(["--test", name]);
    }
    Ok(crates.and(cargo_test(workspace, &selection, filter)?))
}

fn cargo_test(workspace: &Workspace, selection: &[&str], filter: Option<&str>) -> Result<Outcome> {
    let mut cargo = command(workspace, "cargo");
    cargo.args(["test", "--no-fail-fast"]).args(selection);
    if let Some(filter) = filter {
        cargo.args(["--", filter]);
    }
    let (status, lines) = tee(&mut cargo)?;
    Ok(outcome::of_cargo(&lines, status.success()))
}

fn wasm(workspace: &Workspace, filter: Option<&str>) -> Result<Outcome> {
    let mut cargo = command(workspace, "cargo");
    // One call for all of them: a second one would want other features and build everything again.
    cargo
        .args(["test", "--no-fail-fast"])
        .args(WASM_BUILD)
        .args(["--package", "furun", "--lib", "--test", "same_bytes"]);
    for package in SAME_BYTES {
        cargo.args(["--package", package]);
    }
    for name in app_tests(workspace, Target::Browser)? {
        cargo.args(["--test", &name]);
    }
    if let Some(filter) = filter {
        cargo.args(["--", filter]);
    }
    cargo
        .env("CHROMEDRIVER", "/usr/bin/chromedriver")
        .env(
            "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
            workspace.path("webdriver.json"),
        )
        // Tests of the pure crates say nothing of a browser; they run in one like the rest.
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        // The defaults (5 s and 20 s) are too short for a browser's first start on a busy machine.
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    let (status, lines) = tee(&mut cargo)?;
    Ok(outcome::of_cargo(&lines, status.success()))
}

/// Where tests of the app run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    Native,
    Browser,
}

/// What stands in a test that is of the browser alone: elsewhere it would be compiled, linked, and empty.
const OF_THE_BROWSER: &str = "#![cfg(target_arch = \"wasm32\")]";

/// The app's integration tests that run there: of every `tests/*.rs`, and every `tests/*/main.rs`.
fn app_tests(workspace: &Workspace, target: Target) -> Result<Vec<String>> {
    let tests = workspace.path("tests");
    let mut names = Vec::new();
    for file in files::below(&tests)? {
        let Ok(inside) = file.strip_prefix(&tests) else {
            continue;
        };
        let inside = inside.with_extension("");
        let is_rust = file.extension().is_some_and(|extension| extension == "rs");
        let parts: Vec<&str> = inside.iter().filter_map(|part| part.to_str()).collect();
        let ([name] | [name, "main"], true) = (parts.as_slice(), is_rust) else {
            continue;
        };
        let is_browsers = fs::read_to_string(&file)?.contains(OF_THE_BROWSER);
        if is_browsers == (target == Target::Browser) {
            names.push((*name).to_owned());
        }
    }
    Ok(names)
}

fn end_to_end(workspace: &Workspace, filter: Option<&str>) -> Result<Outcome> {
    let mut plan = Plan::default();
    app::plan_bundle(&mut plan, workspace, app::Flavour::Quick)?;
    hub::plan_hub(&mut plan, workspace, hub::Flavour::Quick);
    gateway::plan_gateway(&mut plan, workspace);
    plan.run()?;
    size::hold_budget(workspace)?;
    // All of its flows say so. A start that goes wrong fails them, and keeps no other from running.
    let halved = halves::copy_of(workspace);
    if filter.is_none_or(|filter| filter.contains("hal"))
        && let Err(error) = halves::cut_copy(workspace)
    {
        eprintln!("xtask: {error:#}");
    }

    let mut node = command(workspace, "node");
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]);
    if let Some(filter) = filter {
        node.arg(format!("--test-name-pattern={filter}"));
    }
    node.args(
        files::below(&workspace.path("tests/e2e"))?
            .into_iter()
            .filter(|file| file.to_string_lossy().ends_with(".test.mjs")),
    );
    node.env("FURUN_HUB", hub::Flavour::Quick.binary(workspace))
        .env("FURUN_GATEWAY", gateway::binary(workspace))
        .env("FURUN_APP", workspace.dist())
        .env("FURUN_HALVED", halved)
        .env("FURUN_PICTURES", workspace.target.join("e2e"));
    let (status, lines) = tee(&mut node)?;
    Ok(outcome::of_node(&lines, status.success()))
}

#[cfg(test)]
mod tests {
    use super::{Part, Selection};

    fn parse(line: &str) -> anyhow::Result<Selection> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Selection::parse(&arguments)
    }

    #[test]
    fn without_a_part_all_run() {
        let selection = parse("").expect("nothing to misread");
        assert_eq!(selection.parts, Part::ALL);
        assert_eq!(selection.filter, None);
    }

    #[test]
    fn a_part_may_be_narrowed_by_a_filter() {
        let selection = parse("e2e kill").expect("e2e is a part");
        assert_eq!(selection.parts, [Part::EndToEnd]);
        assert_eq!(selection.filter.as_deref(), Some("kill"));
    }

    #[test]
    fn a_part_that_does_not_exist_is_refused() {
        assert!(parse("browser").is_err());
        assert!(parse("wasm a b").is_err());
    }
}
