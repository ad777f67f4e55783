//! Checks the texts of `locales/` against each other and against `src/`, and writes one type a key. Writes down how Chinese
//! characters are read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use pinyin::ToPinyin;

#[path = "locales/catalogue.rs"]
mod catalogue;

use catalogue::Catalogue;

/// The basic block of Chinese characters.
const CHARACTERS: std::ops::RangeInclusive<char> = '\u{4e00}'..='\u{9fff}';

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["build.rs", "locales", "src"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    write_readings(&out)?;
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
            fs::write(out.join("keys.rs"), catalogue.to_rust())?;
        }
        Err(faults) => {
            for fault in faults.0 {
                println!("cargo::error=locales: {fault}");
            }
        }
    }
    Ok(())
}

/// The usual reading of each character, as letters of a keyboard: a list of all readings, and for each character its place in
/// that list from 1, in two bytes, the lower one first.
fn write_readings(out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let reading = |character: char| {
        character
            .to_pinyin()
            .map(|read| read.plain().replace('ü', "v"))
    };
    let all: BTreeSet<String> = CHARACTERS.filter_map(reading).collect();
    let all: Vec<String> = all.into_iter().collect();
    let mut places = Vec::new();
    for character in CHARACTERS {
        let place = reading(character).and_then(|read| all.binary_search(&read).ok());
        let place = u16::try_from(place.map_or(0, |place| place + 1))?;
        places.extend(place.to_le_bytes());
    }
    let words: Vec<String> = all.iter().map(|word| format!("{word:?}")).collect();
    let list = format!(
        "/// Every reading, in the order of the alphabet.\nstatic SYLLABLES: &[&str] = &[{}];\n",
        words.join(", ")
    );
    fs::write(out.join("pinyin.rs"), list)?;
    fs::write(out.join("pinyin.bin"), places)?;
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
