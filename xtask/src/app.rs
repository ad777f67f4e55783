//! The app as a bundle: trunk, into `dist/`.

use anyhow::Result;

use crate::{
    demo, files, halves, hub, offline, one_sheet,
    progress::{Cost, Plan},
    run::{command, run},
    ship,
    workspace::Workspace,
};

/// How the app is bundled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Quick to build: cargo profile `web`, nothing minified. For serve, dev and the tests.
    Quick,
    /// What is shipped: cargo profile `web-release`, minified.
    Shipped,
}

impl Flavour {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Quick => &["build", "--cargo-profile", "web"],
            Self::Shipped => &["build", "--release", "--cargo-profile", "web-release"],
        }
    }

    /// The cargo profile.
    pub(crate) fn profile(self) -> &'static str {
        match self {
            Self::Quick => "web",
            Self::Shipped => "web-release",
        }
    }

    /// How it is called where it is told apart.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Shipped => "shipped",
        }
    }

    fn cost(self) -> Cost {
        match self {
            Self::Quick => Cost::Seconds(130),
            Self::Shipped => Cost::Seconds(340),
        }
    }
}

/// Everything the bundle is made from: all but the hub.
pub(crate) const INPUTS: [&str; 28] = [
    ".cargo/config.toml",
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "build.rs",
    "src",
    "crates/domain",
    "crates/geodesy",
    "crates/world",
    "crates/protocol",
    "crates/marks",
    "crates/feeds",
    "crates/district",
    "crates/demo",
    "styles",
    "public",
    "locales",
    "web/package.json",
    "web/package-lock.json",
    "web/compress.mjs",
    "web/start.js",
    "web/offline.js",
    "xtask/src/app.rs",
    "xtask/src/demo.rs",
    "xtask/src/offline.rs",
    "xtask/src/one_sheet.rs",
    "xtask/src/ship.rs",
];

/// Builds the bundle when its inputs have changed since the last time.
pub(crate) fn plan_bundle<'a>(
    plan: &mut Plan<'a>,
    workspace: &'a Workspace,
    flavour: Flavour,
) -> Result<()> {
    let fingerprint = match flavour {
        Flavour::Quick => files::fingerprint(&workspace.root, &INPUTS, flavour.name())?,
        Flavour::Shipped => halves::fingerprint(workspace, flavour.name())?,
    };
    // In the bundle itself, so that whoever replaces the bundle takes the stamp away with it.
    let stamp = workspace.dist().join(".furun-stamp");
    let current =
        files::is_current(&stamp, &fingerprint) && workspace.dist().join("index.html").is_file();
    plan.step(
        "the app with trunk into dist/, and the demo beside it",
        if current { Cost::Ready } else { flavour.cost() },
        move || {
            files::revoke(&stamp);
            run(command(workspace, "trunk")
                .env("NO_COLOR", "true")
                .args(flavour.arguments()))?;
            one_sheet::join(workspace)?;
            let dist = workspace.dist();
            if flavour == Flavour::Shipped {
                ship::optimise(workspace, &ship::app_wasm(&dist)?)?;
            }
            demo::put_beside(workspace, flavour)?;
            if flavour == Flavour::Shipped {
                let hub = hub::Flavour::Released.binary(workspace);
                halves::halve(workspace, &dist, &hub)?;
            }
            offline::keep_pages(workspace, &dist)?;
            ship::compress(workspace, &dist, flavour)?;
            files::stamp(&stamp, &fingerprint)
        },
    );
    Ok(())
}
