//! The synthetic district as files: `cargo xtask district [--seed N] [--out DIR]` writes it as GeoJSON,
//! `cargo xtask tiles [--seed N] [--min-zoom N] [--max-zoom N] [--out FILE]` its picture from above as PMTiles.

use anyhow::Result;
use std::process::ExitCode;

use crate::{
    run::{command, run},
    workspace::Workspace,
};

/// Runs the district's own binary, which knows what the arguments mean.
pub(crate) fn district(workspace: &Workspace, arguments: Vec<String>) -> Result<ExitCode> {
    let arguments = in_a_known_place(workspace, arguments, "district");
    write(workspace, &["--package", "district", "--"], &arguments)
}

/// Runs the hub's binary, which paints and encodes as it does when it serves.
pub(crate) fn tiles(workspace: &Workspace, arguments: Vec<String>) -> Result<ExitCode> {
    let arguments = in_a_known_place(workspace, arguments, "district.pmtiles");
    let hub = ["--package", "hub", "--bin", "furun-hub", "--", "tiles"];
    write(workspace, &hub, &arguments)
}

fn write(workspace: &Workspace, whose: &[&str], arguments: &[String]) -> Result<ExitCode> {
    let mut cargo = command(workspace, "cargo");
    cargo.args(["run", "--quiet", "--locked"]);
    run(cargo.args(whose).args(arguments))?;
    Ok(ExitCode::SUCCESS)
}

/// The arguments with `--out` as the one who typed it meant it: relative to where they are, and below the target folder
/// where none is given.
fn in_a_known_place(workspace: &Workspace, mut arguments: Vec<String>, usual: &str) -> Vec<String> {
    let place = arguments
        .iter()
        .position(|word| word == "--out")
        .map(|option| option + 1);
    match place {
        Some(place) => {
            if let Some(place) = arguments.get_mut(place) {
                *place = workspace.typed_in.join(&*place).display().to_string();
            }
        }
        None => {
            let place = workspace.target.join(usual).display().to_string();
            arguments.extend(["--out".to_owned(), place]);
        }
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_meant_from_where_it_was_typed_and_there_is_a_usual_one() {
        let workspace = Workspace {
            root: "/house".into(),
            target: "/house/target".into(),
            typed_in: "/house/docs".into(),
        };
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        assert_eq!(
            in_a_known_place(
                &workspace,
                words(&["--out", "maps", "--seed", "2"]),
                "district"
            ),
            ["--out", "/house/docs/maps", "--seed", "2"]
        );
        assert_eq!(
            in_a_known_place(&workspace, words(&[]), "district"),
            ["--out", "/house/target/district"]
        );
    }
}
