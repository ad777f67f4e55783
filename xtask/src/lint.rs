//! `cargo xtask lint` and its quick part `cargo xtask rooms`.

use anyhow::Result;
use std::process::ExitCode;

use crate::{
    assets, crate_table, files,
    progress::Plan,
    rooms,
    run::{command, run},
    styles,
    test::{NATIVE, SAME_BYTES, WASM_BUILD},
    tools,
    workspace::Workspace,
};

/// Every check, each run whatever the others say.
pub(crate) fn lint(workspace: &Workspace) -> Result<ExitCode> {
    let mut plan = Plan::default();
    tools::plan_lint_tools(&mut plan, workspace);
    tools::plan_wasm_target(&mut plan, workspace)?;
    plan.run()?;

    let mut checks = Checks::default();
    checks.check("rooms: arrows point upward", || {
        arrows_between_rooms(workspace)
    });
    checks.check("crates: only arrows of the table", || {
        none_of(crate_table::check(&workspace.root)?)
    });
    checks.check("assets: public/MANIFEST.toml names every file", || {
        none_of(assets::check(&workspace.path("public"))?)
    });
    checks.check("styles: index.html links every file, in order", || {
        none_of(styles::check(&workspace.root)?)
    });
    checks.check("scripts: node can parse every one", || scripts(workspace));
    checks.check("cargo fmt", || {
        run(command(workspace, "cargo").args(["fmt", "--all", "--check"]))
    });
    checks.check("clippy, native", || {
        let mut cargo = command(workspace, "cargo");
        cargo.arg("clippy").args(NATIVE).arg("--all-targets");
        run(cargo.args(["--", "--deny", "warnings"]))
    });
    checks.check("clippy, wasm32", || {
        let mut cargo = command(workspace, "cargo");
        cargo.arg("clippy").args(WASM_BUILD).args([
            "--lib",
            "--bins",
            "--tests",
            "--package",
            "furun",
            "--package",
            "furun-peer",
        ]);
        // What these depend on of ours is linted along with them.
        for package in SAME_BYTES {
            cargo.args(["--package", package]);
        }
        run(cargo.args(["--", "--deny", "warnings"]))
    });
    Ok(checks.close("lint"))
}

/// The arrows alone: between rooms, and between crates. No compiler needed.
pub(crate) fn rooms(workspace: &Workspace) -> Result<ExitCode> {
    let mut checks = Checks::default();
    checks.check("rooms: arrows point upward", || {
        arrows_between_rooms(workspace)
    });
    checks.check("crates: only arrows of the table", || {
        none_of(crate_table::check(&workspace.root)?)
    });
    Ok(checks.close("rooms"))
}

fn arrows_between_rooms(workspace: &Workspace) -> Result<()> {
    let mut complaints = Vec::new();
    for house in rooms::HOUSES {
        let violations = rooms::check(&workspace.root, house)?;
        complaints.extend(violations.iter().map(ToString::to_string));
    }
    none_of(complaints)
}

/// A script that cannot be parsed takes a whole file of tests with it, and only where the tests run.
fn scripts(workspace: &Workspace) -> Result<()> {
    let mut complaints = Vec::new();
    for folder in ["web", "tests", "benches", "xtask/halves"] {
        for file in files::below(&workspace.path(folder))? {
            let is_script = file
                .extension()
                .is_some_and(|ext| ext == "mjs" || ext == "js");
            if is_script {
                let parsed = run(command(workspace, "node").arg("--check").arg(&file));
                complaints.extend(parsed.err().map(|error| error.to_string()));
            }
        }
    }
    none_of(complaints)
}

fn none_of(complaints: Vec<String>) -> Result<()> {
    for complaint in &complaints {
        println!("{complaint}");
    }
    match complaints.len() {
        0 => Ok(()),
        count => anyhow::bail!("{count} found"),
    }
}

#[derive(Default)]
struct Checks {
    passed: usize,
    failed: Vec<String>,
}

impl Checks {
    fn check(&mut self, name: &str, check: impl FnOnce() -> Result<()>) {
        eprintln!("== {name} ==");
        match check() {
            Ok(()) => self.passed += 1,
            Err(error) => {
                println!("{name}: {error:#}");
                self.failed.push(name.to_owned());
            }
        }
    }

    fn close(self, task: &str) -> ExitCode {
        println!(
            "{task}: {} passed, {} failed",
            self.passed,
            self.failed.len()
        );
        for name in &self.failed {
            println!("{task}: failed: {name}");
        }
        if self.failed.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
