//! A module that notes which of its functions were called.

use std::convert::Infallible;

use anyhow::Result;
use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, Instruction, MemArg, MemArgTarget, MemorySection,
    MemoryType,
    reencode::{Error, Reencode},
};
use wasmparser::{ExportSectionReader, FunctionBody, MemorySectionReader, Parser};

use crate::module::Module;

/// Under this name a noting module gives the memory of its notes: a byte for each function of its own, 1 once it was called.
pub const CALLS: &str = "furun_calls";

const PAGE: u64 = 65_536;

/// The same module, noting calls.
///
/// # Errors
///
/// What is no module as wasm-bindgen writes it.
pub fn noting(bytes: &[u8]) -> Result<Vec<u8>> {
    let module = Module::of(bytes)?;
    let mut noting = Noting {
        notes: u32::try_from(module.memories.len())?,
        pages: (module.bodies.len() as u64).div_ceil(PAGE),
        next: 0,
    };
    let mut out = wasm_encoder::Module::new();
    noting.parse_core_module(&mut out, Parser::new(0), bytes)?;
    Ok(out.finish())
}

struct Noting {
    /// The number of the memory of the notes.
    notes: u32,
    pages: u64,
    /// The next function of the module's own.
    next: u64,
}

impl Reencode for Noting {
    type Error = Infallible;

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: MemorySectionReader<'_>,
    ) -> Result<(), Error> {
        wasm_encoder::reencode::utils::parse_memory_section(self, memories, section)?;
        memories.memory(MemoryType {
            minimum: self.pages,
            maximum: Some(self.pages),
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error> {
        wasm_encoder::reencode::utils::parse_export_section(self, exports, section)?;
        exports.export(CALLS, ExportKind::Memory, self.notes);
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Error> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        function.instruction(&Instruction::I32Const(0));
        function.instruction(&Instruction::I32Const(1));
        function.instruction(&Instruction::I32Store8(MemArg {
            offset: self.next,
            align: 0,
            ordering: None,
            target: MemArgTarget::Memory(self.notes),
        }));
        self.next += 1;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            function.instruction(&self.parse_instruction(&mut operators)?);
        }
        code.function(&function);
        Ok(())
    }
}
