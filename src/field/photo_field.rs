//! The photo of a report: taken, made smaller, and freed of what the camera has written into it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use super::exif::{TakenAt, origin_of};
use super::form::{Form, PhotoState, Taken};
use super::outbox::KeptPhoto;
use crate::i18n::{I18n, t, use_i18n};
use crate::platform::{
    NoPicture, PHOTO_QUALITY, Picture, PictureAddress, SENT_PX, THUMBNAIL_PX, bytes_of, device_now,
};

/// Takes the photo.
#[component]
pub(super) fn PhotoField(
    /// The report.
    form: Form,
) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = move |event: leptos::ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let file = input.files().and_then(|files| files.get(0));
        if let Some(file) = file {
            form.photo.set(PhotoState::Read);
            spawn_local(async move {
                let state = match taken(&file).await {
                    Ok(taken) => PhotoState::Taken(Arc::new(taken)),
                    Err(NoPicture) => PhotoState::NoPicture,
                };
                form.photo.try_set(state);
            });
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    let shown = move || match &*form.photo.read() {
        PhotoState::Taken(taken) => Some(Arc::clone(taken)),
        _ => None,
    };
    let state = move || match &*form.photo.read() {
        PhotoState::None => "none",
        PhotoState::Read => "read",
        PhotoState::NoPicture => "no-picture",
        PhotoState::Taken(_) => "taken",
    };
    view! {
        <div class="report-photo" data-state=state>
            {move || {
                shown()
                    .map(|taken| {
                        view! {
                            <img
                                class="report-photo__picture"
                                src=taken.address.as_str().to_owned()
                                alt=move || t!(i18n, field.photo.alt)
                            />
                        }
                    })
            }}
            <label class="report-photo__take">
                <input
                    class="report-photo__file"
                    type="file"
                    accept="image/*"
                    capture="environment"
                    aria-label=move || take_words(i18n, form)
                    on:change=chosen
                />
                <span class="report-photo__sign" aria-hidden="true"></span>
                <span class="report-photo__words" aria-hidden="true">
                    {move || take_words(i18n, form)}
                </span>
            </label>
        </div>
        <div role="status">
            {move || match &*form.photo.read() {
                PhotoState::NoPicture => {
                    Some(view! { <p class="report-fault">{t!(i18n, field.photo.no_picture)}</p> }.into_any())
                }
                PhotoState::Taken(taken) => {
                    taken
                        .taken_at
                        .map(|at| {
                            view! { <p class="report-hint">{moment_words(i18n, at)}</p> }.into_any()
                        })
                }
                _ => None,
            }}
        </div>
    }
}

fn take_words(i18n: I18n, form: Form) -> &'static str {
    match &*form.photo.read() {
        PhotoState::Read => t!(i18n, field.photo.reading),
        PhotoState::Taken(_) => t!(i18n, field.photo.again),
        PhotoState::None | PhotoState::NoPicture => t!(i18n, field.photo.take),
    }
}

/// When it was taken; a photo of another day says so.
fn moment_words(i18n: I18n, at: TakenAt) -> String {
    let today = i18n.local(device_now());
    let time = format!("{:02}:{:02}", at.hour, at.minute);
    let same_day = (i64::from(at.year), at.month, at.day) == (today.year, today.month, today.day);
    if same_day {
        t!(i18n, field.photo.today, time = time)
    } else {
        let date = format!("{}-{:02}-{:02}", at.year, at.month, at.day);
        t!(i18n, field.photo.another_day, date = date, time = time)
    }
}

async fn taken(file: &File) -> Result<Taken, NoPicture> {
    let bytes = bytes_of(file).await.ok_or(NoPicture)?;
    let origin = origin_of(&bytes);
    let picture = Picture::read(file.unchecked_ref()).await?;
    let jpeg = picture.jpeg(SENT_PX, PHOTO_QUALITY).await?;
    let thumbnail = picture.jpeg(THUMBNAIL_PX, PHOTO_QUALITY).await?;
    Ok(Taken {
        address: PictureAddress::of_jpeg(&jpeg).ok_or(NoPicture)?,
        kept: Some(KeptPhoto { jpeg, thumbnail }),
        position: origin.position,
        taken_at: origin.taken_at,
    })
}
