//! The fold's tests that need no browser; `same_bytes` is the one that is compiled twice.

#![cfg(not(target_arch = "wasm32"))]

#[path = "../shared/mod.rs"]
mod shared;

mod centre;
mod clocks;
mod golden;
mod invariants;
mod lifecycle;
mod open;
mod picture;
mod properties;
mod rates;
mod statements;
mod territory;
