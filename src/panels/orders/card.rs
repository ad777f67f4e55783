use domain::{Assignee, AssignmentStep, Incident, IncidentRef, Stage};
use leptos::prelude::*;

use super::super::actions::{ActionForm, AgainLine, Told, order_action_word};
use super::super::desk::Desk;
use super::super::notes::Notes;
use super::super::photos::PhotoView;
use super::super::selectors;
use super::super::sign::look_of;
use super::super::words::{limit_words, order_clock_word, place_words, priority_word, step_word};
use crate::i18n::use_i18n;
use crate::selectors::{Action, AssigneeKind, Deadline, Offer, OrderKey, order_clock};
use crate::ui::{Badge, Glyph, Weight};

/// What is shown of an order as it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Standing {
    step: AssignmentStep,
    clock: Option<Deadline>,
    is_resolved: bool,
}

/// One order: what, where, how long there is, and the next step as a button that a thumb finds.
#[component]
pub fn OrderCard(
    /// Which order.
    order: OrderKey,
) -> impl IntoView {
    let i18n = use_i18n();
    let selectors = selectors();
    let store = selectors.store();
    let incident = order.incident;
    let row = selectors.row(incident);
    let offers = selectors.offers(incident);
    let kind = kind_of(&order.assignee);
    let assignee = StoredValue::new(order.assignee);
    let known = store.incident(incident);
    let standing = Memo::new(move |_| {
        let now = store.now_of(incident.network)?;
        known.with(|known| {
            let known = known.as_ref()?;
            let order = assignee.with_value(|assignee| order_of(known, assignee))?;
            let (step, clock) = (order.step, order_clock(known, order, now));
            Some(Standing {
                step,
                clock,
                is_resolved: known.stage == Stage::Resolved,
            })
        })
    });
    let name = move || {
        let directory = store.directory();
        let name = assignee.with_value(|assignee| directory.assignee(assignee));
        i18n.language().pick(&name).to_owned()
    };
    let words = move |say: fn(crate::i18n::Language, &crate::selectors::IncidentRow) -> String| {
        move || row.with(|row| row.as_ref().map(|row| say(i18n.language(), row)))
    };
    let pressure = move || {
        let clock = standing.get().and_then(|standing| standing.clock);
        clock.map_or("calm", |clock| clock.pressure.as_str())
    };
    view! {
        <article
            class="order"
            data-incident=incident.to_string()
            data-step=move || standing.get().map(|standing| step_name(standing.step))
        >
            <header class="order__header">
                {move || {
                    row.with(|row| row.as_ref().map(|row| look_of(i18n.language(), row, true)))
                        .map(|look| view! { <Glyph look=look /> })
                }}
                <h3 class="order__subject">
                    {words(|language, row| language.pick(&row.subject).to_owned())}
                </h3>
                <div class="order__clock" data-pressure=pressure>
                    {move || {
                        let clock = standing.get()?.clock?;
                        let language = i18n.language();
                        Some(
                            view! {
                                <span class="order__left">{limit_words(language, &clock)}</span>
                                <span class="order__limit">
                                    {order_clock_word(language, kind, clock.kind)}
                                </span>
                            },
                        )
                    }}
                </div>
            </header>
            <p class="order__place">{words(place_words)}</p>
            <div class="badges">
                <Badge
                    text=Signal::derive(move || {
                        words(|language, row| priority_word(language, row.priority).to_owned())()
                            .unwrap_or_default()
                    })
                    weight=Weight::Strong
                />
                <Badge text=Signal::derive(name) />
                <Badge text=Signal::derive(move || {
                    let step = standing.get().map(|standing| standing.step);
                    step.map(|step| step_word(i18n.language(), kind, step).to_owned()).unwrap_or_default()
                }) />
            </div>
            <PhotoView only=incident />
            <Notes incident=incident />
            <Told incident=incident />
            <AgainLine incident=incident />
            <OrderActions incident=incident kind=kind offers=offers standing=standing assignee=assignee />
        </article>
    }
}

/// The buttons of an order, or the form of the one that was begun.
#[component]
fn OrderActions(
    /// About which incident.
    incident: IncidentRef,
    /// Whose order.
    kind: AssigneeKind,
    /// What the person may ask for.
    offers: Signal<Vec<Offer>>,
    /// How it stands.
    standing: Memo<Option<Standing>>,
    /// To whom it was given.
    assignee: StoredValue<Assignee>,
) -> impl IntoView {
    let i18n = use_i18n();
    let store = selectors().store();
    use_context::<Desk>().map(|desk| {
        let waiting = Memo::new(move |_| store.pending.is_waiting(incident));
        let possible = Memo::new(move |_| {
            let mut offers = offers.get();
            offers.retain(|offer| {
                let own = offer.own.as_ref();
                let is_this = own.is_none_or(|own| assignee.with_value(|assignee| own == assignee));
                let fits = standing
                    .get()
                    .is_some_and(|standing| standing.calls_for(offer.action));
                offer.refusal.is_none() && is_this && fits
            });
            // What is begun on this card is about its order, and opens its form here.
            for offer in &mut offers {
                offer.own = Some(assignee.get_value());
            }
            offers
        });
        let form = Memo::new(move |_| {
            let open = desk.form.get().filter(|form| form.incident == incident)?;
            let is_here = assignee.with_value(|assignee| open.own.as_ref() == Some(assignee));
            is_here.then_some(open.action)
        });
        let button = move |offer: Offer| {
            let action = offer.action;
            view! {
                <button
                    type="button"
                    class="button order__button"
                    data-action=action.verb().as_str()
                    data-weight=if is_own_step(action) { "strong" } else { "plain" }
                    disabled=waiting
                    on:click=move |_| desk.begin(incident, &offer)
                >
                    {move || order_action_word(i18n.language(), kind, action)}
                </button>
            }
        };
        move || match form.get() {
            Some(action) => {
                let own = Some(assignee.get_value());
                view! { <ActionForm incident=incident action=action own=own /> }.into_any()
            }
            None => view! {
                <div class="order__actions">
                    {move || possible.get().into_iter().map(button).collect_view()}
                </div>
            }
            .into_any(),
        }
    })
}

impl Standing {
    /// Whether an action is one for its card: an offer can be answered, the rest comes once it is received; whoever is there, or
    /// has done the work, goes.
    const fn calls_for(&self, action: Action) -> bool {
        match (self.step, action) {
            (AssignmentStep::Offered, action) => {
                matches!(action, Action::Receive | Action::Decline | Action::Dispatch)
            }
            // The work is done: nothing is left to give back.
            (_, action) if self.is_resolved => matches!(action, Action::Clear),
            (step, Action::Clear) => matches!(step, AssignmentStep::OnScene),
            (_, action) => is_of_orders(action),
        }
    }
}

/// The steps of whoever has an order, and what they may give on.
const fn is_of_orders(action: Action) -> bool {
    matches!(
        action,
        Action::Receive
            | Action::StartOut
            | Action::Arrive
            | Action::BeginHandling
            | Action::Resolve
            | Action::Feedback
            | Action::Dispatch
            | Action::HandOver
            | Action::Escalate
            | Action::Decline
    )
}

/// Whether it is the holder's own next step: to give an order on is possible, and not what is waited for.
const fn is_own_step(action: Action) -> bool {
    action.is_next_step() && !matches!(action, Action::Dispatch)
}

fn order_of<'a>(incident: &'a Incident, assignee: &Assignee) -> Option<&'a domain::Assignment> {
    let mut live = incident.live_assignments();
    live.find(|order| order.assignee == *assignee)
}

const fn kind_of(assignee: &Assignee) -> AssigneeKind {
    match assignee {
        Assignee::Station(_) => AssigneeKind::Station,
        Assignee::Unit(_) => AssigneeKind::Crew,
        Assignee::Department(_) => AssigneeKind::Department,
    }
}

const fn step_name(step: AssignmentStep) -> &'static str {
    match step {
        AssignmentStep::Offered => "offered",
        AssignmentStep::Received => "received",
        AssignmentStep::UnderWay => "under_way",
        AssignmentStep::OnScene => "on_scene",
    }
}
