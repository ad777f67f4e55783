//! Writes a district as GeoJSON, one file a layer: `district [--seed N] [--out DIR]`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use district::District;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    seed: u64,
    out: PathBuf,
}

#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error("--{option} needs a value")]
    ValueMissing { option: &'static str },
    #[error("'{word}' is no seed: write a whole number from 0 to 2^64 - 1")]
    NoSeed { word: String },
    #[error("unknown argument '{word}'; usage: district [--seed N] [--out DIR]")]
    UnknownArgument { word: String },
    #[error("{path} cannot be written: {source}", path = path.display())]
    Unwritable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl Wanted {
    fn parse(words: impl IntoIterator<Item = String>) -> Result<Self, ExportError> {
        let mut wanted = Self {
            seed: District::DEMO_SEED,
            out: PathBuf::from("district"),
        };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--seed" => {
                    let word = words
                        .next()
                        .ok_or(ExportError::ValueMissing { option: "seed" })?;
                    wanted.seed = word.parse().map_err(|_| ExportError::NoSeed { word })?;
                }
                "--out" => {
                    wanted.out = words
                        .next()
                        .ok_or(ExportError::ValueMissing { option: "out" })?
                        .into();
                }
                _ => return Err(ExportError::UnknownArgument { word }),
            }
        }
        Ok(wanted)
    }
}

fn main() -> ExitCode {
    let written = Wanted::parse(std::env::args().skip(1)).and_then(|wanted| export(&wanted));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("district: {error}");
            ExitCode::FAILURE
        }
    }
}

fn export(wanted: &Wanted) -> Result<(), ExportError> {
    let unwritable = |path: &Path| {
        let path = path.to_owned();
        move |source| ExportError::Unwritable { path, source }
    };
    fs::create_dir_all(&wanted.out).map_err(unwritable(&wanted.out))?;
    for (layer, features) in District::from_seed(wanted.seed).layers() {
        let path = wanted.out.join(layer).with_extension("geojson");
        fs::write(&path, features.to_string()).map_err(unwritable(&path))?;
        println!("{}: {} features", path.display(), features.features.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Wanted, String> {
        let words = words.iter().map(|word| (*word).to_owned());
        Wanted::parse(words).map_err(|error| error.to_string())
    }

    #[test]
    fn without_arguments_the_demos_district_is_written() {
        let wanted = parsed(&[]).expect("nothing to complain about");
        assert_eq!(wanted.seed, District::DEMO_SEED);
    }

    #[test]
    fn what_is_no_seed_or_no_argument_is_named() {
        let wanted = parsed(&["--seed", "7", "--out", "somewhere"]);
        assert_eq!(
            wanted,
            Ok(Wanted {
                seed: 7,
                out: "somewhere".into()
            })
        );
        assert!(parsed(&["--seed", "-1"]).is_err_and(|said| said.contains("'-1'")));
        assert!(parsed(&["--out"]).is_err_and(|said| said.contains("--out")));
        assert!(parsed(&["--sead", "1"]).is_err_and(|said| said.contains("--sead")));
    }
}
