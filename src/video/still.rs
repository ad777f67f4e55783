//! The last picture of a stream: what stands there while none comes, and what is kept as a file.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlVideoElement};

use crate::platform::PageTime;

/// How wide a still is at most, in pixels: it stands in for a small picture for a while.
const STILL_PX: u32 = 640;

/// How well a picture that is kept is written, from 0 to 1.
const KEPT_QUALITY: f64 = 0.92;

/// `HTMLMediaElement.HAVE_CURRENT_DATA`: there is a picture to be drawn.
const HAS_PICTURE: u16 = 2;

/// The last picture of a stream, on a canvas below its `<video>`.
pub(super) struct Still {
    canvas: HtmlCanvasElement,
    /// When the picture was made, as far as that is known.
    made_at: Option<PageTime>,
}

impl Still {
    pub(super) const fn new(canvas: HtmlCanvasElement) -> Self {
        Self {
            canvas,
            made_at: None,
        }
    }

    pub(super) const fn made_at(&self) -> Option<PageTime> {
        self.made_at
    }

    /// Takes what a video shows, which was made at `made_at`; where it shows nothing, what was there stays.
    pub(super) fn take(&mut self, video: &HtmlVideoElement, made_at: PageTime) {
        let wide = video.video_width().max(1);
        let scale = f64::from(STILL_PX.min(wide)) / f64::from(wide);
        if draw(video, &self.canvas, scale).is_some() {
            self.made_at = Some(made_at);
        }
    }
}

/// Draws what a video shows; `None` where it shows nothing.
fn draw(video: &HtmlVideoElement, canvas: &HtmlCanvasElement, scale: f64) -> Option<()> {
    if video.ready_state() < HAS_PICTURE || video.video_width() == 0 {
        return None;
    }
    let (width, height) = (
        f64::from(video.video_width()) * scale,
        f64::from(video.video_height()) * scale,
    );
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d").ok()??;
    let context: CanvasRenderingContext2d = context.dyn_into().ok()?;
    context
        .draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, width, height)
        .ok()
}

/// Gives what a video shows to the browser as a file to be kept. Says whether there was anything.
pub(super) fn keep_picture(video: &HtmlVideoElement, name: &str) -> bool {
    let keep = || {
        let document = web_sys::window()?.document()?;
        let canvas = document.create_element("canvas").ok()?;
        let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
        draw(video, &canvas, 1.0)?;
        let address = canvas
            .to_data_url_with_type_and_encoder_options("image/jpeg", &KEPT_QUALITY.into())
            .ok()?;
        let link = document.create_element("a").ok()?;
        let link: HtmlAnchorElement = link.dyn_into().ok()?;
        link.set_href(&address);
        link.set_download(&format!("{name}.jpg"));
        link.click();
        Some(())
    };
    keep().is_some()
}
