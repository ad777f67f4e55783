//! A wasm of its own beside the app's: built, bound to JavaScript, and small when it is shipped.

use anyhow::Result;
use std::path::PathBuf;

use crate::{
    app::Flavour,
    run::{command, run},
    ship,
    workspace::Workspace,
};

/// Where [`bundle`] leaves `<name>.js` and `<name>_bg.wasm`.
pub(crate) fn folder(workspace: &Workspace, flavour: Flavour, name: &str) -> PathBuf {
    built(workspace, flavour).join(format!("{name}-bound"))
}

/// Builds what cargo's `target` arguments choose, whose file is called `name`; gives the folder it lies in.
pub(crate) fn bundle(
    workspace: &Workspace,
    flavour: Flavour,
    target: &[&str],
    name: &str,
) -> Result<PathBuf> {
    run(command(workspace, "cargo")
        .args(["build", "--locked"])
        .args(target)
        .args(["--profile", flavour.profile()])
        .args(["--target", "wasm32-unknown-unknown"]))?;
    let bound = folder(workspace, flavour, name);
    run(command(workspace, "wasm-bindgen")
        .args(["--target", "web", "--no-typescript", "--out-dir"])
        .arg(&bound)
        .args(["--out-name", name])
        .arg(built(workspace, flavour).join(format!("{name}.wasm"))))?;
    if flavour == Flavour::Shipped {
        ship::optimise(workspace, &bound.join(format!("{name}_bg.wasm")))?;
    }
    Ok(bound)
}

/// Where cargo puts it.
fn built(workspace: &Workspace, flavour: Flavour) -> PathBuf {
    workspace
        .target
        .join("wasm32-unknown-unknown")
        .join(flavour.profile())
}
