use domain::Stage;
use leptos::prelude::*;

use super::sign::stage_look;
use super::words::stage_word;
use crate::i18n::{Language, t, use_i18n};
use crate::ui::{Glyph, GlyphLook, Ring};

/// What the signs say beside the stages that the day's figures explain: two more stages, blinking, rings and hollow marks.
#[component]
pub fn Legend() -> impl IntoView {
    let i18n = use_i18n();
    let entries = move || {
        let language = i18n.language();
        signs(language)
            .into_iter()
            .map(|(look, word)| {
                view! {
                    <li class="legend__entry">
                        <Glyph look=look />
                        <span>{word}</span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <ul class="legend" aria-label=move || t!(i18n, legend.title)>
            {entries}
        </ul>
    }
}

fn signs(language: Language) -> [(GlyphLook, &'static str); 6] {
    let stage = |stage| stage_look(language, stage);
    let word = |stage| stage_word(language, stage);
    [
        (stage(Stage::OnScene), word(Stage::OnScene)),
        (stage(Stage::Void), word(Stage::Void)),
        (
            GlyphLook {
                blinks: true,
                ..stage(Stage::Reported)
            },
            t!(language, legend.unattended),
        ),
        (
            GlyphLook {
                ring: Ring::Closing(0.75),
                ..stage(Stage::Dispatched)
            },
            t!(language, legend.near),
        ),
        (
            GlyphLook {
                ring: Ring::Double,
                ..stage(Stage::Dispatched)
            },
            t!(language, legend.overdue),
        ),
        (
            GlyphLook {
                hollow: true,
                ..stage(Stage::OnScene)
            },
            t!(language, legend.stale),
        ),
    ]
}
