//! Every task of the house: `cargo xtask <task>`. Nothing but cargo is needed to begin; a task
//! installs what it needs, says what it does and how long it takes, and links none of the crates.

mod app;
mod assets;
mod bench;
mod crate_table;
mod demo;
mod dev;
mod district;
mod files;
mod gateway;
mod halves;
mod hub;
mod lint;
mod offline;
mod one_sheet;
mod outcome;
mod peers;
mod pictures;
mod progress;
mod rooms;
mod run;
mod scan;
mod screens;
mod serve;
mod ship;
mod size;
mod styles;
mod test;
mod tools;
mod wasm;
mod workspace;

use anyhow::{Result, bail};
use std::process::ExitCode;
use workspace::Workspace;

const USAGE: &str = "\
cargo xtask <task>

  serve [--port 8080] [--config FILE] [--data DIR] [--no-demo] [--cameras]
                      build what is needed and serve the wall, the console and a demo feed; with --cameras
                      a media gateway of test pictures for the demo's cameras
  test [native|wasm|e2e] [FILTER]
                      install what the tests need and run them (all, or one part)
  lint                format, clippy (native and wasm32), rooms, crate table, assets, styles
  rooms               the arrows between rooms and between crates only
  build               what is shipped: dist/ and one hub binary with the app inside
  size                what the app's wasm is made of, crate by crate, held against its budget
  district [--seed N] [--out DIR]
                      the synthetic district as GeoJSON, one file a layer (into target/district)
  tiles [--seed N] [--min-zoom 10] [--max-zoom 17] [--out FILE]
                      its picture from above as PMTiles (target/district.pmtiles)
  pictures            the README's pictures, taken from the demo (docs/pictures/)
  dev                 the hub, and trunk serve in front of it, rebuilding on every change
  bench [NAME]        criterion benches and the scripts in benches/
  bench peers [--quick] [OPTIONS]
                      JavaScript map engines beside Furun on one job; `bench peers --help`
  bench screens [OPTIONS]
                      a thousand screens on one hub, beside a message broker; `bench screens --help`
";

fn main() -> ExitCode {
    match dispatch() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let Some(task) = arguments.next() else {
        print!("{USAGE}");
        return Ok(ExitCode::FAILURE);
    };
    let rest: Vec<String> = arguments.collect();
    let workspace = Workspace::find()?;
    match task.as_str() {
        "serve" => serve::serve(&workspace, &serve::Options::parse(&rest)?),
        "test" => test::test(&workspace, &test::Selection::parse(&rest)?),
        "district" => district::district(&workspace, rest),
        "tiles" => district::tiles(&workspace, rest),
        "bench" => match rest.split_first() {
            Some((name, options)) if name == "peers" => peers::peers(&workspace, options),
            Some((name, options)) if name == "screens" => screens::screens(&workspace, options),
            _ => bench::bench(&workspace, rest.first().map(String::as_str)),
        },
        "lint" | "rooms" | "build" | "size" | "dev" | "pictures" if !rest.is_empty() => {
            bail!("`{task}` takes no arguments, found {rest:?}")
        }
        "lint" => lint::lint(&workspace),
        "rooms" => lint::rooms(&workspace),
        "build" => ship::ship(&workspace),
        "size" => size::report(&workspace),
        "pictures" => pictures::pictures(&workspace),
        "dev" => dev::dev(&workspace),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        unknown => bail!("there is no task `{unknown}`\n\n{USAGE}"),
    }
}
