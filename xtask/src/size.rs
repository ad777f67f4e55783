//! What the app's wasm is made of, crate by crate, and how large it may be.

use std::{collections::BTreeMap, fs, process::ExitCode};

use anyhow::{Context, Result, bail};

use crate::{app, progress::Plan, ship, tools, workspace::Workspace};

/// What the quick build's code and data may have, in bytes. What is shipped is known only after minutes of optimising; the two
/// grow together. The app is larger than it is to be (docs/performance.md): this is where it stood when that was found, and a
/// twentieth more, so that it comes down from there and does not go up.
const QUICK_BUDGET: usize = 10_600_000;

/// What the shipped app may take of wasm in brotli before its first picture, in bytes.
pub(crate) const SHIPPED_AIM: u64 = 700_000;

/// So many crates are named; the others are added up.
const NAMED: usize = 12;

/// `cargo xtask size`: the quick build, and what it is made of.
pub(crate) fn report(workspace: &Workspace) -> Result<ExitCode> {
    let mut plan = Plan::default();
    tools::plan_app_tools(&mut plan, workspace)?;
    app::plan_bundle(&mut plan, workspace, app::Flavour::Quick)?;
    plan.run()?;
    hold_budget(workspace)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints what the wasm in `dist/` is made of, and fails when it is larger than the quick build may be.
pub(crate) fn hold_budget(workspace: &Workspace) -> Result<()> {
    let wasm = ship::app_wasm(&workspace.dist())?;
    let bytes = fs::read(&wasm).with_context(|| wasm.display().to_string())?;
    let parts = Parts::of(&bytes).with_context(|| wasm.display().to_string())?;
    println!("{}", parts.table());
    let size = parts.size();
    if size > QUICK_BUDGET {
        bail!(
            "the app has {size} bytes of code and data, more than its budget of {QUICK_BUDGET} (xtask/src/size.rs)"
        );
    }
    Ok(())
}

/// Bytes of a wasm module.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts {
    /// Of functions, by the crate that wrote them. Generic code counts where it was written.
    crates: BTreeMap<String, usize>,
    /// Of constants.
    data: usize,
}

impl Parts {
    fn of(module: &[u8]) -> Result<Self> {
        let mut reader = Reader(module);
        if reader.take(8)? != b"\0asm\x01\0\0\0" {
            bail!("this is no wasm module of version 1");
        }
        let mut imported = 0;
        let mut bodies = Vec::new();
        let mut names = BTreeMap::new();
        let mut data = 0;
        while !reader.0.is_empty() {
            let id = reader.byte()?;
            let mut section = reader.sized()?;
            match id {
                0 if section.sized()?.0 == b"name" => names = section.function_names()?,
                2 => imported = section.imported_functions()?,
                10 => bodies = section.sizes()?,
                11 => data = section.0.len(),
                _ => {}
            }
        }
        let mut crates = BTreeMap::new();
        for (number, size) in bodies.into_iter().enumerate() {
            let name = names.get(&(imported + number)).copied().unwrap_or_default();
            *crates.entry(crate_of(name).to_owned()).or_default() += size;
        }
        Ok(Self { crates, data })
    }

    fn size(&self) -> usize {
        self.crates.values().sum::<usize>() + self.data
    }

    fn table(&self) -> String {
        let mut sorted: Vec<(usize, &str)> = self
            .crates
            .iter()
            .map(|(name, size)| (*size, name.as_str()))
            .collect();
        sorted.sort_unstable_by(|one, other| other.cmp(one));
        let (named, others) = sorted.split_at(sorted.len().min(NAMED));
        let others = others.iter().map(|(size, _)| size).sum();
        let rest = [
            (others, "others"),
            (self.data, "constants"),
            (self.size(), "together"),
        ];
        let lines = named.iter().chain(&rest);
        lines
            .map(|(size, name)| format!("{size:>11}  {name}"))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// The crate of a function by its demangled name: `furun` of `furun::engine::…`, `world` of `<world::World as Clone>::clone`, and
/// of a trait's method for any type the trait's.
fn crate_of(name: &str) -> &str {
    let path = |text: &str| {
        let start = text.trim_start_matches(['<', '&', '(', '[', '*']);
        let start = start.trim_start_matches("mut ").trim_start_matches("dyn ");
        let end = start.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        start[end..]
            .starts_with("::")
            .then(|| end + text.len() - start.len())
    };
    let tried = [Some(name), name.split_once(" as ").map(|(_, of)| of)];
    for text in tried.into_iter().flatten() {
        if let Some(end) = path(text) {
            let krate = &text[..end];
            let begin = krate.rfind(|c: char| !c.is_alphanumeric() && c != '_');
            return &krate[begin.map_or(0, |at| at + 1)..];
        }
    }
    "unnamed"
}

/// What is left to read of a module.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .context("the module ends too early")?;
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?[0])
    }

    /// An unsigned number in LEB128.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        bail!("a number of the module has too many bytes")
    }

    /// So many bytes as are told before them.
    fn sized(&mut self) -> Result<Reader<'a>> {
        let size = self.number()?;
        self.take(size).map(Reader)
    }

    /// The sizes of the function bodies of a code section.
    fn sizes(&mut self) -> Result<Vec<usize>> {
        let count = self.number()?;
        (0..count).map(|_| Ok(self.sized()?.0.len())).collect()
    }

    /// How many functions an import section brings: their numbers come first.
    fn imported_functions(&mut self) -> Result<usize> {
        let mut functions = 0;
        for _ in 0..self.number()? {
            self.sized()?;
            self.sized()?;
            match self.byte()? {
                0 => {
                    self.number()?;
                    functions += 1;
                }
                1 => {
                    self.byte()?;
                    self.limits()?;
                }
                2 => self.limits()?,
                3 => {
                    self.take(2)?;
                }
                kind => bail!("an import of kind {kind} is not known"),
            }
        }
        Ok(functions)
    }

    fn limits(&mut self) -> Result<()> {
        let has_most = self.byte()? & 1 == 1;
        self.number()?;
        if has_most {
            self.number()?;
        }
        Ok(())
    }

    /// The functions' names by number, out of a name section.
    fn function_names(&mut self) -> Result<BTreeMap<usize, &'a str>> {
        let mut names = BTreeMap::new();
        while !self.0.is_empty() {
            let kind = self.byte()?;
            let mut part = self.sized()?;
            if kind != 1 {
                continue;
            }
            for _ in 0..part.number()? {
                let number = part.number()?;
                names.insert(number, std::str::from_utf8(part.sized()?.0)?);
            }
        }
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::{Parts, crate_of};

    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        let mut made = vec![id, u8::try_from(content.len()).expect("tests are short")];
        made.extend_from_slice(content);
        made
    }

    #[test]
    fn a_function_counts_for_the_crate_it_is_named_by() {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        // One imported function, so that the first body is function 1.
        module.extend(section(2, b"\x01\x01a\x01b\x00\x00"));
        module.extend(section(10, b"\x02\x02\x00\x0b\x03\x00\x01\x0b"));
        module.extend(section(11, b"\x00"));
        let names = b"\x04name\x01\x13\x02\x01\x07world::\x02\x07furun::";
        module.extend(section(0, names));
        let parts = Parts::of(&module).expect("it is a module");
        assert_eq!(parts.crates["world"], 2);
        assert_eq!(parts.crates["furun"], 3);
        assert_eq!((parts.data, parts.size()), (1, 6));
    }

    #[test]
    fn what_is_cut_off_or_something_else_is_refused() {
        assert!(Parts::of(b"").is_err());
        assert!(Parts::of(b"GIF89a..").is_err());
        assert!(Parts::of(b"\0asm\x01\0\0\0\x0a\x05\x01").is_err());
    }

    #[test]
    fn a_crate_is_read_off_every_kind_of_name() {
        for (name, krate) in [
            ("furun::engine::layer::MarksLayer::draw::h8b", "furun"),
            (
                "world::apply::<impl world::world_state::World>::apply::ha",
                "world",
            ),
            (
                "<core::iter::adapters::chain::Chain<A,B> as core::iter::Iterator>::fold::h",
                "core",
            ),
            (
                "<T as reactive_graph::traits::WithValue>::try_with_value::h",
                "reactive_graph",
            ),
            (
                "<&mut serde_json::de::Deserializer<R> as serde::Deserializer>::f",
                "serde_json",
            ),
            ("__wbg_clear_ccb3d618da90fea3", "unnamed"),
            ("", "unnamed"),
        ] {
            assert_eq!(crate_of(name), krate, "{name}");
        }
    }
}
