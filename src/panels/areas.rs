use leptos::prelude::*;

use super::selectors;
use crate::i18n::{integer, t, use_i18n};
use crate::selectors::AreaForce;
use crate::ui::{Fill, Meter, MeterPart, Panel, Tone};

/// What is open in each patrol area, and how many of its crews are free.
#[component]
pub fn AreasPanel() -> impl IntoView {
    let i18n = use_i18n();
    let forces = selectors().forces();
    let crews = Memo::new(move |_| {
        forces.with(|forces| {
            let all: u32 = forces.iter().map(|force| force.crews).sum();
            let busy: u32 = forces.iter().map(|force| force.busy).sum();
            (all, all.saturating_sub(busy))
        })
    });
    let most = Memo::new(move |_| {
        forces.with(|forces| {
            forces
                .iter()
                .map(|force| force.open)
                .max()
                .unwrap_or(0)
                .max(4)
        })
    });
    let none = Memo::new(move |_| forces.with(Vec::is_empty));
    view! {
        <Show when=move || !none.get()>
        <Panel
            title=Signal::derive(move || t!(i18n, panel.areas.title).to_owned())
            fill=Fill::Content
            aside=move || {
                let (all, free) = crews.get();
                t!(i18n, panel.areas.crews, all = all, free = free)
            }
        >
            <table class="areas">
                <thead>
                    <tr>
                        <th scope="col">
                            <span class="visually-hidden">
                                {move || t!(i18n, panel.areas.area)}
                            </span>
                        </th>
                        <td></td>
                        <th scope="col">{move || t!(i18n, panel.areas.open)}</th>
                        <th scope="col">{move || t!(i18n, panel.areas.waiting)}</th>
                        <th scope="col">{move || t!(i18n, panel.areas.free)}</th>
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        forces
                            .get()
                            .into_iter()
                            .map(|force| area_line(i18n, &force, most.get()))
                            .collect_view()
                    }}
                </tbody>
            </table>
        </Panel>
        </Show>
    }
}

/// Whether a name has no room beside the bar: more than nine Chinese characters, or eighteen Latin letters.
fn is_long(name: &str) -> bool {
    let width = |letter: char| if letter.is_ascii() { 1 } else { 2 };
    name.chars().map(width).sum::<usize>() > 18
}

fn area_line(i18n: crate::i18n::I18n, force: &AreaForce, most: u32) -> impl IntoView + use<> {
    let language = i18n.language();
    let share = |count: u32| f64::from(count) / f64::from(most);
    let parts = vec![
        MeterPart {
            share: share(force.waiting),
            tone: Tone::Over,
        },
        MeterPart {
            share: share(force.open - force.waiting),
            tone: Tone::Plain,
        },
    ];
    let free = force.crews.saturating_sub(force.busy);
    let nobody = force.crews > 0 && free == 0;
    let crews = if force.crews == 0 {
        "–".to_owned()
    } else if nobody {
        t!(language, panel.areas.nobody).to_owned()
    } else {
        t!(
            language,
            panel.areas.free_of,
            free = free,
            all = force.crews
        )
    };
    view! {
        <tr class="areas__line" data-nobody=nobody data-long=is_long(language.pick(&force.name))>
            <th scope="row" class="areas__name" title=language.pick(&force.name).to_owned()>
                {language.pick(&force.name).to_owned()}
            </th>
            <td class="areas__bar">
                <Meter parts=parts />
            </td>
            <td class="areas__open">{integer(u64::from(force.open))}</td>
            <td class="areas__waiting" data-any={force.waiting > 0}>
                {integer(u64::from(force.waiting))}
            </td>
            <td class="areas__free">{crews}</td>
        </tr>
    }
}
