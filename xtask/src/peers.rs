//! `cargo xtask bench peers`: JavaScript map engines beside Furun on one job (`benches/peers`).

use anyhow::Result;
use std::process::{Command, ExitCode};

use crate::{
    app::{self, Flavour},
    files,
    progress::{Cost, Plan},
    run::{command, run},
    tools, wasm,
    workspace::Workspace,
};

/// Where the harness stands.
const FOLDER: &str = "benches/peers";

/// The file of Furun's engine, as cargo calls it.
const ENGINE: &str = "furun_peer";

/// Furun's part of the harness.
const ENGINE_INPUT: &str = "benches/peers/furun";

/// What the pages are built from, besides Furun.
const PAGE_INPUTS: [&str; 5] = [
    "benches/peers/engines",
    "benches/peers/page",
    "benches/peers/shared",
    "benches/peers/build.mjs",
    "benches/peers/package-lock.json",
];

/// What the tiles are painted from.
const TILE_INPUTS: [&str; 2] = ["benches/peers/tiles", "benches/peers/shared"];

/// Installs and builds what is needed, and hands `arguments` but `--quick` to the harness.
pub(crate) fn peers(workspace: &Workspace, arguments: &[String]) -> Result<ExitCode> {
    let (flavour, arguments) = flavour_of(arguments);
    let mut plan = Plan::default();
    tools::plan_wasm_target(&mut plan, workspace)?;
    tools::plan_wasm_bindgen(&mut plan, workspace)?;
    if flavour == Flavour::Shipped {
        // wasm-opt.
        tools::plan_npm(&mut plan, workspace, "web", 20)?;
    }
    tools::plan_npm(&mut plan, workspace, FOLDER, 40)?;
    tools::plan_browser(&mut plan, workspace);
    plan_engine(&mut plan, workspace, flavour)?;
    plan_tiles(&mut plan, workspace)?;
    plan_pages(&mut plan, workspace, flavour)?;
    plan.run()?;
    run(node(workspace, flavour, "run.mjs").args(arguments))?;
    Ok(ExitCode::SUCCESS)
}

/// Furun as it is shipped, unless `--quick` asks for the quick build.
fn flavour_of(arguments: &[String]) -> (Flavour, Vec<&String>) {
    let is_quick = |argument: &&String| *argument == "--quick";
    let flavour = if arguments.iter().any(|argument| is_quick(&argument)) {
        Flavour::Quick
    } else {
        Flavour::Shipped
    };
    let rest = arguments.iter().filter(|argument| !is_quick(argument));
    (flavour, rest.collect())
}

/// The app's own rooms as an engine.
fn plan_engine<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace, flavour: Flavour) -> Result<()> {
    let inputs = [app::INPUTS.as_slice(), &[ENGINE_INPUT]].concat();
    let fingerprint = files::fingerprint(&workspace.root, &inputs, flavour.name())?;
    let stamp = wasm::folder(workspace, flavour, ENGINE).join(".furun-stamp");
    let cost = match flavour {
        _ if files::is_current(&stamp, &fingerprint) => Cost::Ready,
        Flavour::Quick => Cost::Seconds(100),
        Flavour::Shipped => Cost::Seconds(240),
    };
    plan.step("Furun as an engine, with cargo", cost, move || {
        files::revoke(&stamp);
        wasm::bundle(workspace, flavour, &["--package", "furun-peer"], ENGINE)?;
        files::stamp(&stamp, &fingerprint)
    });
    Ok(())
}

/// The basemap that all engines show.
fn plan_tiles<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace) -> Result<()> {
    let fingerprint = files::fingerprint(&workspace.root, &TILE_INPUTS, "")?;
    let stamp = workspace.target.join("peers/tiles/.furun-stamp");
    let painted = files::is_current(&stamp, &fingerprint);
    let cost = if painted {
        Cost::Ready
    } else {
        Cost::Once(100)
    };
    plan.step("the basemap's tiles", cost, move || {
        files::revoke(&stamp);
        run(&mut node(workspace, Flavour::Quick, "tiles/pyramid.mjs"))?;
        files::stamp(&stamp, &fingerprint)
    });
    Ok(())
}

/// A page for every engine. Most of the time goes into brotli, which tells how large each would be.
fn plan_pages<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace, flavour: Flavour) -> Result<()> {
    let inputs = [PAGE_INPUTS.as_slice(), &app::INPUTS, &[ENGINE_INPUT]].concat();
    let fingerprint = files::fingerprint(&workspace.root, &inputs, flavour.name())?;
    let stamp = workspace.target.join("peers/pages/.furun-stamp");
    let built = files::is_current(&stamp, &fingerprint);
    let cost = if built {
        Cost::Ready
    } else {
        Cost::Seconds(30)
    };
    plan.step("a page for every engine", cost, move || {
        run(&mut node(workspace, flavour, "build.mjs"))?;
        files::stamp(&stamp, &fingerprint)
    });
    Ok(())
}

/// A script of the harness, told where what it needs lies.
fn node(workspace: &Workspace, flavour: Flavour, script: &str) -> Command {
    let mut node = command(workspace, "node");
    node.arg(workspace.path(FOLDER).join(script))
        .env("FURUN_PEERS", workspace.target.join("peers"))
        .env("FURUN_ENGINE", wasm::folder(workspace, flavour, ENGINE))
        .env("FURUN_FLAVOUR", flavour.name());
    node
}

#[cfg(test)]
mod tests {
    use super::{Flavour, flavour_of};
    use std::fs;

    #[test]
    fn furun_is_measured_as_it_is_shipped_unless_it_is_to_be_quick() {
        let arguments = ["--quick", "--smoke"].map(str::to_owned);
        assert_eq!(
            flavour_of(&arguments),
            (Flavour::Quick, vec![&arguments[1]])
        );
        assert_eq!(flavour_of(&arguments[1..]).0, Flavour::Shipped);
    }

    #[test]
    fn the_peers_map_library_is_the_one_that_furun_ships() {
        let pinned = |folder: &str| {
            let path = format!("{}/../{folder}/package.json", env!("CARGO_MANIFEST_DIR"));
            let manifest = fs::read_to_string(path).expect("it is committed");
            let line = manifest
                .lines()
                .find(|line| line.contains("\"maplibre-gl\""))
                .expect("it is pinned");
            line.trim().trim_end_matches(',').to_owned()
        };
        assert_eq!(pinned("benches/peers"), pinned("web"));
    }
}
