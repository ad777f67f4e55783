//! A worker that paints: tiles of the district from above, as bitmaps that a map can show.

use std::cell::RefCell;
use std::rc::Rc;

use district::{District, Picture};
use geodesy::Tile;
use js_sys::{Array, Uint8Array};
use protocol::{Coding, PaintAsked};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, ImageBitmap, ImageData, MessageEvent};

/// The painter; it lives as long as its page.
struct Painter {
    scope: DedicatedWorkerGlobalScope,
    picture: RefCell<Option<Picture>>,
}

/// Listens to the page from now on.
pub fn begin(scope: DedicatedWorkerGlobalScope) {
    let painter = Rc::new(Painter {
        scope: scope.clone(),
        picture: RefCell::new(None),
    });
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        let bytes = Uint8Array::new(&message.data()).to_vec();
        // What is not readable is not ours.
        if let Ok(asked) = Coding::Postcard.decode::<PaintAsked>(&bytes) {
            painter.answer(asked);
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    // The page asks only now: a message that came before would have found nobody.
    let _ = scope.post_message(&JsValue::NULL);
}

impl Painter {
    fn answer(self: &Rc<Self>, asked: PaintAsked) {
        match asked {
            PaintAsked::Open { seed } => {
                let picture = Picture::of(&District::from_seed(seed));
                self.picture.replace(Some(picture));
            }
            PaintAsked::Tile { number, zoom, x, y } => {
                let painted = Tile::new(zoom, x, y).ok().and_then(|tile| self.paint(tile));
                let painter = Rc::clone(self);
                spawn_local(async move { painter.send(number, painted).await });
            }
        }
    }

    fn paint(&self, tile: Tile) -> Option<ImageData> {
        let picture = self.picture.borrow();
        let rgba = picture.as_ref()?.rgba(tile);
        let side = Picture::TILE_SIZE as u32;
        ImageData::new_with_u8_clamped_array_and_sh(Clamped(&rgba), side, side).ok()
    }

    /// Hands the bitmap over without a copy: the page owns it then.
    async fn send(&self, number: u32, painted: Option<ImageData>) {
        let made =
            painted.and_then(|data| self.scope.create_image_bitmap_with_image_data(&data).ok());
        let bitmap = match made {
            Some(made) => JsFuture::from(made).await.ok(),
            None => None,
        };
        let bitmap = bitmap.and_then(|made| made.dyn_into::<ImageBitmap>().ok());
        let answer = Array::of2(
            &number.into(),
            bitmap.as_ref().map_or(&JsValue::NULL, AsRef::as_ref),
        );
        let handed_over: Array = bitmap.into_iter().collect();
        // A page that is gone hears nothing.
        let _ = self.scope.post_message_with_transfer(&answer, &handed_over);
    }
}
