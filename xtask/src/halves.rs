//! The app's wasm in two (`xtask/halves`): what its starts call, and the rest, which a page fetches after its first picture.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    app,
    demo::{digest, put},
    files, hub, offline,
    progress::{Cost, Plan},
    run::{command, run},
    ship,
    test::NATIVE,
    workspace::Workspace,
};

/// The pages that name the app's wasm.
const PAGES: [&str; 2] = ["index.html", "demo/index.html"];

/// What decides where the app is cut, beside the app. The hub that serves its starts is left out: what a page calls is the same
/// with any.
const INPUTS: [&str; 5] = [
    "xtask/halves",
    "xtask/src/halves.rs",
    "tests/e2e/rig.mjs",
    "tests/e2e/deployment.mjs",
    "tests/e2e/seats.mjs",
];

/// From this size on Chromium refuses a module that the page would stand still for, in bytes.
const MOST_AT_ONCE: u64 = 8 << 20;

/// A digest of all that a cut app is made from.
pub(crate) fn fingerprint(workspace: &Workspace, also: &str) -> Result<String> {
    let inputs = [&app::INPUTS[..], &INPUTS].concat();
    files::fingerprint(&workspace.root, &inputs, also)
}

/// What cuts; it is built with the native tests, like the hub that they use.
pub(crate) fn plan_cutter<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace) {
    let cost = if cutter(workspace).is_file() {
        Cost::Moment
    } else {
        Cost::Seconds(20)
    };
    plan.step(
        "what cuts the app's wasm in two, with cargo",
        cost,
        move || {
            run(command(workspace, "cargo")
                .arg("build")
                .args(NATIVE)
                .args(["--bin", "halves"]))
        },
    );
}

/// Where a cut copy of the quick build lies, for the tests.
pub(crate) fn copy_of(workspace: &Workspace) -> PathBuf {
    workspace.target.join("halves").join("app")
}

/// Cuts a copy of the quick build, unless it is there.
pub(crate) fn cut_copy(workspace: &Workspace) -> Result<()> {
    let fingerprint = fingerprint(workspace, "halved")?;
    let copied = copy_of(workspace);
    let stamp = copied.join(".furun-stamp");
    let cost = if files::is_current(&stamp, &fingerprint) {
        Cost::Ready
    } else {
        // Whatever goes wrong from here on, no test takes an older one for this.
        clear(&copied)?;
        Cost::Seconds(90)
    };
    let mut plan = Plan::default();
    plan_cutter(&mut plan, workspace);
    plan.step("a copy of the app with its wasm in two", cost, move || {
        copy(&workspace.dist(), &copied)?;
        let hub = hub::Flavour::Quick.binary(workspace);
        halve(workspace, &copied, &hub)?;
        offline::keep_pages(workspace, &copied)?;
        ship::compress(workspace, &copied, app::Flavour::Quick)?;
        files::stamp(&stamp, &fingerprint)
    });
    plan.run()
}

fn cutter(workspace: &Workspace) -> PathBuf {
    workspace.target.join("debug").join("halves")
}

/// Cuts the wasm of a bundled app where `hub` serves it: its starts are gone through in Chromium. The new names are in its pages;
/// what was compressed, and the lists of what pages keep for use without a network, are to be made anew.
pub(crate) fn halve(workspace: &Workspace, app: &Path, hub: &Path) -> Result<()> {
    let wasm = ship::app_wasm(app)?;
    let name = name_of(&wasm)?;
    let work = workspace.target.join("halves");
    let [calls, first, second] = ["calls", "first.wasm", "second.wasm"].map(|file| work.join(file));
    let noting = work.join("noting");
    copy(app, &noting)?;
    uncompress(&noting.join(&name))?;
    // Pages register what keeps them: without it they would complain.
    offline::keep_pages(workspace, &noting)?;
    run(command(workspace, cutter(workspace))
        .arg("note")
        .args([&wasm, &noting.join(&name)]))?;
    run(command(workspace, "node")
        .arg(workspace.path("xtask/halves/starts.mjs"))
        .arg(&calls)
        .env("FURUN_HUB", hub)
        .env("FURUN_APP", &noting))?;
    run(command(workspace, cutter(workspace))
        .arg("cut")
        .args([&wasm, &calls, &first, &second]))?;
    let size = ship::size(&second)?;
    if size >= MOST_AT_ONCE {
        bail!("the second half has {size} bytes: a page could not stand still for it");
    }

    let names = [
        format!("furun-{}_bg.wasm", digest(&[&first])?),
        format!("furun-{}_second.wasm", digest(&[&second])?),
    ];
    for page in PAGES {
        let page = app.join(page);
        let text = fs::read_to_string(&page)
            .with_context(|| format!("{} cannot be read", page.display()))?;
        let text = naming_both(&text, &name, &names)
            .with_context(|| format!("{} does not say where the app's wasm is", page.display()))?;
        put(&page, &text)?;
    }
    uncompress(&wasm)?;
    fs::remove_file(&wasm).with_context(|| format!("{} stays", wasm.display()))?;
    for (half, name) in [first, second].iter().zip(&names) {
        fs::copy(half, app.join(name)).with_context(|| format!("{name} cannot be put there"))?;
    }
    Ok(())
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} stays", folder.display()))?;
    }
    Ok(())
}

/// A copy of a bundled app in the place of what lies there.
fn copy(from: &Path, to: &Path) -> Result<()> {
    clear(to)?;
    for file in files::below(from)? {
        let inside = file.strip_prefix(from).context("a file below a folder")?;
        let copied = to.join(inside);
        let folder = copied.parent().context("a file has a folder")?;
        fs::create_dir_all(folder)
            .and_then(|()| fs::copy(&file, &copied))
            .with_context(|| format!("{} cannot be copied", file.display()))?;
    }
    Ok(())
}

/// Takes away what was compressed of a file that changes.
fn uncompress(file: &Path) -> Result<()> {
    for ending in [".br", ".gz"] {
        let mut compressed = file.to_path_buf().into_os_string();
        compressed.push(ending);
        let compressed = PathBuf::from(compressed);
        if compressed.exists() {
            fs::remove_file(&compressed)
                .with_context(|| format!("{} stays", compressed.display()))?;
        }
    }
    Ok(())
}

fn name_of(file: &Path) -> Result<String> {
    match file.file_name().and_then(|name| name.to_str()) {
        Some(name) => Ok(name.to_owned()),
        None => bail!("{} has no name", file.display()),
    }
}

/// A page with the names of both halves in the place of the whole's; `None` when it does not name that.
fn naming_both(page: &str, whole: &str, [first, second]: &[String; 2]) -> Option<String> {
    let attribute = "data-wasm=";
    let (before, after) = page.split_once(attribute)?;
    // Beside the first, and as relative as that.
    let address = after.trim_start_matches('"');
    let folder = &address[..address.find(whole)?];
    let page = format!("{before}data-second=\"{folder}{second}\" {attribute}{after}");
    Some(page.replace(whole, first))
}

#[cfg(test)]
mod tests {
    use super::naming_both;

    #[test]
    fn a_page_names_both_halves_wherever_it_named_the_whole() {
        let names = ["first.wasm".to_owned(), "second.wasm".to_owned()];
        let both = |page| naming_both(page, "app_bg.wasm", &names);
        assert_eq!(
            both("<meta data-js=./app.js data-wasm=./app_bg.wasm name=furun-app><link href=./app_bg.wasm>")
                .as_deref(),
            Some(
                "<meta data-js=./app.js data-second=\"./second.wasm\" data-wasm=./first.wasm name=furun-app><link href=./first.wasm>"
            )
        );
        assert_eq!(
            both("<meta data-wasm=\"app_bg.wasm\">").as_deref(),
            Some("<meta data-second=\"second.wasm\" data-wasm=\"first.wasm\">")
        );
        assert_eq!(both("<meta data-wasm=\"other.wasm\">"), None);
        assert_eq!(both("<link href=\"app_bg.wasm\">"), None);
    }
}
