//! `cargo xtask dev`: the hub behind trunk, which rebuilds the app on every change.

use anyhow::{Context, Result};
use std::{os::unix::process::CommandExt, process::ExitCode};

use crate::{hub, progress::Plan, run::command, tools, workspace::Workspace};

/// Where the hub listens; the same number stands in `Trunk.toml` as the proxies' backend.
const HUB_PORT: &str = "8090";

/// Keeps the two together: when one ends, or we are told to stop, both stop.
const PAIR: &str = r#"
"$1" serve --port "$2" --app "$3" & hub=$!
trunk serve --dist "$3" & trunk=$!
trap 'kill $hub $trunk 2>/dev/null' EXIT
trap 'exit 0' INT TERM
wait -n $hub $trunk
"#;

/// Builds the hub and becomes the pair of hub and trunk.
pub(crate) fn dev(workspace: &Workspace) -> Result<ExitCode> {
    let mut plan = Plan::default();
    tools::plan_app_tools(&mut plan, workspace)?;
    hub::plan_hub(&mut plan, workspace, hub::Flavour::Quick);
    plan.run()?;
    // Not `dist/`: trunk puts its reloading script into the page, and stamps vouch for `dist/`.
    let bundle = workspace.path("dist-dev");
    std::fs::create_dir_all(&bundle).context("dist-dev/ cannot be made")?;

    eprintln!(
        "the app on http://127.0.0.1:8080/wall, rebuilt on every change; the hub on {HUB_PORT}; \
         the demo (/demo/) is not rebuilt here: `cargo xtask serve` has it"
    );
    let error = command(workspace, "bash")
        .args(["-c", PAIR, "dev"])
        .arg(hub::Flavour::Quick.binary(workspace))
        .arg(HUB_PORT)
        .arg(&bundle)
        .exec();
    Err(error).context("bash could not be started")
}

#[cfg(test)]
mod tests {
    #[test]
    fn trunk_passes_on_to_the_port_the_hub_listens_on() {
        let trunk = include_str!("../../Trunk.toml");
        let backends: Vec<&str> = trunk
            .lines()
            .filter(|line| line.starts_with("backend"))
            .collect();
        assert!(!backends.is_empty(), "Trunk.toml names no backend");
        for backend in backends {
            let port = format!("127.0.0.1:{}/", super::HUB_PORT);
            assert!(backend.contains(&port), "{backend}");
        }
    }
}
