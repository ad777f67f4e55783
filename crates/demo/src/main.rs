//! The demo's workers: one hands what a page asks to the [`demo::Player`], and the page's time with it; the others paint. They
//! are one bundle, so that a browser fetches and compiles it once; a worker's name says which it is.

#[cfg(target_arch = "wasm32")]
mod painter;
#[cfg(target_arch = "wasm32")]
mod worker;

/// The name of a worker that paints (`web/start.js`).
#[cfg(target_arch = "wasm32")]
const PAINTER: &str = "furun-painter";

#[cfg(target_arch = "wasm32")]
fn main() {
    use wasm_bindgen::JsCast;

    console_error_panic_hook::set_once();
    let Ok(scope) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() else {
        return;
    };
    if scope.name() == PAINTER {
        painter::begin(scope);
    } else {
        worker::begin(scope);
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("furun-demo runs in a browser's worker; `cargo xtask build` puts it into dist/demo/");
}
