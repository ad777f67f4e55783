//! `cargo xtask bench screens`: a thousand screens on one hub, beside a message broker (`benches/screens`).

use anyhow::Result;
use std::process::ExitCode;

use crate::{
    hub::{self, Flavour},
    progress::Plan,
    run::{command, run},
    tools,
    workspace::Workspace,
};

/// Builds hub and bench as they are measured, and hands `arguments` to the bench.
pub(crate) fn screens(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let mut plan = Plan::default();
    tools::plan_broker(&mut plan, workspace);
    hub::plan_hub(&mut plan, workspace, Flavour::Released);
    plan.run()?;
    run(command(workspace, "cargo")
        .args([
            "run",
            "--locked",
            "--release",
            "--quiet",
            "--package",
            "screens",
            "--",
            "--hub",
        ])
        .arg(Flavour::Released.binary(workspace))
        .args(arguments))?;
    Ok(ExitCode::SUCCESS)
}
