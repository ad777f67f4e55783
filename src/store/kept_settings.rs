//! Settings kept on this device for the one page that opens without a network: what is kept is as old as the last visit.

use std::sync::Arc;

use leptos::logging::warn;
use leptos::task::spawn_local;
use protocol::{Deployment, Divisions};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::platform::{Database, DatabaseError, Write, path_of_page};

const NAME: &str = "furun.settings";
const VERSION: u32 = 1;
const STORE: &str = "settings";
const DEPLOYMENT: &str = "deployment";
const DIVISIONS: &str = "divisions";

/// The page that opens without a network.
const OFFLINE_PAGE: &str = "/report";

/// Whether this page opens without a network.
#[must_use]
pub fn opens_offline() -> bool {
    path_of_page().trim_end_matches('/').ends_with(OFFLINE_PAGE)
}

/// Keeps the deployment's settings.
pub fn keep_deployment(deployment: Arc<Deployment>) {
    spawn_local(async move { keep(DEPLOYMENT, &*deployment).await });
}

/// The deployment's settings, on a page that opens without a network, as they were at the last visit.
pub async fn kept_deployment() -> Option<Deployment> {
    kept(DEPLOYMENT).await
}

/// Keeps the divisions, on a page that opens without a network.
pub async fn keep_divisions(divisions: &Divisions) {
    if opens_offline() {
        keep(DIVISIONS, divisions).await;
    }
}

/// The divisions, on a page that opens without a network, as they were at the last visit.
pub async fn kept_divisions() -> Option<Divisions> {
    kept(DIVISIONS).await
}

async fn open() -> Result<Database, DatabaseError> {
    Database::open(NAME, VERSION, &[STORE]).await
}

async fn keep<T: Serialize>(key: &str, value: &T) {
    let Ok(text) = serde_json::to_string(value) else {
        return;
    };
    let write = Write {
        store: STORE,
        key,
        value: Some(text.into()),
    };
    let written = match open().await {
        Ok(database) => database.write(&[write]).await,
        Err(error) => Err(error),
    };
    if let Err(error) = written {
        // The page then opens with a network only.
        warn!("settings are not kept: {error}");
    }
}

async fn kept<T: DeserializeOwned>(key: &str) -> Option<T> {
    if !opens_offline() {
        return None;
    }
    let database = open().await.ok()?;
    let text = database.get(STORE, key).await.ok()??.as_string()?;
    // What another version has kept is read anew from the hub.
    serde_json::from_str(&text).ok()
}
