//! `cargo xtask pictures`: the README's pictures, taken from the demo as it is built.

use anyhow::Result;
use std::process::ExitCode;

use crate::{
    app,
    progress::Plan,
    run::{command, run},
    tools,
    workspace::Workspace,
};

/// Installs what is missing, builds the app, and takes every picture anew.
pub(crate) fn pictures(workspace: &Workspace) -> Result<ExitCode> {
    let mut plan = Plan::default();
    tools::plan_app_tools(&mut plan, workspace)?;
    tools::plan_browser(&mut plan, workspace);
    plan.run()?;
    let mut plan = Plan::default();
    app::plan_bundle(&mut plan, workspace, app::Flavour::Quick)?;
    plan.run()?;
    run(command(workspace, "node")
        .arg("tests/e2e/pictures.mjs")
        .env("FURUN_APP", workspace.dist())
        .env("FURUN_PICTURES", workspace.path("docs/pictures")))?;
    Ok(ExitCode::SUCCESS)
}
