//! The worker that the page began beside the app (`web/start.js`).

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Worker;

/// The name under which the page has left it.
const NAME: &str = "furunDemo";

/// The page's worker, on a page that has one.
#[must_use]
pub fn page_worker() -> Option<Worker> {
    let worker = Reflect::get(&js_sys::global(), &NAME.into()).ok()?;
    worker.dyn_into().ok()
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
