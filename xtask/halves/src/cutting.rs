//! Two modules in the place of one.

use anyhow::{Result, ensure};
use wasmparser::{Operator, Validator};

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
    /// How many of them the first half has: those that were called, and those near them.
    pub firsts: usize,
    /// For how many functions of the second half the first has stand-ins.
    pub stand_ins: usize,
    /// How many functions of the first half, and of those that it imports, the second calls.
    pub borrowed: usize,
}

/// Cuts a module: `is_called` says of each function of its own, in its order, whether a start calls it. Notes beyond the last
/// function, where memory ends with a page, are empty. A function of at most `near_bytes` comes along with what calls it directly.
///
/// # Errors
///
/// A module that wasm-bindgen would not write, and notes that are of another.
pub fn cut(bytes: &[u8], is_called: &[bool], near_bytes: usize) -> Result<Halves> {
    let module = Module::of(bytes)?;
    let count = module.bodies.len();
    ensure!(
        is_called.len() >= count && !is_called[count..].contains(&true),
        "calls of {} functions were noted, and the module has {count}",
        is_called.len()
    );
    let firsts = with_near(&module, &is_called[..count], near_bytes)?;
    let plan = Plan::of(&module, &firsts)?;
    let (first, stood_for) = first::half(&plan)?;
    let second = second::half(&plan, &stood_for)?;
    for half in [&first, &second] {
        Validator::new().validate_all(half)?;
    }
    Ok(Halves {
        first,
        second,
        functions: count,
        firsts: firsts.iter().filter(|is_first| **is_first).count(),
        stand_ins: stood_for.len(),
        borrowed: plan.borrowed.len(),
    })
}

/// What was called, and the small functions that it could have called, and these.
fn with_near(module: &Module<'_>, is_called: &[bool], near_bytes: usize) -> Result<Vec<bool>> {
    let imported = module.imported();
    let mut is_first = is_called.to_vec();
    let mut waiting: Vec<usize> = (0..is_first.len()).filter(|own| is_first[*own]).collect();
    while let Some(own) = waiting.pop() {
        for operator in module.bodies[own].get_operators_reader()? {
            let Operator::Call { function_index } = operator? else {
                continue;
            };
            let Some(callee) = (function_index as usize).checked_sub(imported) else {
                continue;
            };
            if !is_first[callee] && module.bodies[callee].as_bytes().len() <= near_bytes {
                is_first[callee] = true;
                waiting.push(callee);
            }
        }
    }
    Ok(is_first)
}
