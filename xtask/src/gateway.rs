//! The media gateway of tests and of trying (`fixtures/gateway`).

use std::path::PathBuf;

use crate::{
    progress::{Cost, Plan},
    run::{command, run},
    test::NATIVE,
    workspace::Workspace,
};

/// The binary, once it is built.
pub(crate) fn binary(workspace: &Workspace) -> PathBuf {
    workspace.target.join("debug").join("media-gateway")
}

/// Builds the gateway; cargo itself knows whether there is anything to do, within a second.
pub(crate) fn plan_gateway<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace) {
    let cost = if binary(workspace).is_file() {
        Cost::Moment
    } else {
        Cost::Seconds(80)
    };
    plan.step("the media gateway, with cargo", cost, move || {
        // As part of what the native tests build: chosen alone, it would want other features of the crates it shares with the
        // hub, and everything below it would be built once more.
        run(command(workspace, "cargo")
            .arg("build")
            .args(NATIVE)
            .args(["--bin", "media-gateway"]))
    });
}
