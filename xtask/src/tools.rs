//! The programs a task needs, and how each comes onto the machine.

use anyhow::{Context, Result, bail};
use std::{fs, process::Command};

use crate::{
    files,
    progress::{Cost, Plan},
    run::{command, read, run},
    workspace::Workspace,
};

/// The trunk release the bundle is built with.
const TRUNK: &str = "0.22.1";

/// Debian packages the browser tests need, each with a file that is there when it is installed.
const BROWSER_PACKAGES: [(&str, &str); 3] = [
    ("chromium", "/usr/bin/chromium"),
    ("chromium-driver", "/usr/bin/chromedriver"),
    ("fonts-noto-cjk", "/usr/share/fonts/opentype/noto"),
];

/// A message broker to measure beside.
const BROKER_PACKAGES: [(&str, &str); 1] = [("nats-server", "/usr/sbin/nats-server")];

/// What the media gateway of the tests makes its pictures with.
const ENCODER_PACKAGES: [(&str, &str); 2] = [
    ("ffmpeg", "/usr/bin/ffmpeg"),
    ("fonts-dejavu-core", "/usr/share/fonts/truetype/dejavu"),
];

/// What building the app takes: the wasm target, wasm-bindgen, trunk, npm packages, crates.
pub(crate) fn plan_app_tools<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace) -> Result<()> {
    plan_wasm_target(plan, workspace)?;
    plan_wasm_bindgen(plan, workspace)?;
    plan_trunk(plan, workspace);
    plan_npm(plan, workspace, "web", 20)?;
    plan.step("crates of the workspace", Cost::Moment, || {
        // All at once, because trunk builds offline.
        run(command(workspace, "cargo").args(["fetch", "--locked", "--quiet"]))
    });
    Ok(())
}

/// The wasm32 part of the toolchain, which rustup may not have installed.
pub(crate) fn plan_wasm_target<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace) -> Result<()> {
    let sysroot = read(command(workspace, "rustc").args(["--print", "sysroot"]))
        .context("rustc is needed: https://rustup.rs")?;
    let installed = fs::exists(format!(
        "{}/lib/rustlib/wasm32-unknown-unknown/lib",
        sysroot.trim()
    ))
    .unwrap_or(false);
    plan.step(
        "Rust's wasm32-unknown-unknown target",
        ready_or(installed, Cost::Once(15)),
        || run(command(workspace, "rustup").args(["target", "add", "wasm32-unknown-unknown"])),
    );
    Ok(())
}

/// rustfmt and clippy, which a minimal toolchain comes without.
pub(crate) fn plan_lint_tools<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace) {
    let installed = ["fmt", "clippy"]
        .iter()
        .all(|tool| read(command(workspace, "cargo").args([tool, "--version"])).is_ok());
    plan.step(
        "rustfmt and clippy",
        ready_or(installed, Cost::Once(15)),
        || run(command(workspace, "rustup").args(["component", "add", "rustfmt", "clippy"])),
    );
}

/// wasm-bindgen's command line and its test runner, of the version the lock file names.
pub(crate) fn plan_wasm_bindgen<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace) -> Result<()> {
    let version = locked_version(workspace, "wasm-bindgen")?;
    let installed = ["wasm-bindgen", "wasm-bindgen-test-runner"]
        .iter()
        .all(|program| has_version(workspace, program, &version));
    plan.step(
        format!("wasm-bindgen {version}"),
        ready_or(installed, Cost::Once(120)),
        move || {
            // Without --locked: the lock file it is published with no longer builds everywhere.
            // It reads tens of megabytes of wasm.
            cargo_install(workspace, "wasm-bindgen-cli", &version, "1", &[])
        },
    );
    Ok(())
}

fn plan_trunk<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace) {
    plan.step(
        format!("trunk {TRUNK}"),
        ready_or(has_version(workspace, "trunk", TRUNK), Cost::Once(270)),
        || {
            // It hands on to cargo and wasm-bindgen, copies and hashes: it is compiled longer than it ever runs.
            cargo_install(
                workspace,
                "trunk",
                TRUNK,
                "0",
                &["--locked", "--ignore-rust-version"],
            )
        },
    );
}

/// The packages that a folder's lock file pins, of which the first installation takes so many `seconds`.
pub(crate) fn plan_npm<'a>(
    plan: &mut Plan<'a>,
    workspace: &'a Workspace,
    folder: &'static str,
    seconds: u64,
) -> Result<()> {
    let inputs = ["package.json", "package-lock.json"].map(|file| format!("{folder}/{file}"));
    let fingerprint =
        files::fingerprint(&workspace.root, &inputs.each_ref().map(String::as_str), "")?;
    let stamp = workspace.path(format!("{folder}/node_modules/.furun-stamp"));
    let installed = files::is_current(&stamp, &fingerprint);
    plan.step(
        format!("npm packages in {folder}/"),
        ready_or(installed, Cost::Once(seconds)),
        move || {
            check_node(workspace)?;
            files::revoke(&stamp);
            run(command(workspace, "npm")
                .current_dir(workspace.path(folder))
                .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
            files::stamp(&stamp, &fingerprint)
        },
    );
    Ok(())
}

fn check_node(workspace: &Workspace) -> Result<()> {
    let version = read(command(workspace, "node").arg("--version"))
        .context("node 20 or newer is needed, with npm")?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(20..) => Ok(()),
        _ => bail!("node 20 or newer is needed, found {}", version.trim()),
    }
}

/// Chromium, its driver and a Chinese font, from Debian.
pub(crate) fn plan_browser<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace) {
    let what = "Chromium, chromedriver and a Chinese font";
    plan_debian(plan, workspace, what, &BROWSER_PACKAGES);
}

/// A message broker to measure beside, from Debian. It is started by who measures, not by the system.
pub(crate) fn plan_broker<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace) {
    plan_debian(plan, workspace, "nats-server", &BROKER_PACKAGES);
}

/// ffmpeg and a font for the clock in its pictures, from Debian.
pub(crate) fn plan_encoder<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace) {
    plan_debian(plan, workspace, "ffmpeg", &ENCODER_PACKAGES);
}

fn plan_debian<'a>(
    plan: &mut Plan<'a>,
    workspace: &'a Workspace,
    what: &str,
    packages: &[(&'static str, &str)],
) {
    let missing: Vec<&str> = packages
        .iter()
        .filter(|(_, witness)| !fs::exists(witness).unwrap_or(false))
        .map(|(package, _)| *package)
        .collect();
    let cost = ready_or(missing.is_empty(), Cost::Once(30));
    plan.step(what, cost, move || {
        let user = read(command(workspace, "id").arg("-u")).unwrap_or_default();
        if user.trim() != "0" {
            bail!(
                "Debian packages are needed; please run: \
                 sudo apt-get install --yes --no-install-recommends {}",
                missing.join(" ")
            );
        }
        let apt = |arguments: &[&str]| {
            run(command(workspace, "apt-get")
                .env("DEBIAN_FRONTEND", "noninteractive")
                .arg("--quiet")
                .args(arguments))
        };
        apt(&["update"])?;
        apt(&[
            &["install", "--yes", "--no-install-recommends"],
            missing.as_slice(),
        ]
        .concat())
    });
}

fn ready_or(ready: bool, cost: Cost) -> Cost {
    if ready { Cost::Ready } else { cost }
}

/// Whether the first program of this name on our search path is of this version.
fn has_version(workspace: &Workspace, program: &str, version: &str) -> bool {
    read(command(workspace, program).arg("--version"))
        .is_ok_and(|printed| printed.split_whitespace().nth(1) == Some(version))
}

/// Compiles a tool into `target/tools`, quickly rather than small: nothing else on the machine
/// changes, and it is gone with the target folder.
fn cargo_install(
    workspace: &Workspace,
    package: &str,
    version: &str,
    optimisation: &str,
    arguments: &[&str],
) -> Result<()> {
    let tools = workspace.tools();
    let build = tools.join("build");
    let mut install: Command = command(workspace, "cargo");
    install
        .args(["install", package, "--version", version, "--force"])
        .arg("--root")
        .arg(&tools)
        .arg("--target-dir")
        .arg(&build)
        .args(arguments)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", optimisation);
    run(&mut install)?;
    fs::remove_dir_all(&build).with_context(|| format!("{} cannot be removed", build.display()))
}

/// The version of a package in `Cargo.lock`.
fn locked_version(workspace: &Workspace, package: &str) -> Result<String> {
    let lock = fs::read_to_string(workspace.path("Cargo.lock")).context("Cargo.lock is missing")?;
    version_in_lock(&lock, package).with_context(|| format!("Cargo.lock does not name {package}"))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::version_in_lock;

    #[test]
    fn the_version_is_that_of_the_package_and_not_of_one_with_a_longer_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            version_in_lock(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(version_in_lock(lock, "trunk"), None);
    }
}
