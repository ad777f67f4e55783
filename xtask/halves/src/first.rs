//! The half that a page starts with.
//!
//! In the place of each function of the second half that it names it has a *stand-in* of the same type, which has the second half
//! brought unless it is here, and calls the real one through a table.

use anyhow::Result;
use wasm_encoder::{
    BlockType, CodeSection, DataSection, ElementSection, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, ImportSection, Instruction, MemorySection, Module,
    TableSection,
    reencode::{Reencode, RoundtripReencoder},
};

use crate::plan::{HERE, Lent, Plan, Renumbered, not_here, table_type};

/// Under this name the first half exports the table of the second's functions. The page puts who brings them into place 0.
pub const TABLE: &str = "furun_second";

/// The first half, and the functions that it has stand-ins for, in the order of their places in the table, from place 1 on.
pub(crate) fn half(plan: &Plan<'_>) -> Result<(Vec<u8>, Vec<u32>)> {
    let module = plan.module;
    let same = &mut RoundtripReencoder;
    // After the functions comes the one that waits for the second half, then the stand-ins, as they are asked for.
    let waiting = plan.in_first.iter().flatten().count() as u32;
    let mut stand_ins = StandIns {
        of: vec![None; module.functions.len()],
        stood_for: Vec::new(),
        begin: waiting + 1,
    };
    let mut renumbered = Renumbered(|function: u32| {
        plan.in_first[function as usize].unwrap_or_else(|| stand_ins.number(function))
    });

    let mut imports = ImportSection::new();
    for import in &module.imports {
        imports.import(import.module, import.name, same.entity_type(import.ty)?);
    }
    let mut globals = GlobalSection::new();
    for global in &module.globals {
        renumbered.parse_global(&mut globals, global.clone())?;
    }
    globals.global(HERE, &not_here());
    let mut exports = ExportSection::new();
    for export in &module.exports {
        renumbered.parse_export(&mut exports, *export)?;
    }
    lend(plan, &mut exports, |function| {
        renumbered.function_index(function)
    })?;
    let mut elements = ElementSection::new();
    if let Some(section) = &module.elements {
        renumbered.parse_element_section(&mut elements, section.clone())?;
    }
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for (number, body) in module.own() {
        if plan.in_first[number].is_some() {
            functions.function(module.functions[number]);
            renumbered.parse_function_body(&mut code, body.clone())?;
        }
    }
    functions.function(plan.nullary());
    code.function(&wait(plan));
    let StandIns { stood_for, .. } = stand_ins;
    for (place, &function) in (1..).zip(&stood_for) {
        let of = module.functions[function as usize];
        functions.function(of);
        code.function(&stand_in(plan, waiting, place, of));
    }
    let mut tables = TableSection::new();
    for table in &module.tables {
        same.parse_table(&mut tables, table.clone())?;
    }
    tables.table(table_type(stood_for.len()));
    let mut memories = MemorySection::new();
    for memory in &module.memories {
        memories.memory(same.memory_type(*memory)?);
    }
    let mut data = DataSection::new();
    if let Some(section) = &module.data {
        same.parse_data_section(&mut data, section.clone())?;
    }
    let mut out = Module::new();
    out.section(&plan.types()?)
        .section(&imports)
        .section(&functions)
        .section(&tables)
        .section(&memories)
        .section(&globals)
        .section(&exports)
        .section(&elements)
        .section(&code)
        .section(&data);
    Ok((out.finish(), stood_for))
}

/// The stand-ins of the first half, numbered as they are asked for.
struct StandIns {
    /// For each function of the module its stand-in's number.
    of: Vec<Option<u32>>,
    stood_for: Vec<u32>,
    /// The number of the first.
    begin: u32,
}

impl StandIns {
    fn number(&mut self, function: u32) -> u32 {
        *self.of[function as usize].get_or_insert_with(|| {
            let number = self.begin + self.stood_for.len() as u32;
            self.stood_for.push(function);
            number
        })
    }
}

/// Exports what the second half imports.
fn lend<E: Into<anyhow::Error>>(
    plan: &Plan<'_>,
    exports: &mut ExportSection,
    mut number_of: impl FnMut(u32) -> Result<u32, E>,
) -> Result<()> {
    let module = plan.module;
    for number in 0..module.memories.len() {
        let name = Lent::Memory.named(number);
        exports.export(&name, ExportKind::Memory, number as u32);
    }
    for number in 0..module.tables.len() {
        let name = Lent::Table.named(number);
        exports.export(&name, ExportKind::Table, number as u32);
    }
    exports.export(TABLE, ExportKind::Table, plan.table());
    for number in 0..=module.globals.len() {
        let name = Lent::Global.named(number);
        exports.export(&name, ExportKind::Global, number as u32);
    }
    for (place, &function) in plan.borrowed.iter().enumerate() {
        let number = number_of(function).map_err(Into::into)?;
        let name = Lent::Function.named(place);
        exports.export(&name, ExportKind::Func, number);
    }
    Ok(())
}

/// Has the second half brought unless it is here.
fn wait(plan: &Plan<'_>) -> Function {
    let mut wait = Function::new([]);
    wait.instruction(&Instruction::GlobalGet(plan.here()))
        .instruction(&Instruction::I32Eqz)
        .instruction(&Instruction::If(BlockType::Empty))
        .instruction(&Instruction::I32Const(0))
        .instruction(&Instruction::CallIndirect {
            type_index: plan.nullary(),
            table_index: plan.table(),
        })
        .instruction(&Instruction::End)
        .instruction(&Instruction::End);
    wait
}

/// Waits for the second half and calls what stands in a place of the table.
fn stand_in(plan: &Plan<'_>, waiting: u32, place: i32, of: u32) -> Function {
    let mut stand_in = Function::new([]);
    stand_in.instruction(&Instruction::Call(waiting));
    let parameters = plan.module.types[of as usize].params().len();
    for parameter in 0..parameters {
        stand_in.instruction(&Instruction::LocalGet(parameter as u32));
    }
    stand_in
        .instruction(&Instruction::I32Const(place))
        .instruction(&Instruction::CallIndirect {
            type_index: of,
            table_index: plan.table(),
        })
        .instruction(&Instruction::End);
    stand_in
}
