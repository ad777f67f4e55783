//! The page: picture and map side by side, below them the points, what they come to, and the versions.

use std::rc::Rc;
use std::sync::Arc;

use domain::{CameraId, Wgs84};
use leptos::ev;
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, UrlSearchParams};

use super::draft::{Draft, Unsaved};
use super::files;
use super::findings::Outcome;
use super::history::{History, moment_words};
use super::keeper::Keeper;
use super::table::PointTable;
use super::tool::{Said, Tool};
use super::verdict::outcome_words;
use crate::ar::{Control, ControlDrawing, Skyline};
use crate::commands::Commands;
use crate::config::{SurroundingsSource, SurveySource};
use crate::i18n::{decimal, t, use_i18n};
use crate::platform::{asked, bytes_of, keep_file, query_of_page, replace_query};
use crate::selectors::Selectors;
use crate::signin::keep_session;
use crate::store::{DemoCalibrations, LentPlace, Store};

/// Calibrates the camera that the address names (`?camera=L-001-01`), or the one that is open.
#[component]
pub fn CalibrationPage(
    /// The way back, in a demo, whose page is in no path; else to the console.
    #[prop(optional_no_strip)]
    on_back: Option<Callback<()>>,
    /// What stands at the end of the bar.
    end: ViewFn,
    /// The map and the picture.
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let store = selectors.store();
    let commands: Option<Commands> = use_context();
    let demo: Option<DemoCalibrations> = use_context();
    let keeper = match (commands, demo) {
        (Some(commands), _) => Some(Keeper::Hub(commands)),
        (None, demo) => demo.map(Keeper::Browser),
    };
    keep_session(true);
    let (Some(keeper), Some(source)) = (keeper, use_context::<SurveySource>()) else {
        return ().into_any();
    };
    let tool = Tool::new(store, keeper, source);
    join_picture(tool);
    join_map(tool);
    open_asked(store);
    let is_demo = commands.is_none();
    // A demo's address tells the whole of its moment.
    if !is_demo {
        name_in_address(store);
    }
    view! {
        <div class="calibration">
            <header class="calibration__bar">
                {match on_back {
                    Some(on_back) => {
                        view! {
                            <button
                                type="button"
                                class="button"
                                data-weight="quiet"
                                on:click=move |_| on_back.run(())
                            >
                                {move || t!(i18n, calibration.back)}
                            </button>
                        }
                            .into_any()
                    }
                    None => {
                        view! {
                            <a class="button" data-weight="quiet" rel="external" href="console">
                                {move || t!(i18n, calibration.back)}
                            </a>
                        }
                            .into_any()
                    }
                }}
                <h1 class="calibration__title">{move || t!(i18n, calibration.title)}</h1>
                <Hint tool=tool />
                <span class="calibration__end">{end.run()}</span>
            </header>
            <main class="calibration__views">{children()}</main>
            <section class="calibration__desk" aria-label=move || t!(i18n, calibration.points)>
                <div class="calibration__points">
                    <PointTable tool=tool />
                </div>
                <div class="calibration__side">
                    <Verdict tool=tool />
                    <Ways tool=tool is_demo=is_demo />
                    <History tool=tool />
                </div>
            </section>
        </div>
    }
    .into_any()
}

/// Reads the cameras, unless they are known, and opens the one that is asked for.
fn open_asked(store: Store) {
    let source: SurroundingsSource = expect_context();
    let asked = asked("camera").and_then(|id| CameraId::try_from(id.as_str()).ok());
    spawn_local(async move {
        if store.surroundings.get_untracked().is_none() {
            match source.read().await {
                Ok(read) => store.surroundings.set(Some(Arc::new(read))),
                Err(error) => {
                    warn!("cameras: {error}");
                    return;
                }
            }
        }
        let first = store.surroundings.with_untracked(|known| {
            let known = known.as_ref()?;
            let asked = asked.filter(|asked| known.camera(asked).is_some());
            asked.or_else(|| Some(known.lookouts().next()?.1.id.clone()))
        });
        let is_open = store.view.camera.with_untracked(Option::is_some);
        if !is_open || asked_again(&first) {
            store.view.camera.set(first);
        }
    });
}

/// The address names the camera that is open: opened again it is the same one.
fn name_in_address(store: Store) {
    Effect::new(move |_| {
        let Some(camera) = store.view.camera.get() else {
            return;
        };
        let Ok(query) = UrlSearchParams::new_with_str(&query_of_page()) else {
            return;
        };
        query.set("camera", camera.as_str());
        replace_query(&format!("?{}", String::from(query.to_string())));
    });
}

/// Whether the address names the camera: it goes before one that was open.
fn asked_again(first: &Option<CameraId>) -> bool {
    let named = asked("camera");
    named.is_some() && named.as_deref() == first.as_ref().map(CameraId::as_str)
}

/// Clicks in the picture are points, and points are drawn in it.
fn join_picture(tool: Tool) {
    let marks = Memo::new(move |_| tool.marks());
    let on_point = Callback::new(move |pointed| {
        tool.said.set(None);
        tool.draft.update(|draft| draft.point(pointed));
    });
    let drawing = ControlDrawing {
        marks: marks.into(),
        magnified: tool.magnified.into(),
        labelled: tool.labelled.into(),
    };
    let control = Control::new(on_point, drawing);
    tool.control.set_value(Some(control));
    provide_context(control);
}

/// So are clicks on the map, as high as what stands there; the point in hand stands there as a pin.
fn join_map(tool: Tool) {
    let view = tool.store.view;
    let skyline = StoredValue::new_local(None::<Rc<Skyline>>);
    let roof = move |at: Wgs84| {
        let surroundings = tool.store.surroundings.get_untracked();
        let Some(surroundings) = surroundings else {
            return 0.0;
        };
        let known = skyline.with_value(Option::clone);
        let known = known.unwrap_or_else(|| {
            let made = Rc::new(Skyline::new(&surroundings.buildings));
            skyline.set_value(Some(Rc::clone(&made)));
            made
        });
        known.roof(at)
    };
    let place = LentPlace {
        at: Signal::derive(move || {
            tool.draft.with(|draft| {
                let last = draft.in_hand().or_else(|| draft.rows.last());
                last.and_then(|row| row.place)
            })
        }),
        on_put: Callback::new(move |at| {
            tool.said.set(None);
            let roof = roof(at);
            tool.draft.update(|draft| draft.place(at, roof));
        }),
        placing: RwSignal::new(true),
    };
    view.lend(place);
    on_cleanup(move || view.take_back(place));
}

/// What the next click is.
#[component]
fn Hint(tool: Tool) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        tool.draft.with(|draft| {
            let in_hand = draft.in_hand();
            let number = in_hand.and_then(|row| {
                let at = draft.rows.iter().position(|other| other.id == row.id)?;
                Some(at + 1)
            });
            match (in_hand, number) {
                (Some(row), Some(number)) => match (row.pointed.is_some(), row.place.is_some()) {
                    (true, false) => t!(i18n, calibration.hint.map, number = number),
                    (false, true) => t!(i18n, calibration.hint.picture, number = number),
                    _ => t!(i18n, calibration.hint.chosen, number = number),
                },
                _ => t!(i18n, calibration.hint.begin).to_owned(),
            }
        })
    };
    view! { <p class="calibration__hint" role="status">{words}</p> }
}

/// What the points come to, and whether the camera has moved.
#[component]
fn Verdict(tool: Tool) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || {
        let language = i18n.language();
        let findings = tool.findings;
        findings.outcome.with(|outcome| {
            let outcome = outcome.as_ref()?;
            let (draft, fits) = (tool.draft.read(), findings.fits.read());
            let known = (&*fits, tool.is_calibrated());
            Some(outcome_words(language, outcome, &draft.rows, known))
        })
    };
    let is_good = move || is_calibration(tool);
    let moved = Memo::new(move |_| tool.moved());
    let moved_words = move || {
        moved.get().map(|(degrees, since)| {
            t!(
                i18n,
                calibration.moved,
                degrees = decimal(degrees, 1),
                time = moment_words(i18n, since)
            )
        })
    };
    view! {
        <p class="calibration__verdict" role="status" data-good=move || is_good().then_some("")>
            {words}
        </p>
        <Show when=move || moved.with(Option::is_some)>
            <p class="calibration__moved" role="alert">{moved_words}</p>
        </Show>
    }
    .into_any()
}

/// Whether the points come to a calibration; tracks them.
fn is_calibration(tool: Tool) -> bool {
    let is_one = |outcome: &Option<Outcome>| matches!(outcome, Some(Outcome::Calibration(_)));
    tool.findings.outcome.with(is_one)
}

/// Save, give up, export, import.
#[component]
fn Ways(
    tool: Tool,
    /// Whether there is no hub.
    is_demo: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let can_save = move || {
        !tool.busy.get()
            && tool.may_save()
            && !tool.is_saved()
            && tool.versions.with(Option::is_some)
            && is_calibration(tool)
    };
    // What is imported before the saved points have come would be taken for what was pointed at since.
    let awaits_versions = move || tool.versions.with(Option::is_none);
    let unsaved = Memo::new(move |_| tool.unsaved.with(Unsaved::count));
    // That all is saved is said for as long as it is.
    let told = Memo::new(move |_| {
        let said = tool.said.get()?;
        let is_done = matches!(said, Said::Saved | Said::Restored(_));
        (!is_done || tool.is_saved()).then_some(said)
    });
    let said = move || {
        let language = i18n.language();
        told.get().map(|said| match said {
            Said::Saved => t!(language, calibration.saved).to_owned(),
            Said::Restored(0) => t!(language, calibration.by_catalogue).to_owned(),
            Said::Restored(version) => t!(language, calibration.restored, version = version),
            Said::Fault(fault) => fault.words(language),
            Said::File(fault) => fault.words(language),
        })
    };
    let is_fault = move || told.with(|said| matches!(said, Some(Said::Fault(_) | Said::File(_))));
    let export = move |_| {
        let camera = tool
            .camera
            .with_untracked(|camera| Some(camera.as_ref()?.id.clone()));
        if let Some(id) = camera {
            let points = tool.findings.sheet.read_untracked();
            keep_file(&format!("{id}.json"), &files::written(&id, &points.sheet));
        }
    };
    view! {
        <div class="calibration__ways">
            <button
                type="button"
                class="button"
                data-weight="strong"
                disabled=move || !can_save()
                on:click=move |_| tool.save()
            >
                {move || t!(i18n, calibration.save)}
            </button>
            <button
                type="button"
                class="button"
                disabled=move || !tool.has_changes()
                on:click=move |_| {
                    tool.said.set(None);
                    tool.discard();
                }
            >
                {move || t!(i18n, calibration.discard)}
            </button>
            <button
                type="button"
                class="button"
                disabled=move || tool.findings.sheet.with(|points| points.ids.is_empty())
                on:click=export
            >
                {move || t!(i18n, calibration.export)}
            </button>
            <label
                class="button calibration__import"
                data-off=move || awaits_versions().then_some("")
            >
                {move || t!(i18n, calibration.import.way)}
                <input
                    type="file"
                    accept="application/json,.json"
                    disabled=awaits_versions
                    on:change=move |event| import(tool, &event)
                />
            </label>
            <button
                type="button"
                class="button"
                aria-pressed=move || tool.magnified.get().to_string()
                on:click=move |_| tool.magnified.update(|magnified| *magnified = !*magnified)
            >
                {move || t!(i18n, calibration.vectors)}
            </button>
            <button
                type="button"
                class="button"
                aria-pressed=move || tool.labelled.get().to_string()
                title=move || t!(i18n, calibration.labels_hint)
                on:click=move |_| tool.labelled.update(|labelled| *labelled = !*labelled)
            >
                {move || t!(i18n, calibration.labels)}
            </button>
        </div>
        <Show when=move || unsaved.get() != 0>
            <p class="calibration__unsaved">
                {move || t!(i18n, calibration.unsaved, count = unsaved.get())}
            </p>
        </Show>
        <Show when=move || told.with(Option::is_some)>
            <p class="calibration__said" role="status" data-fault=move || is_fault().then_some("")>
                {said}
            </p>
        </Show>
        <Show when=move || is_demo || !tool.may_save()>
            <p class="calibration__note">
                {move || {
                    if is_demo { t!(i18n, calibration.demo) } else { t!(i18n, calibration.no_right) }
                }}
            </p>
        </Show>
    }
    .into_any()
}

/// Takes the points of a file into hand, as those of the camera that is open now; one that cannot be used leaves those in hand
/// as they are. Nothing says when they were pointed at: they tell nothing of whether the camera has moved.
fn import(tool: Tool, event: &ev::Event) {
    let input = event
        .target()
        .and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    let file = input.files().and_then(|files| files.get(0));
    let (Some(file), Some(camera)) = (file, tool.in_hand_of()) else {
        return;
    };
    spawn_local(async move {
        let bytes = bytes_of(&file).await.unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        // The same file chosen again is a change again.
        input.set_value("");
        match files::read(&text, &camera) {
            Ok(sheet) => tool.take_in_hand(camera, Draft::of(&sheet, false)),
            Err(fault) => {
                tool.said.try_set(Some(Said::File(fault)));
            }
        }
    });
}
