//! Walking folders, and the stamps that say a result is still up to date.

use anyhow::{Context, Result};
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

/// Every file below a folder (or the file itself), sorted by path; nothing when it does not exist.
/// Hidden entries, `node_modules` and `target` are left out.
pub(crate) fn below(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(path, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        found.push(path.to_path_buf());
        return Ok(());
    }
    if !path.is_dir() {
        return Ok(());
    }
    let entries =
        fs::read_dir(path).with_context(|| format!("{} cannot be listed", path.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("{} cannot be listed", path.display()))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && name != "node_modules" && name != "target" {
            collect(&entry.path(), found)?;
        }
    }
    Ok(())
}

/// A digest of names and contents, not of times: a fresh checkout of the same files is the same.
/// It is only compared on the machine and by the xtask that made it.
pub(crate) fn fingerprint(root: &Path, inputs: &[&str], also: &str) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    also.hash(&mut hasher);
    for input in inputs {
        for file in below(&root.join(input))? {
            file.strip_prefix(root).unwrap_or(&file).hash(&mut hasher);
            fs::read(&file)
                .with_context(|| format!("{} cannot be read", file.display()))?
                .hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Whether the stamp holds this fingerprint.
pub(crate) fn is_current(stamp: &Path, fingerprint: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found.trim() == fingerprint)
}

/// Takes the stamp away: what it vouched for is about to change.
pub(crate) fn revoke(stamp: &Path) {
    // It may not be there; then there is nothing to revoke.
    let _ = fs::remove_file(stamp);
}

/// Writes the stamp, after the result it vouches for is complete.
pub(crate) fn stamp(stamp: &Path, fingerprint: &str) -> Result<()> {
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    fs::write(stamp, fingerprint).with_context(|| format!("{} cannot be written", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::{below, fingerprint, is_current, revoke, stamp};
    use std::{fs, path::PathBuf};

    /// A folder of this test's own, gone when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("furun-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).expect("the temporary folder is ours");
            Self(path)
        }

        fn write(&self, file: &str, text: &str) {
            let path = self.0.join(file);
            fs::create_dir_all(path.parent().expect("it stands in the folder")).expect("ours");
            fs::write(path, text).expect("ours");
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // What cannot be removed is left to the system's own cleaning.
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn installed_and_hidden_files_are_not_walked() {
        let folder = Folder::new("walk");
        for file in [
            "b/c.rs",
            "a.rs",
            "node_modules/x.js",
            ".git/HEAD",
            "target/debug/y",
        ] {
            folder.write(file, "");
        }
        let found = below(&folder.0).expect("readable");
        assert_eq!(found, [folder.0.join("a.rs"), folder.0.join("b/c.rs")]);
    }

    #[test]
    fn a_fingerprint_changes_with_contents_names_and_what_is_said_beside() {
        let folder = Folder::new("fingerprint");
        let of = |also| fingerprint(&folder.0, &["src", "Cargo.toml"], also).expect("readable");
        folder.write("src/a.rs", "one");
        let first = of("quick");
        assert_eq!(first, of("quick"));
        assert_ne!(first, of("shipped"));
        folder.write("src/a.rs", "two");
        let second = of("quick");
        assert_ne!(first, second);
        folder.write("src/b.rs", "");
        assert_ne!(second, of("quick"));
        folder.write("elsewhere.rs", "not an input");
        folder.write("src/a.rs", "one");
        fs::remove_file(folder.0.join("src/b.rs")).expect("ours");
        assert_eq!(first, of("quick"));
    }

    #[test]
    fn a_stamp_vouches_until_it_is_revoked() {
        let folder = Folder::new("stamp");
        let path = folder.0.join("stamps/dist");
        assert!(!is_current(&path, "abc"));
        stamp(&path, "abc").expect("ours");
        assert!(is_current(&path, "abc"));
        assert!(!is_current(&path, "abd"));
        revoke(&path);
        assert!(!is_current(&path, "abc"));
    }
}
