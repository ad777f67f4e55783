//! A wasm module section by section, as much of it as cutting needs.

use anyhow::{Result, bail};
use wasmparser::{
    DataSectionReader, ElementSectionReader, Export, FuncType, FunctionBody, Global, Import,
    MemoryType, Parser, Payload, Table, TypeRef,
};

/// The sections of a module.
#[derive(Default)]
pub(crate) struct Module<'a> {
    pub(crate) types: Vec<FuncType>,
    /// Functions, all of them.
    pub(crate) imports: Vec<Import<'a>>,
    /// The type of every function, the imported ones first.
    pub(crate) functions: Vec<u32>,
    pub(crate) tables: Vec<Table<'a>>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) globals: Vec<Global<'a>>,
    pub(crate) exports: Vec<Export<'a>>,
    pub(crate) elements: Option<ElementSectionReader<'a>>,
    /// Of the functions of its own.
    pub(crate) bodies: Vec<FunctionBody<'a>>,
    pub(crate) data: Option<DataSectionReader<'a>>,
}

impl<'a> Module<'a> {
    /// Reads a module as wasm-bindgen and wasm-opt leave it; what they do not write is refused. Its names are not kept.
    pub(crate) fn of(bytes: &'a [u8]) -> Result<Self> {
        let mut module = Self::default();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::TypeSection(section) => {
                    let types = section.into_iter_err_on_gc_types();
                    module.types = types.collect::<Result<_, _>>()?;
                }
                Payload::ImportSection(section) => {
                    module.imports = section.into_imports().collect::<Result<_, _>>()?;
                    for import in &module.imports {
                        let TypeRef::Func(of) = import.ty else {
                            bail!("{} is imported, and is no function", import.name);
                        };
                        module.functions.push(of);
                    }
                }
                Payload::FunctionSection(section) => {
                    for of in section {
                        module.functions.push(of?);
                    }
                }
                Payload::TableSection(section) => {
                    module.tables = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::MemorySection(section) => {
                    module.memories = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::GlobalSection(section) => {
                    module.globals = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::ExportSection(section) => {
                    module.exports = section.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::ElementSection(section) => module.elements = Some(section),
                Payload::CodeSectionEntry(body) => module.bodies.push(body),
                Payload::DataSection(section) => module.data = Some(section),
                Payload::StartSection { .. } => {
                    bail!("the module starts by itself, before a second half could be asked for")
                }
                Payload::TagSection(_) => bail!("the module has tags"),
                _ => {}
            }
        }
        Ok(module)
    }

    /// How many functions are imported; those of its own are numbered from there.
    pub(crate) fn imported(&self) -> usize {
        self.functions.len() - self.bodies.len()
    }

    /// The functions of its own by their numbers.
    pub(crate) fn own(&self) -> impl Iterator<Item = (usize, &FunctionBody<'a>)> {
        let imported = self.imported();
        let bodies = self.bodies.iter().enumerate();
        bodies.map(move |(own, body)| (imported + own, body))
    }
}
