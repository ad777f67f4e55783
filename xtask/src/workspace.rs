//! Where things stand on this machine.

use anyhow::{Context, Result};
use std::{
    env,
    path::{Path, PathBuf},
};

/// The folders every task works in, all absolute.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder; also home of the tools we install.
    pub(crate) target: PathBuf,
    /// The folder the command was typed in: paths on the command line are relative to it.
    pub(crate) typed_in: PathBuf,
}

impl Workspace {
    /// Finds the workspace this xtask was built from, wherever it was called.
    pub(crate) fn find() -> Result<Self> {
        let typed_in = env::current_dir().context("the current folder cannot be read")?;
        let manifest_dir = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest_dir
            .parent()
            .context("xtask stands in a folder of the workspace")?
            .to_path_buf();
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |folder| typed_in.join(folder));
        Ok(Self {
            root,
            target,
            typed_in,
        })
    }

    /// A path given relative to the root.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// The app as trunk bundles it.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// The root of the tools we install ourselves; their programs are in its `bin`.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }
}
