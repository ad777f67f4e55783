//! The media gateway of tests and of trying (`fixtures/gateway`).

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
};

use anyhow::{Context, Result};

use crate::{
    hub,
    progress::{Cost, Plan},
    run::{command, read, run},
    test::NATIVE,
    workspace::Workspace,
};

/// How many pictures the demo's cameras share.
const PICTURES: &str = "6";

/// For how long the demo's cameras are recorded, in seconds: some 30 MB a picture.
const RECORDED_SECS: u32 = 600;

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
        // As part of what the native tests build, like the hub.
        run(command(workspace, "cargo")
            .arg("build")
            .args(NATIVE)
            .args(["--bin", "media-gateway"]))
    });
}

/// Starts a gateway for the demo's cameras, which ends with this process, and writes the demo's configuration with it; gives
/// where that stands.
pub(crate) fn start_beside_demo(workspace: &Workspace) -> Result<PathBuf> {
    let port = free_port().context("no port for the media gateway")?;
    command(workspace, binary(workspace))
        .args(["--port", &port.to_string(), "--streams", PICTURES])
        // The demo has two thousand streams: under each of their names one of the pictures plays.
        .args(["--any", "--with-parent"])
        .args(["--record-secs", &RECORDED_SECS.to_string()])
        .spawn()
        .context("the media gateway could not be started")?;
    let demo =
        read(command(workspace, hub::Flavour::Quick.binary(workspace)).args(["config", "--demo"]))?;
    let at = format!("\"http://127.0.0.1:{port}\"");
    let config = workspace.target.join("demo-with-cameras.toml");
    let gateway = format!(
        "\n[[gateways]]\nid = \"fixture\"\nkind = \"mediamtx\"\napi = {at}\nwebrtc = {at}\nhls = {at}\nfmp4 = {at}\n\
         playback = {at}\npath = \"{{stream}}\"\non_demand = true\npoll_secs = 1\n"
    );
    fs::write(&config, demo + &gateway)
        .with_context(|| format!("{} cannot be written", config.display()))?;
    Ok(config)
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
