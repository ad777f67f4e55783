//! The form: one screen, three taps.

use std::sync::Arc;

use domain::LONGEST_DETAILS;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::author::Reporter;
use super::category_field::CategoryField;
use super::favourites::count_use;
use super::form::{Entered, Form, PhotoState};
use super::outbox::{Content, Draft, NewPhoto, Outbox};
use super::photo_field::PhotoField;
use super::place_field::{PlaceField, address_words};
use super::words::{division_words, keeping_words};
use crate::i18n::{I18n, t, use_i18n};
use crate::platform::DatabaseError;
use crate::selectors::Selectors;
use crate::store::Store;

/// What has become of the press on "send".
#[derive(Clone, Debug, PartialEq, Eq)]
enum Sending {
    /// Nothing was pressed.
    None,
    /// It is being kept.
    Keeping,
    /// It is in the outbox.
    Kept,
    /// The device does not keep it: it is still in the form, as it was entered.
    NotKept(DatabaseError, Entered),
}

impl Sending {
    /// What is still to be said of it: what is said of one report goes away with the first stroke of the next.
    fn still(self, entered: &Entered) -> Self {
        match &self {
            Self::Kept if entered.is_begun() => Self::None,
            Self::NotKept(_, before) if before != entered => Self::None,
            _ => self,
        }
    }
}

/// What is still missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Missing {
    Nothing,
    Category,
    Place,
    Photo,
}

/// Writes a report and puts it into the outbox.
#[component]
pub(super) fn Compose(
    /// The report.
    form: Form,
    /// Who reports.
    reporter: Memo<Reporter>,
    /// Called when the place is to be shown on the map.
    on_map: Callback<()>,
    /// Called when somebody wants to see what became of it.
    on_show: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let outbox: Outbox = expect_context();
    let store = expect_context::<Selectors>().store();
    let pressed = RwSignal::new(Sending::None);
    let sending = Memo::new(move |_| pressed.get().still(&form.entered()));
    let missing = Memo::new(move |_| missing(i18n, store, form));
    let send = move |_| {
        let content = content(i18n, store, form);
        let author = reporter.read_untracked().author().cloned();
        let (Some(content), Some(author)) = (content, author) else {
            return;
        };
        pressed.set(Sending::Keeping);
        spawn_local(async move {
            let category = content.category.clone();
            let kept = keep(outbox, form, content, &author).await;
            match kept {
                Ok(()) => {
                    count_use(&author.id, &category);
                    form.clear();
                    pressed.try_set(Sending::Kept);
                }
                Err(error) => {
                    let entered = untrack(|| form.entered());
                    pressed.try_set(Sending::NotKept(error, entered));
                }
            }
        });
    };
    view! {
        <form class="report-form" on:submit=move |submitted| submitted.prevent_default()>
            <Show when=move || form.mends.read().is_some()>
                <p class="report-line" data-kind="mends">
                    <span>{move || t!(i18n, field.mends.words)}</span>
                    <button
                        type="button"
                        class="report-line__button"
                        on:click=move |_| form.clear()
                    >
                        {move || t!(i18n, field.mends.leave)}
                    </button>
                </p>
            </Show>
            <PhotoField form=form />
            <PlaceField form=form reporter=reporter on_map=on_map />
            <h2 class="report-title">{move || t!(i18n, field.category.title)}</h2>
            <CategoryField form=form reporter=reporter />
            <label class="field">
                <span class="field__label">{move || t!(i18n, field.words.title)}</span>
                <textarea
                    class="field__text report-input"
                    name="words"
                    rows="2"
                    maxlength=LONGEST_DETAILS
                    placeholder=move || t!(i18n, field.words.hint)
                    prop:value=move || form.words.get()
                    on:input=move |event| form.words.set(event_target_value(&event))
                ></textarea>
            </label>
            <div class="report-foot">
                <div class="report-foot__said" role="status">
                    {move || said(i18n, store, form, sending.get(), missing.get())}
                    <Show when=move || sending.get() == Sending::Kept>
                        <button
                            type="button"
                            class="report-line__button"
                            on:click=move |_| on_show.run(())
                        >
                            {move || t!(i18n, field.send.show)}
                        </button>
                    </Show>
                </div>
                <button
                    type="button"
                    class="button report-send"
                    data-weight="strong"
                    disabled=move || {
                        missing.get() != Missing::Nothing || sending.get() == Sending::Keeping
                    }
                    on:click=send
                >
                    {move || match sending.get() {
                        Sending::Keeping => t!(i18n, field.send.keeping),
                        _ => t!(i18n, field.send.send),
                    }}
                </button>
            </div>
        </form>
    }
}

/// What became of the press, else what is missing, else where the report says it is.
fn said(i18n: I18n, store: Store, form: Form, sending: Sending, missing: Missing) -> String {
    match (sending, missing) {
        (Sending::Kept, _) => t!(i18n, field.send.kept).to_owned(),
        (Sending::NotKept(error, _), _) => keeping_words(i18n.language(), error).to_owned(),
        (_, Missing::Photo) => t!(i18n, field.send.photo_read).to_owned(),
        (_, Missing::Category) => t!(i18n, field.send.category_missing).to_owned(),
        (_, Missing::Place) => t!(i18n, field.send.place_missing).to_owned(),
        (_, Missing::Nothing) => form
            .spotted()
            .and_then(|spotted| division_words(i18n.language(), &store.directory(), spotted))
            .unwrap_or_else(|| address_words(i18n, store, form)),
    }
}

fn missing(i18n: I18n, store: Store, form: Form) -> Missing {
    if matches!(&*form.photo.read(), PhotoState::Read) {
        return Missing::Photo;
    }
    if form.category.read().is_none() {
        return Missing::Category;
    }
    let placed = form.spotted().is_some() || !address_words(i18n, store, form).trim().is_empty();
    if placed {
        Missing::Nothing
    } else {
        Missing::Place
    }
}

/// What the form says; `None` while it says too little.
fn content(i18n: I18n, store: Store, form: Form) -> Option<Content> {
    untrack(|| {
        let category = form.category.get()?;
        let directory = store.directory();
        let subject = directory
            .category(&category)
            .map(|name| Arc::clone(&name.zh));
        Some(Content {
            subject: subject.unwrap_or_else(|| category.as_str().into()),
            position: form.spotted().map(|spotted| spotted.position),
            address: address_words(i18n, store, form).into(),
            words: form.words.get().into(),
            category,
        })
    })
}

async fn keep(
    outbox: Outbox,
    form: Form,
    content: Content,
    author: &super::Author,
) -> Result<(), DatabaseError> {
    let (had_one, photo) = match &*form.photo.read_untracked() {
        PhotoState::Taken(taken) => (true, taken.kept.clone()),
        _ => (false, None),
    };
    match form.mends.get_untracked() {
        Some(id) => {
            let photo = match (had_one, photo) {
                (true, Some(photo)) => NewPhoto::Another(photo),
                (true, None) => NewPhoto::AsBefore,
                (false, _) => NewPhoto::None,
            };
            outbox.mend(&id, content, photo).await
        }
        None => {
            let draft = Draft {
                owner: author.id.clone(),
                network: author.network,
                content,
                photo,
            };
            outbox.add(draft).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::CategoryId;

    #[test]
    fn what_is_said_of_a_report_goes_away_with_the_first_stroke_of_the_next() {
        let entered = |category: Option<&str>, words: &str| {
            let category = category.map(|id| CategoryId::try_from(id).expect("an id"));
            Entered::new(category, false, words)
        };
        let nothing = entered(None, "");
        let begun = entered(Some("manhole"), "");
        assert_eq!(Sending::Kept.still(&nothing), Sending::Kept);
        assert_eq!(Sending::Kept.still(&begun), Sending::None);
        let failed = Sending::NotKept(DatabaseError::Unavailable, begun.clone());
        assert_eq!(failed.clone().still(&begun), failed);
        let changed = entered(Some("manhole"), "井盖");
        assert_eq!(failed.still(&changed), Sending::None);
        assert_eq!(Sending::Keeping.still(&begun), Sending::Keeping);
    }
}
