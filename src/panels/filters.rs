use domain::{AreaId, Network, Priority, Stage};
use leptos::prelude::*;
use protocol::NetworkFeed;

use super::selectors;
use super::sign::stage_look;
use super::words::{priority_word, stage_word};
use crate::i18n::{t, use_i18n};
use crate::selectors::WorkView;
use crate::ui::{Chip, Glyph};

/// Which incidents are in the picture, on the map and in the list alike; and which of them the list shows.
#[component]
pub fn Filters(
    /// The feeds in the deployment's order.
    feeds: Vec<NetworkFeed>,
    /// What the list shows.
    work: RwSignal<WorkView>,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let store = selectors.store();
    let filter = store.view.filter;
    let networks = feeds
        .into_iter()
        .map(|feed| {
            let (network, name) = (feed.network, feed.name);
            let pressed = Signal::derive(move || {
                !filter.with(|filter| filter.without_networks.contains(&network))
            });
            let press = move |()| {
                filter.update(|filter| toggle::<Network>(&mut filter.without_networks, network))
            };
            view! {
                <Chip pressed=pressed on_press=Callback::new(press)>
                    {move || i18n.language().pick(&name).to_owned()}
                </Chip>
            }
        })
        .collect_view();
    let stages = Stage::ALL
        .into_iter()
        .filter(|stage| *stage != Stage::Void)
        .map(|stage| {
            let pressed = Signal::derive(move || {
                !filter.with(|filter| filter.without_stages.contains(&stage))
            });
            let press = move |()| {
                filter.update(|filter| toggle::<Stage>(&mut filter.without_stages, stage))
            };
            view! {
                <Chip pressed=pressed on_press=Callback::new(press)>
                    {move || view! { <Glyph look=stage_look(i18n.language(), stage) /> }}
                    {move || stage_word(i18n.language(), stage)}
                </Chip>
            }
        })
        .collect_view();
    let priorities = [Priority::Routine, Priority::Urgent, Priority::Emergency].map(|priority| {
        let word = move || match priority {
            Priority::Routine => t!(i18n, filter.every_priority),
            other => priority_word(i18n.language(), other),
        };
        view! {
            <option
                value=priority.as_str()
                selected=move || filter.with(|filter| filter.at_least == priority)
            >
                {word}
            </option>
        }
    });
    let areas = move || {
        store
            .directory()
            .areas
            .iter()
            .map(|area| {
                let name = area.name.clone();
                let id = area.id.clone();
                let value = id.to_string();
                view! {
                    <option
                        value=value
                        selected=move || filter.with(|filter| filter.area.as_ref() == Some(&id))
                    >
                        {move || i18n.language().pick(&name).to_owned()}
                    </option>
                }
            })
            .collect_view()
    };
    view! {
        <div class="filters" role="group" aria-label=move || t!(i18n, filter.title)>
            <div class="chips">{networks}</div>
            <div class="chips">{stages}</div>
            <div class="filters__line">
                <select
                    class="select"
                    aria-label=move || t!(i18n, filter.priority)
                    on:change:target=move |select| {
                        let word = select.target().value();
                        let wanted = [Priority::Urgent, Priority::Emergency]
                            .into_iter()
                            .find(|priority| priority.as_str() == word);
                        filter.update(|filter| filter.at_least = wanted.unwrap_or_default());
                    }
                >
                    {priorities.collect_view()}
                </select>
                <Show when=move || !store.directory().areas.is_empty()>
                    <select
                        class="select"
                        aria-label=move || t!(i18n, filter.area)
                        on:change:target=move |select| {
                            let area = AreaId::try_from(select.target().value().as_str()).ok();
                            filter.update(|filter| filter.area = area);
                        }
                    >
                        <option
                            value=""
                            selected=move || filter.with(|filter| filter.area.is_none())
                        >
                            {move || t!(i18n, filter.every_area)}
                        </option>
                        {areas}
                    </select>
                </Show>
                <Chip
                    pressed=Signal::derive(move || work.get().only_overdue)
                    on_press=Callback::new(move |()| {
                        work.update(|work| work.only_overdue = !work.only_overdue);
                    })
                >
                    {move || t!(i18n, filter.overdue)}
                </Chip>
                <Chip
                    pressed=Signal::derive(move || work.get().with_ended)
                    on_press=Callback::new(move |()| {
                        work.update(|work| work.with_ended = !work.with_ended);
                    })
                >
                    {move || t!(i18n, filter.ended)}
                </Chip>
            </div>
        </div>
    }
}

fn toggle<T: PartialEq>(left_out: &mut Vec<T>, one: T) {
    match left_out.iter().position(|other| *other == one) {
        Some(place) => {
            left_out.remove(place);
        }
        None => left_out.push(one),
    }
}
