//! The trainer's desk (教员): a day that is played, with its controls at the foot of the wall or the console.

mod keys;
mod words;

use domain::{IncidentRef, Millis, Timestamp};
use leptos::prelude::*;
use protocol::{DemoRequest, Interest, InterestKind, Playhead};

use self::words::{interest_words, minute_words, step_words};
use crate::config::{DemoPage, date_text, on_date, time_text};
use crate::i18n::{t, use_i18n};
use crate::selectors::Selectors;

/// How fast one can choose to play; the address may name any pace between.
const RATES: [f64; 6] = [1.0, 2.0, 5.0, 10.0, 30.0, 60.0];

/// A day in whole seconds, as the slider counts it.
const LAST_SECOND: i64 = 86_399;

/// Marks of the day's slider stand at least so many seconds apart.
const APART_SECS: i64 = 40;

/// What plays, for whoever wants to see or set it.
#[derive(Clone, Copy)]
pub struct Player {
    /// Where the clock stands; `None` until the demo has told.
    pub playhead: Signal<Option<Playhead>>,
    /// What is of interest of the day that is played.
    pub day: Signal<Vec<Interest>>,
    /// Asks the demo for something.
    pub ask: Callback<DemoRequest>,
    /// Where the last step leads that the demo has not told of: another step goes on from there.
    pub aim: StoredValue<Option<Timestamp>>,
    /// Shows another district: the page begins anew.
    pub open_seed: Callback<u64>,
    /// Which page is shown.
    pub page: RwSignal<DemoPage>,
    /// The address of this moment.
    pub copy_link: Callback<()>,
    /// Whether the last address asked for is in the clipboard.
    pub copied: Signal<bool>,
}

impl Player {
    fn read<T>(self, read: impl FnOnce(&Playhead) -> T) -> Option<T> {
        self.playhead.with(|playhead| playhead.as_ref().map(read))
    }

    fn playing(self) -> bool {
        self.read(|playhead| playhead.playing).unwrap_or(false)
    }

    /// Plays what stands, and the other way round.
    fn toggle(self) {
        self.aim.set_value(None);
        let playing = untrack(|| self.playing());
        self.ask.run(if playing {
            DemoRequest::Pause
        } else {
            DemoRequest::Play
        });
    }

    /// Sets the clock so far on, or back.
    fn step(self, span: Millis) {
        let told = || untrack(|| self.read(|playhead| playhead.at));
        if let Some(at) = self.aim.get_value().or_else(told) {
            self.aim.set_value(Some(at + span));
            self.ask.run(DemoRequest::Seek(at + span));
        }
    }
}

/// The controls: what plays, how fast, and where in the day; see [`keys`] for the keyboard.
#[component]
pub fn Trainer(
    /// What plays.
    player: Player,
    /// What the page's address asked for in vain; empty once somebody has read it.
    unread: RwSignal<Vec<&'static str>>,
) -> impl IntoView {
    let i18n = use_i18n();
    Effect::new(move |_| {
        let told = player.read(|playhead| playhead.at);
        if told == player.aim.get_value() {
            player.aim.set_value(None);
        }
    });
    let step = steps(player);
    keys::listen(player, step);
    view! {
        <section class="trainer" aria-label=move || t!(i18n, trainer.title)>
            <DaySlider player=player />
            <Show when=move || unread.with(|names| !names.is_empty())>
                <button type="button" class="trainer__unread" on:click=move |_| unread.set(Vec::new())>
                    {move || t!(i18n, trainer.unread, names = unread.with(|names| names.join(", ")))}
                </button>
            </Show>
            <div class="trainer__row">
                <strong class="trainer__unreal">{move || t!(i18n, trainer.unreal)}</strong>
                <StepButton player=player step=step forward=false />
                <button
                    type="button"
                    class="trainer__play"
                    data-playing=move || player.playing().to_string()
                    aria-label=move || {
                        if player.playing() { t!(i18n, trainer.pause) } else { t!(i18n, trainer.play) }
                    }
                    title=move || t!(i18n, trainer.play_key)
                    on:click=move |_| player.toggle()
                ></button>
                <StepButton player=player step=step forward=true />
                <Here player=player />
                <Choices player=player />
            </div>
        </section>
    }
}

/// The time of day as a slider as wide as the day's bars above it. While it is dragged it follows the hand, not the demo.
#[component]
fn DaySlider(player: Player) -> impl IntoView {
    let i18n = use_i18n();
    let dragged = RwSignal::new(None::<i64>);
    let day_started_at = move || player.read(|playhead| playhead.day_started_at);
    let told = Memo::new(move |_| {
        player.read(|playhead| (playhead.at - playhead.day_started_at).whole_secs())
    });
    let shown = move || {
        dragged
            .get()
            .or(told.get())
            .unwrap_or(0)
            .clamp(0, LAST_SECOND)
    };
    let seek = move |text: String| {
        let start = untrack(day_started_at);
        if let (Ok(secs), Some(start)) = (text.parse::<i64>(), start) {
            dragged.set(Some(secs));
            player
                .ask
                .run(DemoRequest::Seek(start + Millis::from_secs(secs)));
        }
    };
    view! {
        <DayMarks day=player.day day_started_at=Signal::derive(day_started_at) />
        <input
            type="range"
            class="trainer__day"
            min="0"
            max=LAST_SECOND.to_string()
            step="1"
            aria-label=move || t!(i18n, trainer.time_of_day)
            aria-valuetext=move || {
                day_started_at().map(|start| time_text(start + Millis::from_secs(shown())))
            }
            prop:value=move || shown().to_string()
            style:--share=move || format!("{:.5}", shown() as f64 / LAST_SECOND as f64)
            on:input=move |input| seek(event_target_value(&input))
            on:change=move |_| dragged.set(None)
        />
    }
}

/// Where on the slider the day gets hard: a tick for each moment of interest, a taller one for what concerns the whole picture.
/// Nobody needs to hit one: the steps beside the play button lead there, and say in words what it is.
#[component]
fn DayMarks(
    day: Signal<Vec<Interest>>,
    day_started_at: Signal<Option<Timestamp>>,
) -> impl IntoView {
    let marks = Memo::new(move |_| {
        let start = day_started_at.get();
        day.with(|day| start.map(|start| day_marks(day, start)))
            .unwrap_or_default()
    });
    view! {
        <svg
            class="trainer__marks"
            viewBox=format!("0 0 {LAST_SECOND} 1")
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            <path class="trainer__mark" d=move || marks.with(|(usual, _)| usual.clone()) />
            <path
                class="trainer__mark trainer__mark--whole"
                d=move || marks.with(|(_, whole)| whole.clone())
            />
        </svg>
    }
}

/// The marks of a day as paths over its seconds: of what is about an incident, and of what concerns the whole picture.
fn day_marks(day: &[Interest], start: Timestamp) -> (String, String) {
    let path = |whole: bool, top: &str| {
        let moments = day
            .iter()
            .filter(|interest| concerns_all(interest.kind) == whole);
        let mut path = String::new();
        let mut last = None;
        for interest in moments {
            let second = (interest.at - start).whole_secs();
            // Moments closer than a pixel of the widest glass are one mark.
            if last.is_none_or(|last| second - last >= APART_SECS) {
                path.push_str(&format!("M{second} {top}V1"));
                last = Some(second);
            }
        }
        path
    };
    (path(false, "0.45"), path(true, "0"))
}

const fn concerns_all(kind: InterestKind) -> bool {
    matches!(
        kind,
        InterestKind::FeedSilent(_)
            | InterestKind::FeedBack(_)
            | InterestKind::CameraDark
            | InterestKind::StormBegins
            | InterestKind::FloodBegins
    )
}

/// To the next moment of interest, with what it is and when, or to the last before, with when: what has been needs fewer words,
/// and what is now needs the room.
#[component]
fn StepButton(player: Player, step: Callback<bool>, forward: bool) -> impl IntoView {
    let i18n = use_i18n();
    let target = Memo::new(move |_| {
        player
            .read(|playhead| {
                if forward {
                    playhead.next
                } else {
                    playhead.previous
                }
            })
            .flatten()
    });
    let name = move || {
        if forward {
            t!(i18n, trainer.next)
        } else {
            t!(i18n, trainer.previous)
        }
    };
    view! {
        <button
            type="button"
            class="trainer__step"
            data-forward=forward.to_string()
            title=move || {
                if forward { t!(i18n, trainer.next_key) } else { t!(i18n, trainer.previous_key) }
            }
            aria-label=name
            on:click=move |_| step.run(forward)
        >
            <span class="trainer__step-words">
                {move || match target.get() {
                    Some(interest) if forward => step_words(i18n.language(), &interest),
                    Some(interest) => minute_words(&interest),
                    None if forward => t!(i18n, trainer.next_day).to_owned(),
                    None => t!(i18n, trainer.previous_day).to_owned(),
                }}
            </span>
        </button>
    }
}

/// What was of interest just now, if anything was.
#[component]
fn Here(player: Player) -> impl IntoView {
    let i18n = use_i18n();
    let selectors: Selectors = expect_context();
    let here = Memo::new(move |_| player.read(|playhead| playhead.here).flatten());
    let subject = move |incident: IncidentRef| {
        let store = selectors.store();
        store.track_changed();
        store.with_incident(incident, |known| known.subject.to_string())
    };
    let words = move || {
        let interest: Interest = here.get()?;
        let kind = interest_words(i18n.language(), interest.kind);
        let time = minute_words(&interest);
        Some(match interest.incident.and_then(subject) {
            Some(subject) => t!(
                i18n,
                trainer.here_about,
                time = time,
                kind = kind,
                subject = subject
            ),
            None => t!(i18n, trainer.here, time = time, kind = kind),
        })
    };
    view! {
        <button
            type="button"
            class="trainer__here"
            title=words
            on:click=move |_| {
                let incident = here.get_untracked().and_then(|here| here.incident);
                selectors.store().view.select(incident);
            }
        >
            {words}
        </button>
    }
}

/// Pace, date, seed, page and link.
#[component]
fn Choices(player: Player) -> impl IntoView {
    let i18n = use_i18n();
    let rate = Memo::new(move |_| player.read(|playhead| playhead.rate).unwrap_or(1.0));
    let rates = move || {
        let now = rate.get();
        let mut rates = RATES.to_vec();
        if !rates.contains(&now) {
            rates.push(now);
            rates.sort_by(f64::total_cmp);
        }
        rates
    };
    let date = Memo::new(move |_| player.read(|playhead| date_text(playhead.at)));
    let seed = Memo::new(move |_| player.read(|playhead| playhead.seed));
    let set_date = move |text: String| {
        let at: Option<Timestamp> = untrack(|| player.read(|playhead| playhead.at));
        if let Some(at) = at.and_then(|at| on_date(at, &text)) {
            player.ask.run(DemoRequest::Seek(at));
        }
    };
    view! {
        <div class="trainer__choices">
            <select
                class="trainer__rate"
                title=move || t!(i18n, trainer.rate)
                aria-label=move || t!(i18n, trainer.rate)
                on:change=move |choice| {
                    if let Ok(rate) = event_target_value(&choice).parse() {
                        player.ask.run(DemoRequest::SetRate(rate));
                    }
                }
            >
                {move || {
                    rates()
                        .into_iter()
                        .map(|choice| {
                            let chosen = choice == rate.get();
                            view! {
                                <option value=choice.to_string() selected=chosen>
                                    {format!("{choice}×")}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
            <input
                type="date"
                class="trainer__date"
                title=move || t!(i18n, trainer.date)
                aria-label=move || t!(i18n, trainer.date)
                min="2000-01-01"
                max="2099-12-30"
                prop:value=move || date.get()
                on:change=move |choice| set_date(event_target_value(&choice))
            />
            <input
                type="number"
                class="trainer__seed"
                min="0"
                title=move || t!(i18n, trainer.seed)
                aria-label=move || t!(i18n, trainer.seed)
                prop:value=move || seed.get().map(|seed| seed.to_string())
                on:change=move |choice| {
                    if let Ok(seed) = event_target_value(&choice).parse() {
                        player.open_seed.run(seed);
                    }
                }
            />
            <button
                type="button"
                class="trainer__button"
                on:click=move |_| {
                    player
                        .page
                        .update(|page| {
                            *page = match page {
                                DemoPage::Wall => DemoPage::Console,
                                DemoPage::Console | DemoPage::Calibration => DemoPage::Wall,
                            };
                        });
                }
            >
                {move || match player.page.get() {
                    DemoPage::Wall => t!(i18n, trainer.to_console),
                    DemoPage::Console | DemoPage::Calibration => t!(i18n, trainer.to_wall),
                }}
            </button>
            <button
                type="button"
                class="trainer__button trainer__link"
                on:click=move |_| player.copy_link.run(())
            >
                {move || {
                    if player.copied.get() { t!(i18n, trainer.copied) } else { t!(i18n, trainer.copy_link) }
                }}
            </button>
        </div>
    }
}

/// Steps to a moment of interest, and opens the card of what it is about when it is reached.
fn steps(player: Player) -> Callback<bool> {
    let selectors: Selectors = expect_context();
    let stepping = StoredValue::new(false);
    Effect::new(move |_| {
        let reached = player
            .playhead
            .get()
            .and_then(|playhead| playhead.here.filter(|here| here.at == playhead.at));
        if let Some(here) = reached.filter(|_| stepping.get_value()) {
            stepping.set_value(false);
            selectors.store().view.select(here.incident);
        }
    });
    Callback::new(move |forward: bool| {
        stepping.set_value(true);
        player.ask.run(if forward {
            DemoRequest::Next
        } else {
            DemoRequest::Previous
        });
    })
}

#[cfg(test)]
mod tests {
    use domain::{Millis, Network, Timestamp};

    use super::*;

    #[test]
    fn a_day_is_marked_where_it_gets_hard_and_taller_where_the_whole_picture_is_concerned() {
        let start = Timestamp(1_000_000);
        let interest = |secs, kind| Interest {
            at: start + Millis::from_secs(secs),
            kind,
            incident: None,
        };
        let day = [
            interest(60, InterestKind::Escalated),
            interest(61, InterestKind::Emergency),
            interest(61, InterestKind::FeedSilent(Network::Police)),
            interest(600, InterestKind::Returned),
        ];
        let (usual, whole) = day_marks(&day, start);
        assert_eq!(usual, "M60 0.45V1M600 0.45V1", "what is too close is one");
        assert_eq!(whole, "M61 0V1");
    }
}
