//! `cargo xtask bench [NAME]`: criterion's benches in the crates, and the scripts in `benches/` that
//! measure the shipped hub and app from outside. `peers` and `screens` are tasks of their own: they run only when
//! they are named, `peers` for hours.

use anyhow::{Result, bail};
use std::{path::Path, process::ExitCode};

use crate::{
    files, gateway, hub,
    progress::Plan,
    run::{command, run},
    ship, tools,
    workspace::Workspace,
};

/// One thing that can be measured.
#[derive(Debug, PartialEq, Eq)]
enum Bench {
    /// `crates/<package>/benches/<name>.rs`
    Criterion { package: String, name: String },
    /// `benches/<name>.mjs`
    Script { name: String },
}

impl Bench {
    /// What one types to run it alone: `world/apply`, `cold-start`.
    fn name(&self) -> String {
        match self {
            Self::Criterion { package, name } => format!("{package}/{name}"),
            Self::Script { name } => name.clone(),
        }
    }

    fn from_path(inside: &Path) -> Option<Self> {
        let parts: Vec<&str> = inside.iter().filter_map(|part| part.to_str()).collect();
        match parts.as_slice() {
            ["crates", package, "benches", file] => Some(Self::Criterion {
                package: (*package).to_owned(),
                name: file.strip_suffix(".rs")?.to_owned(),
            }),
            ["benches", file] => Some(Self::Script {
                name: file.strip_suffix(".bench.mjs")?.to_owned(),
            }),
            _ => None,
        }
    }

    fn run(&self, workspace: &Workspace) -> Result<()> {
        match self {
            Self::Criterion { package, name } => run(command(workspace, "cargo").args([
                "bench",
                "--locked",
                "--package",
                package,
                "--bench",
                name,
            ])),
            Self::Script { name } => {
                ship::plan_and_run(workspace)?;
                if name == "video" {
                    let mut plan = Plan::default();
                    tools::plan_encoder(&mut plan, workspace);
                    gateway::plan_gateway(&mut plan, workspace);
                    plan.run()?;
                }
                run(command(workspace, "node")
                    .arg(workspace.path(format!("benches/{name}.bench.mjs")))
                    .env("FURUN_HUB", hub::Flavour::Shipped.binary(workspace))
                    .env("FURUN_GATEWAY", gateway::binary(workspace))
                    .env("FURUN_APP", workspace.dist())
                    .env("FURUN_PICTURES", workspace.target.join("bench")))
            }
        }
    }
}

/// Runs every bench, or the one that is named.
pub(crate) fn bench(workspace: &Workspace, wanted: Option<&str>) -> Result<ExitCode> {
    let mut all = Vec::new();
    for folder in ["crates", "benches"] {
        for file in files::below(&workspace.path(folder))? {
            let inside = file.strip_prefix(&workspace.root).unwrap_or(&file);
            all.extend(Bench::from_path(inside));
        }
    }
    let names: Vec<String> = all.iter().map(Bench::name).collect();
    let chosen: Vec<&Bench> = all
        .iter()
        .filter(|bench| wanted.is_none_or(|wanted| bench.name() == wanted))
        .collect();
    if chosen.is_empty() {
        bail!(
            "no bench of that name; there are: {}, peers, screens",
            names.join(", ")
        );
    }
    for bench in chosen {
        eprintln!("== {} ==", bench.name());
        bench.run(workspace)?;
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::Bench;
    use std::path::Path;

    #[test]
    fn a_bench_is_named_by_where_it_stands() {
        let name = |path| Bench::from_path(Path::new(path)).map(|bench| bench.name());
        assert_eq!(
            name("crates/world/benches/apply.rs").as_deref(),
            Some("world/apply")
        );
        assert_eq!(
            name("benches/cold-start.bench.mjs").as_deref(),
            Some("cold-start")
        );
        assert_eq!(name("benches/README.md"), None);
        assert_eq!(name("crates/world/src/lib.rs"), None);
    }
}
