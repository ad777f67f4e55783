//! What an account is to be: which fields there are follows from its role.

use std::collections::BTreeSet;

use domain::{AreaId, DepartmentId, Network, Role, StationId, UnitId};
use leptos::prelude::*;
use protocol::NetworkFeed;

use crate::commands::{DoorFault, Standing};
use crate::config::Person;
use crate::i18n::{t, use_i18n};
use crate::panels::role_word;
use crate::selectors::Selectors;
use crate::signin::{field_fault, wrong};
use crate::ui::{Chip, TextField};

/// Whether what somebody sees can be held to patrol areas.
const fn has_areas(role: Role) -> bool {
    !matches!(role, Role::Administrator | Role::Trainer)
}

/// An account's name, role and ground, being written. A handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct StandingForm {
    pub(super) name: RwSignal<String>,
    pub(super) role: RwSignal<Role>,
    pub(super) networks: RwSignal<BTreeSet<Network>>,
    /// Everywhere when empty.
    pub(super) areas: RwSignal<BTreeSet<AreaId>>,
    station: RwSignal<Option<StationId>>,
    unit: RwSignal<Option<UnitId>>,
    department: RwSignal<Option<DepartmentId>>,
}

impl StandingForm {
    /// Of somebody new: a duty officer.
    pub(super) fn of_nobody() -> Self {
        Self {
            name: RwSignal::new(String::new()),
            role: RwSignal::new(Role::DutyOfficer),
            networks: RwSignal::new(BTreeSet::new()),
            areas: RwSignal::new(BTreeSet::new()),
            station: RwSignal::new(None),
            unit: RwSignal::new(None),
            department: RwSignal::new(None),
        }
    }

    /// Of somebody there is.
    pub(super) fn of(person: &Person) -> Self {
        let areas = person.areas.clone().unwrap_or_default();
        Self {
            name: RwSignal::new(person.name.to_string()),
            role: RwSignal::new(person.role),
            networks: RwSignal::new(person.networks.iter().copied().collect()),
            areas: RwSignal::new(areas.into_iter().collect()),
            station: RwSignal::new(person.station.clone()),
            unit: RwSignal::new(person.unit.clone()),
            department: RwSignal::new(person.department.clone()),
        }
    }

    /// What is written, without what the role has not.
    ///
    /// # Errors
    /// At the first field that is missing.
    pub(super) fn checked(self) -> Result<Standing, DoorFault> {
        let role = self.role.get();
        let standing = Standing {
            name: self.name.get().trim().to_owned(),
            role,
            networks: self.networks.get().into_iter().collect(),
            areas: some_of(self.areas.get()).filter(|_| has_areas(role)),
            station: self.station.get().filter(|_| role == Role::Station),
            unit: self.unit.get().filter(|_| role == Role::Station),
            department: self.department.get().filter(|_| role == Role::Department),
        };
        if standing.name.is_empty() {
            Err(wrong("/name"))
        } else if standing.networks.is_empty() {
            Err(wrong("/networks"))
        } else if role == Role::Station && standing.station.is_none() {
            Err(wrong("/station"))
        } else if role == Role::Department && standing.department.is_none() {
            Err(wrong("/department"))
        } else {
            Ok(standing)
        }
    }
}

/// No area named is everywhere.
pub(super) fn some_of(areas: BTreeSet<AreaId>) -> Option<Vec<AreaId>> {
    (!areas.is_empty()).then(|| areas.into_iter().collect())
}

/// The fields of a standing.
#[component]
pub(super) fn StandingFields(
    /// What is written.
    form: StandingForm,
    /// What was refused.
    fault: RwSignal<Option<DoorFault>>,
    /// The networks of the deployment.
    feeds: Vec<NetworkFeed>,
) -> impl IntoView {
    let i18n = use_i18n();
    let typed = Callback::new(move |typed: String| {
        form.name.set(typed);
        fault.set(None);
    });
    let roles = move || {
        let language = i18n.language();
        // A wall is let in by its code.
        let roles = Role::ALL.into_iter().filter(|role| *role != Role::Wall);
        roles
            .map(|role| {
                view! {
                    <option value=role.as_str() selected=role == form.role.get_untracked()>
                        {role_word(language, role)}
                    </option>
                }
            })
            .collect_view()
    };
    let choose_role = move |word: String| {
        if let Some(role) = Role::ALL.into_iter().find(|role| role.as_str() == word) {
            form.role.set(role);
            fault.set(None);
        }
    };
    let role = move || form.role.get();
    view! {
        <TextField
            label=Signal::derive(move || t!(i18n, person.name).to_owned())
            text=form.name
            on_type=typed
            fault=field_fault(fault, "/name")
            name="name"
        />
        <label class="field">
            <span class="field__label">{move || t!(i18n, person.role)}</span>
            <select
                class="field__text"
                name="role"
                on:change:target=move |select| choose_role(select.target().value())
            >
                {roles}
            </select>
        </label>
        <NetworkChips chosen=form.networks fault=fault feeds=feeds />
        <Show when=move || role() == Role::Station>
            <StationFields form=form fault=fault />
        </Show>
        <Show when=move || role() == Role::Department>
            <DepartmentField form=form fault=fault />
        </Show>
        <Show when=move || has_areas(role())>
            <AreaChips chosen=form.areas fault=fault />
        </Show>
    }
}

fn toggle<T: Ord>(set: &mut BTreeSet<T>, one: T) {
    if !set.remove(&one) {
        set.insert(one);
    }
}

#[component]
fn FieldFault(
    /// What is wrong, if anything is.
    words: Signal<Option<String>>,
) -> impl IntoView {
    move || {
        words.get().map(|words| {
            view! {
                <span class="field__fault" role="alert">
                    {words}
                </span>
            }
        })
    }
}

/// On which networks.
#[component]
pub(super) fn NetworkChips(
    /// Those that are chosen.
    chosen: RwSignal<BTreeSet<Network>>,
    /// What was refused.
    fault: RwSignal<Option<DoorFault>>,
    /// The networks of the deployment.
    feeds: Vec<NetworkFeed>,
) -> impl IntoView {
    let i18n = use_i18n();
    let chips = feeds.into_iter().map(|feed| {
        let (network, name) = (feed.network, feed.name);
        let pressed = Signal::derive(move || chosen.read().contains(&network));
        let press = move |()| {
            chosen.update(|set| toggle(set, network));
            fault.set(None);
        };
        view! {
            <Chip pressed=pressed on_press=Callback::new(press)>
                {move || i18n.language().pick(&name).to_owned()}
            </Chip>
        }
    });
    view! {
        <div class="field" role="group" aria-label=move || t!(i18n, person.networks)>
            <span class="field__label">{move || t!(i18n, person.networks)}</span>
            <div class="chips">{chips.collect_view()}</div>
            <FieldFault words=field_fault(fault, "/networks") />
        </div>
    }
}

/// In which patrol areas; everywhere while none is chosen.
#[component]
pub(super) fn AreaChips(
    /// Those that are chosen.
    chosen: RwSignal<BTreeSet<AreaId>>,
    /// What was refused.
    fault: RwSignal<Option<DoorFault>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Selectors>().store();
    let everywhere = Signal::derive(move || chosen.read().is_empty());
    let chips = move || {
        let areas = store.directory();
        let areas = areas.areas.iter();
        areas
            .map(|area| {
                let (named, held, own) = (area.name.clone(), area.id.clone(), area.id.clone());
                let pressed = Signal::derive(move || chosen.read().contains(&held));
                let press = move |()| {
                    chosen.update(|set| toggle(set, own.clone()));
                    fault.set(None);
                };
                view! {
                    <Chip pressed=pressed on_press=Callback::new(press)>
                        {move || i18n.language().pick(&named).to_owned()}
                    </Chip>
                }
            })
            .collect_view()
    };
    let clear = move |()| {
        chosen.update(BTreeSet::clear);
        fault.set(None);
    };
    view! {
        <div class="field" role="group" aria-label=move || t!(i18n, person.areas)>
            <span class="field__label">{move || t!(i18n, person.areas)}</span>
            <div class="chips">
                <Chip pressed=everywhere on_press=Callback::new(clear)>
                    {move || t!(i18n, person.everywhere)}
                </Chip>
                {chips}
            </div>
            <FieldFault words=field_fault(fault, "/areas") />
        </div>
    }
}

/// At which station, and in which of its crews.
#[component]
fn StationFields(
    /// What is written.
    form: StandingForm,
    /// What was refused.
    fault: RwSignal<Option<DoorFault>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Selectors>().store();
    let stations = move || {
        let language = i18n.language();
        let now = form.station.get_untracked();
        let directory = store.directory();
        let stations = directory.stations.iter();
        stations
            .map(|(id, station)| {
                view! {
                    <option value=id.to_string() selected=now.as_ref() == Some(id)>
                        {language.pick(&station.name).to_owned()}
                    </option>
                }
            })
            .collect_view()
    };
    let crews = move || {
        let language = i18n.language();
        let at = form.station.get();
        let now = form.unit.get_untracked();
        let directory = store.directory();
        let crews = directory.crews.iter();
        crews
            .filter(|(_, crew)| at.is_some() && crew.station == at)
            .map(|(id, crew)| {
                view! {
                    <option value=id.to_string() selected=now.as_ref() == Some(id)>
                        {language.pick(&crew.name).to_owned()}
                    </option>
                }
            })
            .collect_view()
    };
    view! {
        <label class="field">
            <span class="field__label">{move || t!(i18n, person.station)}</span>
            <select
                class="field__text"
                name="station"
                on:change:target=move |select| {
                    form.station.set(StationId::try_from(select.target().value().as_str()).ok());
                    form.unit.set(None);
                    fault.set(None);
                }
            >
                <option value="" selected=move || form.station.get_untracked().is_none()>
                    {move || t!(i18n, person.choose)}
                </option>
                {stations}
            </select>
            <FieldFault words=field_fault(fault, "/station") />
        </label>
        <label class="field">
            <span class="field__label">{move || t!(i18n, person.unit)}</span>
            <select
                class="field__text"
                name="unit"
                on:change:target=move |select| {
                    form.unit.set(UnitId::try_from(select.target().value().as_str()).ok());
                }
            >
                <option value="" selected=move || form.unit.get().is_none()>
                    {move || t!(i18n, person.whole_station)}
                </option>
                {crews}
            </select>
        </label>
    }
}

/// In which department.
#[component]
fn DepartmentField(
    /// What is written.
    form: StandingForm,
    /// What was refused.
    fault: RwSignal<Option<DoorFault>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = expect_context::<Selectors>().store();
    let departments = move || {
        let language = i18n.language();
        let now = form.department.get_untracked();
        let directory = store.directory();
        let departments = directory.departments.iter();
        departments
            .map(|(id, name)| {
                view! {
                    <option value=id.to_string() selected=now.as_ref() == Some(id)>
                        {language.pick(name).to_owned()}
                    </option>
                }
            })
            .collect_view()
    };
    view! {
        <label class="field">
            <span class="field__label">{move || t!(i18n, person.department)}</span>
            <select
                class="field__text"
                name="department"
                on:change:target=move |select| {
                    let id = DepartmentId::try_from(select.target().value().as_str()).ok();
                    form.department.set(id);
                    fault.set(None);
                }
            >
                <option value="" selected=move || form.department.get_untracked().is_none()>
                    {move || t!(i18n, person.choose)}
                </option>
                {departments}
            </select>
            <FieldFault words=field_fault(fault, "/department") />
        </label>
    }
}
