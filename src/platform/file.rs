//! Giving a text to the browser as a file to be kept.

use wasm_bindgen::JsCast;
use web_sys::HtmlAnchorElement;

/// Offers a JSON text as a file of that name; says whether the browser took it.
pub fn keep_file(name: &str, json: &str) -> bool {
    let keep = || {
        let document = web_sys::window()?.document()?;
        let link = document.create_element("a").ok()?;
        let link: HtmlAnchorElement = link.dyn_into().ok()?;
        let text: String = js_sys::encode_uri_component(json).into();
        link.set_href(&format!("data:application/json;charset=utf-8,{text}"));
        link.set_download(name);
        link.click();
        Some(())
    };
    keep().is_some()
}
