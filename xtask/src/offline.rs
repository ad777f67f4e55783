//! What keeps a page for use without a network: `web/offline.js` as a service worker, with the names of the files it keeps.

use anyhow::{Context, Result};
use std::{fs, path::Path};

use crate::{
    demo::{digest, put},
    files,
    workspace::Workspace,
};

/// A page that opens without a network.
struct Kept {
    /// What its stores in the browser are called; the version follows.
    name: &'static str,
    /// The folder of its service worker below `dist/`, with a closing slash: "" is the app's own.
    folder: &'static str,
    /// Its service worker's name.
    worker: &'static str,
    /// The page's address, relative to that folder.
    page: &'static str,
    /// Folders below `dist/` whose files it has no use for.
    without: &'static [&'static str],
}

const DEMO: Kept = Kept {
    name: "furun-demo-",
    folder: "demo/",
    worker: "offline.js",
    page: "./",
    without: &[],
};

const REPORT: Kept = Kept {
    name: "furun-report-",
    folder: "",
    worker: "report-offline.js",
    page: "report",
    without: &["demo/"],
};

/// Lets the demo's page and that for grid workers open without a network, by what a bundled app has now.
pub(crate) fn keep_pages(workspace: &Workspace, app: &Path) -> Result<()> {
    keep(workspace, app, &DEMO)?;
    keep(workspace, app, &REPORT)
}

fn keep(workspace: &Workspace, app: &Path, kept: &Kept) -> Result<()> {
    let mut list = String::new();
    let mut all = Vec::new();
    for file in files::below(app)? {
        let relative = file.strip_prefix(app).unwrap_or(&file);
        let name = relative.to_string_lossy().replace('\\', "/");
        if let Some(address) = kept.address_of(&name) {
            list.push_str(&format!("  \"{address}\",\n"));
        }
        all.push(file);
    }
    let version = digest(&all)?;
    let source = fs::read_to_string(workspace.path("web/offline.js"))
        .context("web/offline.js cannot be read")?;
    let Kept { name, page, .. } = kept;
    put(
        &app.join(kept.folder).join(kept.worker),
        &format!(
            "const NAME = \"{name}\";\nconst VERSION = \"{version}\";\nconst PAGE = \"{page}\";\nconst FILES = [\n{list}];\n{source}"
        ),
    )
}

impl Kept {
    /// The address of a file of the build, relative to the service worker; `None` when the page has no use for it. Pages are
    /// asked for by their own addresses, and what is compressed beforehand is the server's choice.
    fn address_of(&self, name: &str) -> Option<String> {
        let is_page = name == "index.html" || name.ends_with("/index.html");
        let is_worker = [&DEMO, &REPORT]
            .iter()
            .any(|kept| name.strip_prefix(kept.folder) == Some(kept.worker));
        let left_out = [".br", ".gz", ".txt"].iter().any(|end| name.ends_with(end))
            || name.starts_with('.')
            || self.without.iter().any(|folder| name.starts_with(folder));
        if is_page || is_worker || left_out {
            return None;
        }
        Some(match name.strip_prefix(self.folder) {
            Some(own) => format!("./{own}"),
            None => format!("../{name}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{DEMO, REPORT};

    #[test]
    fn each_page_keeps_what_it_loads_by_its_own_address() {
        let demo = |name| DEMO.address_of(name);
        let report = |name| REPORT.address_of(name);
        assert_eq!(demo("furun-1.js").as_deref(), Some("../furun-1.js"));
        assert_eq!(demo("demo/worker-1.js").as_deref(), Some("./worker-1.js"));
        assert_eq!(report("furun-1.js").as_deref(), Some("./furun-1.js"));
        assert_eq!(report("demo/worker-1.js"), None);
        for nobodys in [
            "index.html",
            "demo/index.html",
            "demo/offline.js",
            "report-offline.js",
            "furun-1.js.br",
            ".furun-stamp",
        ] {
            assert_eq!((demo(nobodys), report(nobodys)), (None, None), "{nobodys}");
        }
    }
}
