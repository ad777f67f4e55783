//! Two modules in the place of one.

use anyhow::{Result, ensure};
use wasmparser::Validator;

use crate::{first, module::Module, plan::Plan, second};

/// A module in two.
#[derive(Debug)]
pub struct Halves {
    /// What a start calls, with all exports and all data.
    pub first: Vec<u8>,
    /// The rest. It imports what the first half exports, under the module name `first`.
    pub second: Vec<u8>,
    /// How many functions the module has of its own.
    pub functions: usize,
    /// How many of them the first half has.
    pub firsts: usize,
    /// For how many functions of the second half the first has stand-ins.
    pub stand_ins: usize,
    /// How many functions of the first half, and of those that it imports, the second calls.
    pub borrowed: usize,
}

/// Cuts a module: `is_called` says of each function of its own, in its order, whether a start calls it. Notes beyond the last
/// function, where memory ends with a page, are empty.
///
/// # Errors
///
/// A module that wasm-bindgen would not write, and notes that are of another.
pub fn cut(bytes: &[u8], is_called: &[bool]) -> Result<Halves> {
    let module = Module::of(bytes)?;
    let count = module.bodies.len();
    ensure!(
        is_called.len() >= count && !is_called[count..].contains(&true),
        "calls of {} functions were noted, and the module has {count}",
        is_called.len()
    );
    let plan = Plan::of(&module, &is_called[..count])?;
    let (first, stood_for) = first::half(&plan)?;
    let second = second::half(&plan, &stood_for)?;
    for half in [&first, &second] {
        Validator::new().validate_all(half)?;
    }
    Ok(Halves {
        first,
        second,
        functions: count,
        firsts: is_called.iter().filter(|is_called| **is_called).count(),
        stand_ins: stood_for.len(),
        borrowed: plan.borrowed.len(),
    })
}
