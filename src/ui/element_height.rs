use leptos::html::ElementType;
use leptos::prelude::*;
use web_sys::Element;

use crate::platform::watch_height_rem;

/// The inner height of an element in rem, kept up to date while the calling component lives; `None` until it stands.
pub fn element_height_rem<E>(element: NodeRef<E>) -> Signal<Option<f64>>
where
    E: ElementType,
    E::Output: wasm_bindgen::JsCast + AsRef<Element> + Clone + 'static,
{
    let height = RwSignal::new(None);
    let watch = StoredValue::new_local(None);
    Effect::new(move |_| {
        if let Some(node) = element.get() {
            let sized = watch_height_rem(node.as_ref(), move |rem| {
                // The component may have gone between the change of size and the browser's telling.
                if height
                    .try_get_untracked()
                    .is_some_and(|known| known != Some(rem))
                {
                    height.set(Some(rem));
                }
            });
            watch.set_value(Some(sized));
        }
    });
    height.into()
}
