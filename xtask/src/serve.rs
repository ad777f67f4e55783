//! `cargo xtask serve`: one command from a fresh clone to a working wall.

use anyhow::{Context, Result, bail};
use std::{os::unix::process::CommandExt, path::PathBuf, process::ExitCode};

use crate::{app, gateway, hub, progress::Plan, run::command, tools, workspace::Workspace};

/// What may be said on the command line of `serve`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    port: u16,
    config: Option<PathBuf>,
    data: Option<PathBuf>,
    demo: bool,
    cameras: bool,
}

impl Options {
    /// Reads `--port N`, `--config FILE`, `--data DIR` (also with `=`), `--no-demo` and `--cameras`.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self {
            port: 8080,
            config: None,
            data: None,
            demo: true,
            cameras: false,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let (name, inline) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (argument.as_str(), None),
            };
            let mut value = || {
                inline
                    .clone()
                    .or_else(|| rest.next().cloned())
                    .with_context(|| format!("`{name}` needs a value"))
            };
            match name {
                "--port" => {
                    let text = value()?;
                    options.port = text
                        .parse()
                        .with_context(|| format!("`{text}` is no port (0 to 65535)"))?;
                }
                "--config" => options.config = Some(value()?.into()),
                "--data" => options.data = Some(value()?.into()),
                "--no-demo" if inline.is_none() => options.demo = false,
                "--cameras" if inline.is_none() => options.cameras = true,
                _ => bail!(
                    "`serve` does not know `{argument}`; it takes --port N, --config FILE, --data DIR, --no-demo, --cameras"
                ),
            }
        }
        if options.cameras && options.config.is_some() {
            bail!(
                "`--cameras` gives the demo's cameras a media gateway; a configuration names its own (docs/cameras.md)"
            );
        }
        Ok(options)
    }
}

/// Builds what has changed and becomes the hub.
pub(crate) fn serve(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let mut plan = Plan::default();
    tools::plan_app_tools(&mut plan, workspace)?;
    app::plan_bundle(&mut plan, workspace, app::Flavour::Quick)?;
    hub::plan_hub(&mut plan, workspace, hub::Flavour::Quick);
    if options.cameras {
        tools::plan_encoder(&mut plan, workspace);
        gateway::plan_gateway(&mut plan, workspace);
    }
    plan.run()?;

    let mut serve = command(workspace, hub::Flavour::Quick.binary(workspace));
    serve
        .args(["serve", "--port", &options.port.to_string(), "--app"])
        .arg(workspace.dist());
    if options.cameras {
        serve
            .arg("--config")
            .arg(gateway::start_beside_demo(workspace)?);
    }
    if let Some(config) = &options.config {
        serve.arg("--config").arg(workspace.typed_in.join(config));
    }
    if let Some(data) = &options.data {
        serve.arg("--data").arg(workspace.typed_in.join(data));
    }
    if !options.demo {
        serve.arg("--no-demo");
    }
    // This process becomes the hub, so Ctrl-C and SIGTERM reach it and nobody has to pass them on.
    let error = serve.exec();
    Err(error).context("the hub could not be started")
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn parse(line: &str) -> anyhow::Result<Options> {
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&arguments)
    }

    #[test]
    fn without_options_the_demo_is_served_on_8080() {
        let expected = Options {
            port: 8080,
            config: None,
            data: None,
            demo: true,
            cameras: false,
        };
        assert_eq!(parse("").expect("nothing to misread"), expected);
    }

    #[test]
    fn every_option_is_read_in_both_spellings() {
        let expected = Options {
            port: 9000,
            config: Some("a.toml".into()),
            data: Some("d".into()),
            demo: false,
            cameras: false,
        };
        let spaced = parse("--port 9000 --config a.toml --data d --no-demo");
        assert_eq!(spaced.expect("all are known"), expected);
        let joined = parse("--no-demo --port=9000 --config=a.toml --data=d");
        assert_eq!(joined.expect("all are known"), expected);
    }

    #[test]
    fn the_demo_may_have_a_media_gateway() {
        assert!(
            parse("--cameras --port 9000")
                .expect("both are known")
                .cameras
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (line, says) in [
            ("--prot 1", "--prot"),
            ("--port", "needs a value"),
            ("--port 70000", "70000"),
            ("--no-demo=yes", "--no-demo=yes"),
            ("--cameras --config a.toml", "names its own"),
        ] {
            let error = parse(line).expect_err("none of these is an option");
            assert!(format!("{error:#}").contains(says), "{line}: {error:#}");
        }
    }
}
