//! What a district and its tiles cost. Measured natively only: criterion does not run in a browser.

#[cfg(not(target_arch = "wasm32"))]
mod painted;

#[cfg(not(target_arch = "wasm32"))]
criterion::criterion_main!(painted::benches);

#[cfg(target_arch = "wasm32")]
const fn main() {}
