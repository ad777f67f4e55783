//! The hub through its sockets, and the contract of its log on every home it has.

mod access;
mod app;
mod clock;
mod common;
mod contract;
mod durability;
mod feed;
mod golden;
mod ingest;
mod reading;
mod retention;
