//! Every file in `public/` is named in its `MANIFEST.toml`, with origin, licence and checksum.

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

use crate::files;

/// What the manifest says of one file.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Entry {
    path: String,
    origin: String,
    licence: String,
    sha256: String,
}

/// One complaint a line; empty when manifest and folder agree.
pub(crate) fn check(public: &Path) -> Result<Vec<String>> {
    let manifest = fs::read_to_string(public.join("MANIFEST.toml"))
        .context("public/MANIFEST.toml cannot be read")?;
    let entries = parse(&manifest).context("public/MANIFEST.toml")?;
    let mut present = BTreeMap::new();
    for file in files::below(public)? {
        let path = file.strip_prefix(public).unwrap_or(&file);
        let path = path.to_string_lossy().into_owned();
        if path != "MANIFEST.toml" {
            let bytes =
                fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            present.insert(path, sha256(&bytes));
        }
    }
    Ok(compare(&entries, &present))
}

fn compare(entries: &[Entry], present: &BTreeMap<String, String>) -> Vec<String> {
    let mut complaints = Vec::new();
    for entry in entries {
        let Entry {
            path,
            origin,
            licence,
            sha256,
        } = entry;
        match present.get(path) {
            None => complaints.push(format!("public/{path} is in the manifest and not there")),
            Some(found) if found != sha256 => {
                complaints.push(format!(
                    "public/{path} has sha256 {found}, the manifest says {sha256}"
                ));
            }
            Some(_) => {}
        }
        for (what, text) in [("origin", origin), ("licence", licence)] {
            if text.is_empty() {
                complaints.push(format!("public/{path} has no {what} in the manifest"));
            }
        }
    }
    for (path, found) in present {
        match entries.iter().filter(|entry| entry.path == *path).count() {
            0 => complaints.push(format!(
                "public/{path} is not in the manifest; its sha256 is {found}"
            )),
            1 => {}
            times => complaints.push(format!("public/{path} is in the manifest {times} times")),
        }
    }
    complaints
}

/// Reads the few things the manifest is made of: `[[file]]`, `key = "text"`, comments.
fn parse(manifest: &str) -> Result<Vec<Entry>> {
    let mut entries: Vec<Entry> = Vec::new();
    for (index, line) in manifest.lines().map(str::trim).enumerate() {
        let number = index + 1;
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "[[file]]" {
            entries.push(Entry::default());
            continue;
        }
        let (key, value) = line
            .split_once('=')
            .with_context(|| format!("line {number} is neither [[file]] nor key = \"text\""))?;
        let text = value
            .trim()
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'))
            .with_context(|| format!("line {number}: the value is not a text in quotes"))?;
        let entry = entries
            .last_mut()
            .with_context(|| format!("line {number} stands before the first [[file]]"))?;
        let field = match key.trim() {
            "path" => &mut entry.path,
            "origin" => &mut entry.origin,
            "licence" => &mut entry.licence,
            "sha256" => &mut entry.sha256,
            unknown => bail!("line {number}: `{unknown}` is none of path, origin, licence, sha256"),
        };
        text.clone_into(field);
    }
    Ok(entries)
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::{compare, parse, sha256};
    use std::collections::BTreeMap;

    const MANIFEST: &str = r#"
# What stands in public/.
[[file]]
path = "icon.svg"
origin = "drawn for Furun"
licence = "Apache-2.0"
sha256 = "00"
"#;

    fn present(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        files
            .iter()
            .map(|(path, sum)| ((*path).to_owned(), (*sum).to_owned()))
            .collect()
    }

    #[test]
    fn the_checksum_is_sha256() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_manifest_that_agrees_raises_no_complaint() {
        let entries = parse(MANIFEST).expect("well formed");
        assert_eq!(compare(&entries, &present(&[("icon.svg", "00")])), [""; 0]);
    }

    #[test]
    fn a_changed_a_missing_and_an_unnamed_file_are_each_a_complaint() {
        let entries = parse(MANIFEST).expect("well formed");
        assert!(compare(&entries, &present(&[("icon.svg", "01")]))[0].contains("has sha256 01"));
        assert!(compare(&entries, &present(&[]))[0].contains("not there"));
        let unnamed = compare(&entries, &present(&[("icon.svg", "00"), ("b.png", "02")]));
        assert!(unnamed[0].contains("public/b.png is not in the manifest"));
    }

    #[test]
    fn a_file_without_a_licence_is_a_complaint() {
        let entries =
            parse("[[file]]\npath = \"a\"\norigin = \"b\"\nsha256 = \"00\"").expect("well formed");
        assert!(compare(&entries, &present(&[("a", "00")]))[0].contains("no licence"));
    }

    #[test]
    fn a_line_that_is_not_understood_is_named() {
        for (text, says) in [
            ("[[file]]\nauthor = \"x\"", "line 2"),
            ("path = \"x\"", "before the first"),
            ("[[file]]\npath = x", "quotes"),
        ] {
            let error = parse(text).expect_err("not well formed");
            assert!(error.to_string().contains(says), "{text}: {error}");
        }
    }
}
