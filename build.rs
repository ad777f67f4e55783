//! Checks the texts of `locales/` against each other and against `src/`, and writes one type a key.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[path = "locales/catalogue.rs"]
mod catalogue;

use catalogue::Catalogue;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["build.rs", "locales", "src"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let zh = fs::read_to_string("locales/zh-CN.json")?;
    let en = fs::read_to_string("locales/en.json")?;
    let mut sources = Vec::new();
    collect_sources(Path::new("src"), &mut sources)?;
    let checked = Catalogue::parse(&zh, &en).and_then(|catalogue| {
        catalogue.check_use(sources.iter().map(String::as_str))?;
        Ok(catalogue)
    });
    match checked {
        Ok(catalogue) => {
            let keys = PathBuf::from(env::var("OUT_DIR")?).join("keys.rs");
            fs::write(keys, catalogue.to_rust())?;
        }
        Err(faults) => {
            for fault in faults.0 {
                println!("cargo::error=locales: {fault}");
            }
        }
    }
    Ok(())
}

fn collect_sources(folder: &Path, into: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect_sources(&path, into)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
