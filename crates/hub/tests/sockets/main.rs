//! The hub through its sockets, and the contract of its log on every home it has.

mod access;
mod app;
mod audit;
mod basemap;
mod bucket;
mod cameras;
mod clock;
mod commands;
mod common;
mod contract;
mod daily;
#[path = "../shared/deployment.rs"]
mod deployment;
mod durability;
mod feed;
mod gateway;
mod golden;
mod heads;
mod ingest;
mod kills;
mod people;
mod photos;
mod plays;
mod reading;
mod redaction;
mod retention;
mod rights;
#[path = "../shared/runtime.rs"]
mod runtime;
mod survey;
mod walls;
