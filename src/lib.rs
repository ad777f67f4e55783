//! The screen of Furun: a situational map for a governance centre, in WebAssembly.
//!
//! One room a module. A room uses only rooms declared above it; `docs/architecture.md` says what each is for and what it must
//! not know. Data walks down: `connection` → `store` → `selectors` → `map`, `panels` → `wall`, `console`.
//!
//! The blank lines keep the order: rustfmt sorts modules that stand together.

pub mod config;

pub mod platform;

pub mod i18n;

pub mod ui;

pub mod connection;

pub mod store;

pub mod selectors;

pub mod commands;

pub mod cameras;

pub mod engine;

pub mod symbology;

pub mod video;

pub mod ar;

pub mod map;

pub mod panels;

pub mod trainer;

pub mod signin;

pub mod field;

pub mod wall;

pub mod console;

pub mod station;

pub mod department;

pub mod administration;

pub mod papers;

pub mod calibration;

pub mod probe;

pub mod routes;

pub mod app;
