//! The doors to the browser. Everything that is opened here is closed when its guard is dropped.

mod address;
mod chance;
mod clipboard;
mod clock;
mod database;
mod device_clock;
mod effort;
mod file;
mod foreign_clock;
mod geolocation;
mod key;
mod listener;
mod listeners;
mod media;
mod memory;
mod module;
mod network;
mod page_time;
mod photo;
mod second_half;
mod secret;
mod size_watch;
mod sound;
mod storage;
mod ticks;
mod time_zone;
mod typing;
mod visibility;
mod worker;

pub use address::{
    address_of_page, ask_anew, asked, base_uri, go_to, open_beside, open_popup, path_of_page,
    print_page, query_of_page, replace_path, replace_query, take_fragment, text_address,
};
pub use chance::chance;
pub use clipboard::copy_text;
pub use clock::page_now;
pub use database::{Database, DatabaseError, Write, ask_to_keep};
pub use device_clock::device_now;
pub use effort::{Effort, Measured};
pub use file::keep_file;
pub use foreign_clock::ForeignClock;
pub use geolocation::{Location, LocationWatch};
pub use gloo_timers::callback::{Interval, Timeout};
pub use key::unique_key;
pub use listener::Listener;
pub use listeners::wake_all;
pub use media::{MediaWatch, prefers_reduced_motion, watch_reduced_motion};
pub use memory::memory_bytes;
pub use module::import_module;
pub use network::is_offline;
pub use page_time::PageTime;
pub use photo::{
    NoPicture, PHOTO_QUALITY, Picture, PictureAddress, SENT_PX, THUMBNAIL_PX, bytes_of,
};
pub use second_half::announce_exports;
pub use secret::hard_to_guess;
pub use size_watch::{SizeWatch, root_font_px, watch_height_rem, watch_size};
pub use sound::Chime;
pub use storage::{Storage, keep, kept};
pub use ticks::{TickGuard, Ticks};
pub use time_zone::{UnknownTimeZone, offsets_of};
pub use typing::{has_focus, is_typing};
pub use visibility::is_hidden;
pub use worker::{listens, page_painters, page_worker};
