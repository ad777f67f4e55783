//! A server under measurement: it ends with this handle.

use std::io::Read;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::clock::now;

/// How long a server may take to listen.
const PATIENCE: Duration = Duration::from_secs(60);

/// Ticks of the kernel's accounting a second, on every Linux that matters.
const TICKS_A_SECOND: f64 = 100.0;

/// A running server.
pub(crate) struct Process {
    child: Child,
}

/// What a server has used so far.
#[derive(Clone, Copy)]
pub(crate) struct Used {
    /// Resident memory, in bytes.
    pub(crate) resident: u64,
    /// Processor time, in seconds.
    pub(crate) cpu_secs: f64,
}

impl Process {
    /// Starts a program and waits until it listens on `port`.
    pub(crate) fn start(command: &mut Command, port: u16) -> Result<Self> {
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{:?} does not start", command.get_program()))?;
        let mut process = Self { child };
        let begun = now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if process.child.try_wait().context("no word of it")?.is_some() {
                bail!("{:?} ended: {}", command.get_program(), process.complaint());
            }
            if begun.elapsed() > PATIENCE {
                bail!("{:?} does not listen on {port}", command.get_program());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        // Nobody reads on: a full pipe must not stop it.
        process.drain();
        Ok(process)
    }

    fn complaint(&mut self) -> String {
        let mut said = String::new();
        if let Some(stderr) = &mut self.child.stderr {
            // What cannot be read is not said.
            let _ = stderr.read_to_string(&mut said);
        }
        said
    }

    fn drain(&mut self) {
        if let Some(mut stderr) = self.child.stderr.take() {
            std::thread::spawn(move || std::io::copy(&mut stderr, &mut std::io::sink()));
        }
    }

    /// What it has used so far, by the kernel.
    pub(crate) fn used(&self) -> Result<Used> {
        let id = self.child.id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let resident = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<u64>().ok())
            .context("no VmRSS")?
            * 1024;
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat"))?;
        // Fields are counted after the program's name, which may hold blanks: user and system time are the 12th and 13th.
        let after = stat.rsplit_once(')').context("no stat")?.1;
        let ticks: f64 = after
            .split_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<f64>().ok())
            .sum();
        Ok(Used {
            resident,
            cpu_secs: ticks / TICKS_A_SECOND,
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(listener.local_addr()?.port())
}
