//! `cargo xtask build`: what is shipped.

use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::{
    app::{self, Flavour},
    files, halves, hub,
    progress::Plan,
    run::{command, run},
    size::SHIPPED_AIM,
    tools,
    workspace::Workspace,
};

/// Builds `dist/`, small and compressed beforehand, and the hub with it inside.
pub(crate) fn ship(workspace: &Workspace) -> Result<ExitCode> {
    plan_and_run(workspace)?;
    print_sizes(workspace)?;
    hold_against_aim(workspace)?;
    Ok(ExitCode::SUCCESS)
}

/// Says how the app, as it is sent, stands to what it is to have. What has been built is there all the same.
fn hold_against_aim(workspace: &Workspace) -> Result<()> {
    let sent = |file: PathBuf| {
        let mut sent = file.into_os_string();
        sent.push(".br");
        size(Path::new(&sent))
    };
    let dist = workspace.dist();
    let first = sent(app_wasm(&dist)?)?;
    let second = sent(wasm_of(&dist, "_second.wasm")?)?;
    let more = if first > SHIPPED_AIM {
        "more"
    } else {
        "not more"
    };
    println!(
        "before its first picture the app takes {first} bytes of wasm in brotli, {more} than the {SHIPPED_AIM} it is to have, \
         and {second} after it"
    );
    Ok(())
}

/// The building alone, for tasks that measure what is shipped.
pub(crate) fn plan_and_run(workspace: &Workspace) -> Result<()> {
    let mut plan = Plan::default();
    tools::plan_app_tools(&mut plan, workspace)?;
    tools::plan_browser(&mut plan, workspace);
    // The app's starts are gone through before it is put into a hub.
    hub::plan_hub(&mut plan, workspace, hub::Flavour::Released);
    halves::plan_cutter(&mut plan, workspace);
    app::plan_bundle(&mut plan, workspace, Flavour::Shipped)?;
    hub::plan_hub(&mut plan, workspace, hub::Flavour::Shipped);
    plan.run()
}

/// The wasm that a bundled app starts with; the demo's workers' lies in a folder of its own.
pub(crate) fn app_wasm(app: &Path) -> Result<PathBuf> {
    wasm_of(app, "_bg.wasm").with_context(|| format!("no wasm in {}", app.display()))
}

fn wasm_of(app: &Path, ending: &str) -> Result<PathBuf> {
    files::below(app)?
        .into_iter()
        .filter(|file| file.parent() == Some(app))
        .find(|file| file.to_string_lossy().ends_with(ending))
        .with_context(|| format!("no file ends with {ending}"))
}

/// wasm-opt -Oz.
pub(crate) fn optimise(workspace: &Workspace, wasm: &Path) -> Result<()> {
    let before = size(wasm)?;
    run(
        command(workspace, workspace.path("web/node_modules/.bin/wasm-opt"))
            .arg("-Oz")
            .arg("--output")
            .arg(wasm)
            .arg(wasm),
    )?;
    eprintln!("wasm-opt -Oz: {before} → {} bytes", size(wasm)?);
    Ok(())
}

/// brotli and gzip beside every file that becomes smaller; of a quick build beside the wasm alone, and quickly.
pub(crate) fn compress(workspace: &Workspace, app: &Path, flavour: Flavour) -> Result<()> {
    run(command(workspace, "node")
        .arg(workspace.path("web/compress.mjs"))
        .arg(app)
        .args((flavour == Flavour::Quick).then_some("--quick")))
}

fn print_sizes(workspace: &Workspace) -> Result<()> {
    println!("{:>11} {:>11} {:>11}  file", "bytes", "gzip", "brotli");
    for file in files::below(&workspace.dist())? {
        let name = file.strip_prefix(&workspace.root).unwrap_or(&file);
        if matches!(name.extension().and_then(|e| e.to_str()), Some("br" | "gz")) {
            continue;
        }
        let beside = |suffix: &str| {
            let mut compressed = file.clone().into_os_string();
            compressed.push(suffix);
            fs::metadata(compressed)
                .map_or_else(|_| "–".to_owned(), |found| found.len().to_string())
        };
        println!(
            "{:>11} {:>11} {:>11}  {}",
            size(&file)?,
            beside(".gz"),
            beside(".br"),
            name.display()
        );
    }
    let hub = hub::Flavour::Shipped.binary(workspace);
    println!(
        "{:>11} {:>11} {:>11}  {}",
        size(&hub)?,
        "–",
        "–",
        hub.display()
    );
    Ok(())
}

pub(crate) fn size(file: &Path) -> Result<u64> {
    match fs::metadata(file) {
        Ok(found) => Ok(found.len()),
        Err(error) => bail!("{}: {error}", file.display()),
    }
}
