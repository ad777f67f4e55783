//! The last picture of a stream: what stands there while none comes, and what is kept as a file.

use gloo_timers::future::TimeoutFuture;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{
    Blob, CanvasRenderingContext2d, HtmlAnchorElement, HtmlCanvasElement, HtmlVideoElement, Url,
};

use crate::platform::PageTime;

/// How wide a still is at most, in pixels: it stands in for a small picture for a while.
const STILL_PX: u32 = 640;

/// The line that is written into a picture that is kept: how high it is as a share of the picture, at least so many pixels.
const LINE_SHARE: f64 = 0.055;
const LINE_PX: f64 = 18.0;

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

/// Gives what a video shows to the browser as a PNG to be kept, with a line of words written into it: whose picture it is, and of
/// when. Says whether there was anything.
pub(super) fn keep_picture(video: &HtmlVideoElement, words: &str, file: &str) -> bool {
    let keep = || {
        let document = web_sys::window()?.document()?;
        let canvas = document.create_element("canvas").ok()?;
        let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
        draw(video, &canvas, 1.0)?;
        write_line(&canvas, words)?;
        let name = format!("{file}.png");
        let written = Closure::once_into_js(move |blob: Option<Blob>| {
            blob.and_then(|blob| hand_out(&blob, &name));
        });
        canvas.to_blob(written.unchecked_ref()).ok()
    };
    keep().is_some()
}

/// Has the browser keep something as a file.
fn hand_out(blob: &Blob, name: &str) -> Option<()> {
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let link = web_sys::window()?.document()?.create_element("a").ok()?;
    let link: HtmlAnchorElement = link.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has begun to read it: the address is not needed any more.
    spawn_local(async move {
        TimeoutFuture::new(0).await;
        let _ = Url::revoke_object_url(&address);
    });
    Some(())
}

/// Writes a line at the foot of a picture, on a band that makes it legible on any.
fn write_line(canvas: &HtmlCanvasElement, words: &str) -> Option<()> {
    let context = canvas.get_context("2d").ok()??;
    let context: CanvasRenderingContext2d = context.dyn_into().ok()?;
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    let line = (height * LINE_SHARE).max(LINE_PX);
    context.set_fill_style_str("rgb(0 0 0 / 0.7)");
    context.fill_rect(0.0, height - line, width, line);
    context.set_fill_style_str("white");
    context.set_font(&format!("{:.0}px sans-serif", line * 0.62));
    context.set_text_baseline("middle");
    let margin = line * 0.4;
    context
        .fill_text_with_max_width(words, margin, height - line / 2.0, width - 2.0 * margin)
        .ok()
}
