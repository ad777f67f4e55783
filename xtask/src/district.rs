//! `cargo xtask district [--seed N] [--out DIR]`: the synthetic district as GeoJSON.

use anyhow::Result;
use std::process::ExitCode;

use crate::{
    run::{command, run},
    workspace::Workspace,
};

/// Runs the district's own binary, which knows what the arguments mean.
pub(crate) fn district(workspace: &Workspace, arguments: Vec<String>) -> Result<ExitCode> {
    let mut cargo = command(workspace, "cargo");
    cargo
        .args(["run", "--quiet", "--locked", "--package", "district", "--"])
        .args(in_a_known_folder(workspace, arguments));
    run(&mut cargo)?;
    Ok(ExitCode::SUCCESS)
}

/// The arguments with `--out` as the one who typed it meant it: relative to where they are, and `target/district` where
/// none is given.
fn in_a_known_folder(workspace: &Workspace, mut arguments: Vec<String>) -> Vec<String> {
    let folder = arguments
        .iter()
        .position(|word| word == "--out")
        .map(|option| option + 1);
    match folder {
        Some(folder) => {
            if let Some(folder) = arguments.get_mut(folder) {
                *folder = workspace.typed_in.join(&*folder).display().to_string();
            }
        }
        None => {
            let folder = workspace.target.join("district").display().to_string();
            arguments.extend(["--out".to_owned(), folder]);
        }
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_meant_from_where_it_was_typed_and_has_a_default() {
        let workspace = Workspace {
            root: "/house".into(),
            target: "/house/target".into(),
            typed_in: "/house/docs".into(),
        };
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        assert_eq!(
            in_a_known_folder(&workspace, words(&["--out", "maps", "--seed", "2"])),
            ["--out", "/house/docs/maps", "--seed", "2"]
        );
        assert_eq!(
            in_a_known_folder(&workspace, words(&[])),
            ["--out", "/house/target/district"]
        );
    }
}
