//! The demo beside the app: `dist/demo/`, a page that any file server can serve, with a worker in the hub's place.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::{fmt::Write, fs, path::Path};

use crate::{app::Flavour, wasm, workspace::Workspace};

/// The page begins one folder below the app: every relative address on it is meant from above.
const BASE: &str = "<base href=\"../\">";

/// The map library: the app asks for it only when it knows what to show, and then it should be there.
const MAP_LIBRARY: &str = "vendor/maplibre-gl/maplibre-gl.mjs";

/// The map library's worker, and its copy in the demo's folder: a service worker answers for workers of its own folder only.
const MAP_WORKER: &str = "vendor/maplibre-gl/maplibre-gl-worker.mjs";
const OWN_MAP_WORKER: &str = "maplibre-gl-worker.mjs";

/// Builds the worker and writes the demo's page and its worker.
pub(crate) fn put_beside(workspace: &Workspace, flavour: Flavour) -> Result<()> {
    let folder = workspace.dist().join("demo");
    fs::create_dir_all(&folder).context("dist/demo/ cannot be made")?;
    let worker = put_worker(workspace, flavour, &folder)?;
    let page = fs::read_to_string(workspace.dist().join("index.html"))
        .context("trunk left no page in dist/")?;
    let page = demo_page(&page, &format!("demo/{worker}"))
        .context("the page has no <meta> before which the demo's could stand")?;
    put(&folder.join("index.html"), &page)?;
    fs::copy(
        workspace.dist().join(MAP_WORKER),
        folder.join(OWN_MAP_WORKER),
    )
    .context("the map library's worker cannot be copied")?;
    Ok(())
}

/// The worker's own bundle, so that the app does not grow: gives the name of its first file.
fn put_worker(workspace: &Workspace, flavour: Flavour, folder: &Path) -> Result<String> {
    let bound = wasm::bundle(
        workspace,
        flavour,
        &["--package", "demo", "--bin", "furun-demo"],
        "furun-demo",
    )?;
    let wasm = bound.join("furun-demo_bg.wasm");
    let js = bound.join("furun-demo.js");
    let hash = digest(&[&wasm, &js])?;
    let names = [
        format!("furun-demo-{hash}_bg.wasm"),
        format!("furun-demo-{hash}.js"),
    ];
    for (from, name) in [&wasm, &js].into_iter().zip(&names) {
        fs::copy(from, folder.join(name))
            .with_context(|| format!("{} cannot be copied", from.display()))?;
    }
    let [wasm, js] = &names;
    let first = format!("worker-{hash}.js");
    put(
        &folder.join(&first),
        &format!(
            "import init from \"./{js}\";\nawait init({{ module_or_path: new URL(\"./{wasm}\", import.meta.url) }});\n"
        ),
    )?;
    Ok(first)
}

/// The page with its base and the name of its worker; `None` when there is no place for them.
fn demo_page(page: &str, worker: &str) -> Option<String> {
    let head = page.find("<meta ")?;
    let (before, after) = page.split_at(head);
    Some(format!(
        "{before}{BASE}<meta name=\"furun-demo\" data-worker=\"{worker}\"><meta name=\"furun-map-worker\" content=\"demo/{OWN_MAP_WORKER}\"><link rel=\"modulepreload\" href=\"{MAP_LIBRARY}\">{after}"
    ))
}

/// The first 64 bits of a digest of some files, as the app's server takes them for a hash.
pub(crate) fn digest(files: &[impl AsRef<Path>]) -> Result<String> {
    let mut hasher = Sha256::new();
    for file in files {
        let file = file.as_ref();
        hasher
            .update(fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?);
    }
    let mut text = String::new();
    for byte in hasher.finalize().iter().take(8) {
        write!(text, "{byte:02x}").context("memory takes all bytes")?;
    }
    Ok(text)
}

pub(crate) fn put(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
}

#[cfg(test)]
mod tests {
    use super::demo_page;

    #[test]
    fn the_demos_page_is_the_apps_one_folder_down() {
        let page = demo_page(
            "<html><head><meta charset=utf-8><title>x",
            "demo/worker-1.js",
        );
        assert_eq!(
            page.as_deref(),
            Some(
                "<html><head><base href=\"../\"><meta name=\"furun-demo\" data-worker=\"demo/worker-1.js\"><meta name=\"furun-map-worker\" content=\"demo/maplibre-gl-worker.mjs\"><link rel=\"modulepreload\" href=\"vendor/maplibre-gl/maplibre-gl.mjs\"><meta charset=utf-8><title>x"
            )
        );
        assert_eq!(demo_page("<p>nothing", "x"), None);
    }
}
