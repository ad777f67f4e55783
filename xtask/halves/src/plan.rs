//! Which function lies in which half, and under which number.

use std::{collections::BTreeSet, convert::Infallible};

use anyhow::{Result, bail};
use wasm_encoder::{
    ConstExpr, GlobalType, RefType, TableType, TypeSection, ValType,
    reencode::{Error, Reencode, RoundtripReencoder},
};
use wasmparser::Operator;

use crate::module::Module;

/// Where the functions of a module go.
pub(crate) struct Plan<'a> {
    pub(crate) module: &'a Module<'a>,
    /// For each function of the module: its number in the first half, when it lies there. All that is imported does.
    pub(crate) in_first: Vec<Option<u32>>,
    /// For each: its number in the second half, when it lies there or is borrowed.
    pub(crate) in_second: Vec<Option<u32>>,
    /// The functions that the second half takes from the first, in the order in which it imports them.
    pub(crate) borrowed: Vec<u32>,
}

impl<'a> Plan<'a> {
    pub(crate) fn of(module: &'a Module<'a>, is_called: &[bool]) -> Result<Self> {
        let imported = module.imported();
        let is_first = |number: usize| number < imported || is_called[number - imported];
        let all = 0..module.functions.len();
        let mut firsts = 0..;
        let in_first: Vec<_> = all
            .clone()
            .map(|number| is_first(number).then(|| firsts.next()).flatten())
            .collect();
        let mut borrowed = BTreeSet::new();
        for (number, body) in module.own().filter(|(number, _)| !is_first(*number)) {
            for operator in body.get_operators_reader()? {
                match operator? {
                    Operator::Call { function_index } if is_first(function_index as usize) => {
                        borrowed.insert(function_index);
                    }
                    // What these name would have to be carried over too; the compiler does not write them.
                    Operator::RefFunc { .. }
                    | Operator::ReturnCall { .. }
                    | Operator::MemoryInit { .. }
                    | Operator::DataDrop { .. }
                    | Operator::TableInit { .. }
                    | Operator::ElemDrop { .. } => {
                        bail!("function {number} names what a second half does not have")
                    }
                    _ => {}
                }
            }
        }
        let borrowed: Vec<u32> = borrowed.into_iter().collect();
        let mut in_second = vec![None; module.functions.len()];
        let own = all.filter(|number| !is_first(*number));
        let seconds = borrowed.iter().map(|&number| number as usize).chain(own);
        for (place, number) in (0..).zip(seconds) {
            in_second[number] = Some(place);
        }
        Ok(Self {
            module,
            in_first,
            in_second,
            borrowed,
        })
    }

    /// The types of the module, and after them that of a function which takes and gives nothing.
    pub(crate) fn types(&self) -> Result<TypeSection> {
        let mut types = TypeSection::new();
        for of in &self.module.types {
            let of = RoundtripReencoder.func_type(of.clone())?;
            types.ty().func_type(&of);
        }
        types.ty().function([], []);
        Ok(types)
    }

    /// The number of the type of a function which takes and gives nothing.
    pub(crate) fn nullary(&self) -> u32 {
        self.module.types.len() as u32
    }

    /// The number of the table of the second half's functions, in both halves.
    pub(crate) fn table(&self) -> u32 {
        self.module.tables.len() as u32
    }

    /// The number of the global that says whether the second half is here, in both halves.
    pub(crate) fn here(&self) -> u32 {
        self.module.globals.len() as u32
    }
}

/// The table of the second half's functions: place 0 is for who brings them.
pub(crate) fn table_type(stood_for: usize) -> TableType {
    TableType {
        element_type: RefType::FUNCREF,
        minimum: stood_for as u64 + 1,
        maximum: Some(stood_for as u64 + 1),
        table64: false,
        shared: false,
    }
}

/// Whether the second half is here: 0 or 1.
pub(crate) const HERE: GlobalType = GlobalType {
    val_type: ValType::I32,
    mutable: true,
    shared: false,
};

/// At first it is not.
pub(crate) fn not_here() -> ConstExpr {
    ConstExpr::i32_const(0)
}

/// What kind of thing the second half imports.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lent {
    Memory,
    Table,
    Global,
    Function,
}

impl Lent {
    /// The name under which the first half lends it: short, and none that wasm-bindgen gives.
    pub(crate) fn named(self, number: usize) -> String {
        let kind = match self {
            Self::Memory => 'm',
            Self::Table => 't',
            Self::Global => 'g',
            Self::Function => 'f',
        };
        format!("${kind}{number:x}")
    }
}

/// Writes code anew with other numbers of functions: it gives the new one of each.
pub(crate) struct Renumbered<N>(pub(crate) N);

impl<N: FnMut(u32) -> u32> Reencode for Renumbered<N> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        Ok((self.0)(function))
    }
}
