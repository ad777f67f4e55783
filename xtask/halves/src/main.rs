//! `halves note WASM NOTING`: a module that notes its calls. `halves cut WASM CALLS FIRST SECOND`: the two halves by what was noted.

use std::{env, fs};

use anyhow::{Context, Result, bail};

/// So large is a function at most, in bytes, that comes along with what calls it.
///
/// No two days call the same: a table grows, a text has a tail to be cut. Such is small and called directly; what is called by way
/// of a table (what a click does, another page) does not come along.
const NEAR_BYTES: usize = 600;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["note", wasm, noting] => write(noting, &halves::noting(&read(wasm)?)?),
        ["cut", wasm, calls, first, second] => {
            let is_called: Vec<bool> = read(calls)?.into_iter().map(|note| note != 0).collect();
            let halves = halves::cut(&read(wasm)?, &is_called, NEAR_BYTES)?;
            write(first, &halves.first)?;
            write(second, &halves.second)?;
            println!(
                "{} of {} functions in the first half, with {} stand-ins; {} of them called by the second",
                halves.firsts, halves.functions, halves.stand_ins, halves.borrowed
            );
            Ok(())
        }
        _ => bail!("halves note WASM NOTING | halves cut WASM CALLS FIRST SECOND"),
    }
}

fn read(file: &str) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("{file} cannot be read"))
}

fn write(file: &str, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).with_context(|| format!("{file} cannot be written"))
}
