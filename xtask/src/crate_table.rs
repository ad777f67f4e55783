//! The arrows between crates: what each may depend on, as the table in `docs/architecture.md` says.
//! Cargo refuses circles; this refuses arrows that make no circle yet.

use anyhow::{Context, Result};
use std::{fs, path::Path};

/// Every crate of the workspace with its folder and what it may use of the others.
const TABLE: [(&str, &str, &[&str]); 15] = [
    ("domain", "crates/domain", &[]),
    ("geodesy", "crates/geodesy", &["domain"]),
    ("world", "crates/world", &["domain", "geodesy"]),
    (
        "protocol",
        "crates/protocol",
        &["domain", "geodesy", "world"],
    ),
    ("marks", "crates/marks", &[]),
    ("feeds", "crates/feeds", &["domain", "geodesy"]),
    (
        "district",
        "crates/district",
        &["domain", "geodesy", "world"],
    ),
    (
        "demo",
        "crates/demo",
        &["domain", "geodesy", "world", "protocol", "district"],
    ),
    (
        "hub",
        "crates/hub",
        &[
            "domain", "geodesy", "world", "protocol", "feeds", "district", "demo",
        ],
    ),
    (
        "furun",
        ".",
        &[
            "domain", "geodesy", "world", "protocol", "marks", "feeds", "district",
        ],
    ),
    (
        "furun-peer",
        "benches/peers/furun",
        &["domain", "world", "protocol", "furun"],
    ),
    ("screens", "benches/screens", &["protocol", "world"]),
    ("media-gateway", "fixtures/gateway", &[]),
    ("xtask", "xtask", &[]),
    ("halves", "xtask/halves", &[]),
];

/// One complaint a line; empty when every arrow is allowed and every crate is in the table.
pub(crate) fn check(root: &Path) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for (name, folder, allowed) in TABLE {
        let path = root.join(folder).join("Cargo.toml");
        let manifest = fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        complaints.extend(
            arrows(&manifest)
                .into_iter()
                .filter(|(_, target)| !allowed.contains(&target.as_str()))
                .map(|(line, target)| {
                    format!(
                        "{}:{line}: `{name}` → `{target}`, which the crate table does not allow",
                        Path::new(folder).join("Cargo.toml").display()
                    )
                }),
        );
    }
    let crates = root.join("crates");
    let entries =
        fs::read_dir(&crates).with_context(|| format!("{} cannot be listed", crates.display()))?;
    for entry in entries {
        let name = entry.context("crates/ cannot be listed")?.file_name();
        let name = name.to_string_lossy();
        if TABLE.iter().all(|(known, ..)| *known != name) {
            complaints.push(format!("crates/{name}: not in the crate table of xtask"));
        }
    }
    Ok(complaints)
}

/// The workspace's crates a manifest depends on when it is built (not only tested), with the line.
fn arrows(manifest: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_dependencies = false;
    for (index, line) in manifest.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            in_dependencies = is_dependencies(section);
            // `[dependencies.name]`
            let single = section
                .rsplit_once('.')
                .filter(|(table, _)| is_dependencies(table));
            if let Some((_, name)) = single {
                in_dependencies = true;
                push_crate(name, index + 1, &mut found);
            }
        } else if in_dependencies && let Some((key, _)) = line.split_once('=') {
            let key = key.trim();
            push_crate(key.split('.').next().unwrap_or(key), index + 1, &mut found);
            // `other = { package = "name" }`, `path = "../name"`, or those keys in a table of their own.
            for renaming in ["package", "path"] {
                let quoted = line
                    .split_once(renaming)
                    .and_then(|(_, rest)| rest.trim_start().strip_prefix('='))
                    .and_then(|rest| rest.split('"').nth(1));
                if let Some(quoted) = quoted {
                    let last = quoted.rsplit('/').next().unwrap_or(quoted);
                    push_crate(last, index + 1, &mut found);
                }
            }
        }
    }
    found
}

fn is_dependencies(section: &str) -> bool {
    ["dependencies", "build-dependencies"].iter().any(|table| {
        section == *table
            || section
                .strip_prefix("target.")
                .is_some_and(|rest| rest.ends_with(&format!(".{table}")))
    })
}

fn push_crate(name: &str, line: usize, found: &mut Vec<(usize, String)>) {
    let name = name.trim_matches('"');
    let known = TABLE.iter().any(|(known, ..)| *known == name);
    if known && !found.iter().any(|(_, earlier)| earlier == name) {
        found.push((line, name.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::{arrows, check};
    use std::path::Path;

    #[test]
    fn the_crates_of_this_workspace_keep_to_the_table() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("xtask stands in a folder of the workspace");
        assert_eq!(check(root).expect("the manifests can be read"), [""; 0]);
    }

    #[test]
    fn every_way_to_write_a_dependency_is_an_arrow() {
        let manifest = r#"
[package]
name = "feeds"
[dependencies]
domain.workspace = true
geo = { version = "0.33", features = ["hub"] }
w = { package = "world", version = "0.1" }
[dependencies.protocol]
workspace = true
[target.'cfg(target_arch = "wasm32")'.dependencies]
district = { workspace = true } # drawn in the browser
[dev-dependencies]
hub = { path = "../hub" }
"#;
        let found = arrows(manifest);
        let names: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["domain", "world", "protocol", "district"]);
        assert_eq!(found[0].0, 5);
    }

    #[test]
    fn a_dependency_of_the_tests_alone_is_no_arrow() {
        assert_eq!(arrows("[dev-dependencies]\nhub.workspace = true\n"), []);
    }
}
