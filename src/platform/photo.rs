//! A photo, made small enough for a bad connection. Drawing it anew leaves behind whatever the camera has written into it.

use futures_channel::oneshot;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap,
    ImageBitmapOptions, ImageOrientation, Url,
};

/// The longer edge of a photo that is sent, in pixels: a number plate across a street can still be read, at some 300 KiB.
pub const SENT_PX: u32 = 1_600;

/// The longer edge of what lists show, in pixels.
pub const THUMBNAIL_PX: u32 = 240;

/// Of JPEG, 0 to 1.
pub const PHOTO_QUALITY: f64 = 0.82;

/// The file is no picture that this browser can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file is no picture that this browser can read")]
pub struct NoPicture;

/// A picture as the browser has read it, upright.
pub struct Picture(ImageBitmap);

impl Picture {
    /// Reads a picture. It stands upright from here on, whichever way the camera was held.
    ///
    /// # Errors
    /// When this browser cannot read it.
    pub async fn read(file: &Blob) -> Result<Self, NoPicture> {
        let options = ImageBitmapOptions::new();
        options.set_image_orientation(ImageOrientation::FromImage);
        let promise = web_sys::window()
            .ok_or(NoPicture)?
            .create_image_bitmap_with_blob_and_image_bitmap_options(file, &options)
            .map_err(|_| NoPicture)?;
        let bitmap = JsFuture::from(promise).await.map_err(|_| NoPicture)?;
        Ok(Self(bitmap.unchecked_into()))
    }

    /// The same picture as a JPEG whose longer edge has at most `longest` pixels; `quality` from 0 to 1.
    ///
    /// # Errors
    /// When this browser cannot draw it.
    pub async fn jpeg(&self, longest: u32, quality: f64) -> Result<Vec<u8>, NoPicture> {
        let (width, height) = fitted(self.0.width(), self.0.height(), longest);
        let canvas: HtmlCanvasElement = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.create_element("canvas").ok())
            .ok_or(NoPicture)?
            .unchecked_into();
        canvas.set_width(width);
        canvas.set_height(height);
        let context = canvas.get_context("2d").ok().flatten().ok_or(NoPicture)?;
        context
            .unchecked_into::<CanvasRenderingContext2d>()
            .draw_image_with_image_bitmap_and_dw_and_dh(
                &self.0,
                0.0,
                0.0,
                f64::from(width),
                f64::from(height),
            )
            .map_err(|_| NoPicture)?;
        let (tell, told) = oneshot::channel();
        let taken = Closure::once(move |blob: JsValue| {
            // Nobody waits any more when the page has gone on.
            let _ = tell.send(blob.dyn_into::<Blob>().ok());
        });
        canvas
            .to_blob_with_type_and_encoder_options(
                taken.as_ref().unchecked_ref(),
                "image/jpeg",
                &quality.into(),
            )
            .map_err(|_| NoPicture)?;
        let blob = told.await.ok().flatten().ok_or(NoPicture)?;
        bytes_of(&blob).await.ok_or(NoPicture)
    }
}

impl Drop for Picture {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// The bytes of a file; `None` when the browser no longer has it.
pub async fn bytes_of(file: &Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Width and height whose longer one is at most `longest`, in the same proportion. Nothing is enlarged.
fn fitted(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= longest {
        return (width, height);
    }
    let scaled = |edge: u32| {
        let edge = u64::from(edge) * u64::from(longest) / u64::from(longer);
        u32::try_from(edge).unwrap_or(longest).max(1)
    };
    (scaled(width), scaled(height))
}

/// An address under which the page itself can show a picture; dropping it gives the memory back.
pub struct PictureAddress(String);

impl PictureAddress {
    /// Of a JPEG.
    #[must_use]
    pub fn of_jpeg(bytes: &[u8]) -> Option<Self> {
        let parts = Array::of1(&Uint8Array::from(bytes));
        let kind = BlobPropertyBag::new();
        kind.set_type("image/jpeg");
        let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &kind).ok()?;
        Url::create_object_url_with_blob(&blob).ok().map(Self)
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for PictureAddress {
    fn drop(&mut self) {
        // The browser refuses only what is no address of its own.
        let _ = Url::revoke_object_url(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::fitted;

    #[test]
    fn the_longer_edge_is_shortened_in_proportion_and_a_small_picture_stays() {
        assert_eq!(fitted(4000, 3000, 1600), (1600, 1200));
        assert_eq!(fitted(3000, 4000, 1600), (1200, 1600));
        assert_eq!(fitted(800, 600, 1600), (800, 600));
        assert_eq!(fitted(100_000, 1, 1600), (1600, 1));
    }
}
