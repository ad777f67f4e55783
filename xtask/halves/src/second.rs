//! The half that comes later: its functions take their places in the first half's table as it is instantiated.

use anyhow::{Context, Result};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, Function, FunctionSection,
    ImportSection, Instruction, Module, StartSection,
    reencode::{Reencode, RoundtripReencoder},
};

use crate::{
    first::TABLE,
    plan::{HERE, Lent, Plan, Renumbered, table_type},
};

/// The module that everything is imported from: what the first half exports.
const FIRST: &str = "first";

/// The second half, with the functions that the first stands in for in their places of the table.
pub(crate) fn half(plan: &Plan<'_>, stood_for: &[u32]) -> Result<Vec<u8>> {
    let module = plan.module;
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    let mut renumbered = Renumbered(|function: u32| {
        // Whatever code of this half calls was looked for when it was planned; a number that no function has would be refused
        // when the half is validated.
        plan.in_second[function as usize].unwrap_or(u32::MAX)
    });
    for (number, body) in module.own() {
        if plan.in_first[number].is_none() {
            functions.function(module.functions[number]);
            renumbered.parse_function_body(&mut code, body.clone())?;
        }
    }
    let begin = (plan.borrowed.len() + functions.len() as usize) as u32;
    functions.function(plan.nullary());
    code.function(&begins(plan));
    let places = stood_for
        .iter()
        .map(|&function| plan.in_second[function as usize])
        .collect::<Option<Vec<u32>>>()
        .context("a stand-in is for a function of the second half")?;
    let mut elements = ElementSection::new();
    elements.active(
        Some(plan.table()),
        &ConstExpr::i32_const(1),
        Elements::Functions(places.into()),
    );
    let mut out = Module::new();
    out.section(&plan.types()?)
        .section(&borrowing(plan, stood_for.len())?)
        .section(&functions)
        .section(&StartSection {
            function_index: begin,
        })
        .section(&elements)
        .section(&code);
    Ok(out.finish())
}

/// What it takes from the first half.
fn borrowing(plan: &Plan<'_>, stood_for: usize) -> Result<ImportSection> {
    let module = plan.module;
    let same = &mut RoundtripReencoder;
    let mut imports = ImportSection::new();
    for (number, memory) in module.memories.iter().enumerate() {
        let of = same.memory_type(*memory)?;
        imports.import(FIRST, &Lent::Memory.named(number), of);
    }
    for (number, table) in module.tables.iter().enumerate() {
        let of = same.table_type(table.ty)?;
        imports.import(FIRST, &Lent::Table.named(number), of);
    }
    imports.import(FIRST, TABLE, table_type(stood_for));
    for (number, global) in module.globals.iter().enumerate() {
        let of = same.global_type(global.ty)?;
        imports.import(FIRST, &Lent::Global.named(number), of);
    }
    imports.import(FIRST, &Lent::Global.named(module.globals.len()), HERE);
    for (place, &function) in plan.borrowed.iter().enumerate() {
        let of = module.functions[function as usize];
        let name = Lent::Function.named(place);
        imports.import(FIRST, &name, EntityType::Function(of));
    }
    Ok(imports)
}

/// Says that it is here.
fn begins(plan: &Plan<'_>) -> Function {
    let mut begins = Function::new([]);
    begins
        .instruction(&Instruction::I32Const(1))
        .instruction(&Instruction::GlobalSet(plan.here()))
        .instruction(&Instruction::End);
    begins
}
