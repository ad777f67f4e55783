//! The workers that the page began beside the app (`web/start.js`).

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Worker;

/// The name under which the page has left the one that plays.
const PLAYER: &str = "furunDemo";

/// The name under which the page has left those that paint.
const PAINTERS: &str = "furunPainters";

/// The page's worker that plays, on a page that has one.
#[must_use]
pub fn page_worker() -> Option<Worker> {
    let worker = Reflect::get(&js_sys::global(), &PLAYER.into()).ok()?;
    worker.dyn_into().ok()
}

/// The page's workers that paint; none on a page that has no use for them.
#[must_use]
pub fn page_painters() -> Vec<Worker> {
    let painters = Reflect::get(&js_sys::global(), &PAINTERS.into());
    let painters = painters.ok().and_then(|all| all.dyn_into::<Array>().ok());
    painters
        .into_iter()
        .flat_map(|all| all.to_vec())
        .filter_map(|worker| worker.dyn_into().ok())
        .collect()
}

/// Waits until a page's worker listens; says whether it will.
pub async fn listens(worker: &Worker) -> bool {
    let ready = Reflect::get(worker, &"ready".into())
        .ok()
        .and_then(|ready| ready.dyn_into::<Promise>().ok());
    match ready {
        Some(ready) => JsFuture::from(ready)
            .await
            .is_ok_and(|ready| ready.is_truthy()),
        None => false,
    }
}
