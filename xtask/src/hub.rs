//! The hub's binary.

use std::path::PathBuf;

use crate::{
    progress::{Cost, Plan},
    run::{command, run},
    test::NATIVE,
    workspace::Workspace,
};

/// Which hub is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Cargo's dev profile; the app is read from a folder. For serve, dev and the tests.
    Quick,
    /// Cargo's release profile without the app: for measuring the hub alone.
    Released,
    /// Cargo's release profile with the app from `dist/` inside.
    Shipped,
}

impl Flavour {
    /// What cargo is told besides which binary.
    fn arguments(self) -> &'static [&'static str] {
        match self {
            // As part of what the native tests build: chosen alone, it would want other features of the crates it shares with
            // them, and everything below it would be built once more.
            Self::Quick => &NATIVE,
            Self::Released => &["--locked", "--package", "hub", "--release"],
            Self::Shipped => &[
                "--locked",
                "--package",
                "hub",
                "--release",
                "--features",
                "embed",
            ],
        }
    }

    /// The binary, once it is built.
    pub(crate) fn binary(self, workspace: &Workspace) -> PathBuf {
        let folder = match self {
            Self::Quick => "debug",
            Self::Released | Self::Shipped => "release",
        };
        workspace.target.join(folder).join("furun-hub")
    }
}

/// Builds the hub; cargo itself knows whether there is anything to do, within a second.
pub(crate) fn plan_hub<'a>(plan: &mut Plan<'a>, workspace: &'a Workspace, flavour: Flavour) {
    let built = flavour.binary(workspace).is_file();
    let cost = match flavour {
        _ if built => Cost::Moment,
        Flavour::Quick => Cost::Seconds(100),
        Flavour::Released | Flavour::Shipped => Cost::Seconds(300),
    };
    plan.step("the hub, with cargo", cost, move || {
        run(command(workspace, "cargo")
            .args(["build", "--bin", "furun-hub"])
            .args(flavour.arguments()))
    });
}
