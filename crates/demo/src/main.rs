//! The worker: hands what a page asks to the [`demo::Player`], and the page's time with it.

#[cfg(target_arch = "wasm32")]
mod worker;

#[cfg(target_arch = "wasm32")]
fn main() {
    console_error_panic_hook::set_once();
    worker::begin();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("furun-demo runs in a browser's worker; `cargo xtask build` puts it into dist/demo/");
}
