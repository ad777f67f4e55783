//! What was recorded of a camera: played from a moment on, with the moments that somebody may want to jump to.

use std::cell::Cell;
use std::rc::Rc;

use domain::{Codec, Millis, StreamId, Timestamp};
use leptos::html::Video;
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::HtmlVideoElement;

use super::link::{Ended, Link, Pace};
use super::machine::Loss;
use crate::commands::{Commands, DoorFault, Recorded};
use crate::config::{Token, Transport};
use crate::i18n::{Language, t, use_i18n};
use crate::platform::{Interval, PageTime, page_now};

/// How often it is looked where the picture stands, in milliseconds.
const LOOK_EVERY_MS: u32 = 250;

/// How far a step forward or back goes.
const STEP: Millis = Millis::from_secs(30);

/// What an element says that has a picture after the one that it shows (HTML, `HTMLMediaElement.readyState`).
const HAVE_FUTURE_DATA: u16 = 3;

/// How long nothing may come before that is said, in milliseconds: a device may have to find it first.
const PATIENCE_MS: f64 = 30_000.0;

/// A moment to jump to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What happened then.
    pub words: String,
    /// When, by the clock of recordings.
    pub at: Timestamp,
}

/// How the recording is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The hub is asked, or nothing has come yet.
    Awaited,
    /// Pictures come.
    Playing,
    /// Somebody stopped it.
    Paused,
    /// There is no more of it.
    Ended,
    /// No more of it comes, and there may be more.
    Broken,
    /// There is none: why.
    Refused(Refused),
}

/// Why there is no recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    NotRecorded,
    NoRight,
    Away,
    Undecodable,
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Awaited => "awaited",
            Self::Playing => "playing",
            Self::Paused => "paused",
            Self::Ended => "ended",
            Self::Broken => "broken",
            Self::Refused(Refused::NotRecorded) => "not-recorded",
            Self::Refused(_) => "refused",
        }
    }

    fn words(self, language: Language) -> Option<&'static str> {
        Some(match self {
            Self::Playing => return None,
            Self::Awaited => t!(language, recorded.awaited),
            Self::Paused => t!(language, recorded.paused),
            Self::Ended => t!(language, recorded.ended),
            Self::Broken => t!(language, recorded.broken),
            Self::Refused(Refused::NotRecorded) => t!(language, recorded.none),
            Self::Refused(Refused::NoRight) => t!(language, video.no_right),
            Self::Refused(Refused::Away) => t!(language, video.why_away),
            Self::Refused(Refused::Undecodable) => t!(language, video.why_undecodable),
        })
    }
}

/// An open recording: dropped, it is closed.
struct Open {
    video: HtmlVideoElement,
    /// Nothing once it was stopped or has ended: its last picture stays.
    link: Option<Link>,
    /// When what comes first was recorded.
    begins_at: Timestamp,
    /// Where the element stood when its first picture was there, in seconds.
    base_secs: Cell<Option<f64>>,
    opened_at: PageTime,
    over: Rc<Cell<Option<Loss>>>,
}

impl Open {
    /// Where the picture stands; `None` before there is one.
    fn stands_at(&self) -> Option<Timestamp> {
        let now = self.video.current_time();
        if self.base_secs.get().is_none() && self.video.ready_state() >= 2 {
            self.base_secs.set(Some(now));
        }
        let played = (now - self.base_secs.get()?).max(0.0);
        Some(self.begins_at + Millis((played * 1_000.0) as i64))
    }

    /// How it is; `None` once it was stopped or has ended.
    fn state(&self, now: PageTime) -> Option<State> {
        let link = self.link.as_ref()?;
        link.look();
        let has_picture = self.base_secs.get().is_some();
        let over = self.over.get();
        let waits = has_picture && self.video.ready_state() < HAVE_FUTURE_DATA;
        Some(match over {
            Some(Loss::Undecodable) => State::Refused(Refused::Undecodable),
            Some(_) if link.bytes() == 0 => State::Refused(Refused::NotRecorded),
            // What came before is seen to its end, which the element itself tells.
            _ if self.video.ended() || (over.is_some() && waits) => {
                if over.is_none() || link.is_whole() {
                    State::Ended
                } else {
                    State::Broken
                }
            }
            _ if has_picture => State::Playing,
            None if now.millis_since(self.opened_at) > PATIENCE_MS => {
                State::Refused(Refused::NotRecorded)
            }
            _ => State::Awaited,
        })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.video.set_src_object(None);
        // An element without the attribute has nothing to take away.
        let _ = self.video.remove_attribute("src");
        self.video.load();
    }
}

/// What was recorded of a stream from a moment on, with moments to jump to. A pause ends it, and it is asked for again from there:
/// what is sent in its own pace is not kept waiting.
#[component]
pub fn RecordedPicture(
    /// The way to the hub.
    commands: Commands,
    /// Whose picture.
    #[prop(into)]
    stream: Signal<StreamId>,
    /// What the camera is called.
    #[prop(into)]
    name: Signal<String>,
    /// From when it is played at first, by the clock of recordings.
    from: Timestamp,
    /// The moments to jump to, the earliest first.
    #[prop(into)]
    moments: Signal<Vec<Moment>>,
    /// How a moment of the clock of recordings is written.
    on_clock: Callback<Timestamp, String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let video = NodeRef::<Video>::new();
    let state = RwSignal::new(State::Awaited);
    let at = RwSignal::new(from);
    let open = StoredValue::new_local(None::<Open>);
    // Which question is the present one: the answer to an earlier one concerns nobody.
    let turn = StoredValue::new(0_u32);
    let close = move || {
        turn.try_update_value(|turn| *turn += 1);
        open.try_update_value(Option::take);
    };
    // Nothing more is wanted of the hub.
    let stop = move || {
        open.try_update_value(|open| {
            if let Some(open) = open {
                open.link = None;
            }
        });
    };
    let play_from = move |moment: Timestamp| {
        close();
        at.set(moment);
        state.set(State::Awaited);
        let (own, stream) = (turn.get_value(), stream.get_untracked());
        spawn_local(async move {
            let answer = commands.ask_recording(&stream, moment).await;
            if turn.try_get_value() != Some(own) {
                return;
            }
            let Some(video) = video.get_untracked() else {
                return;
            };
            match answer
                .map_err(refused)
                .and_then(|told| begin(&told, commands.screen_token(), video))
            {
                Ok(begun) => {
                    at.set(begun.begins_at);
                    open.set_value(Some(begun));
                }
                Err(why) => state.set(State::Refused(why)),
            }
        });
    };
    let look = move || {
        let seen = open.try_with_value(|open| {
            let open = open.as_ref()?;
            let stands_at = open.stands_at();
            Some((stands_at, open.state(page_now())?))
        });
        let Some((stands_at, now)) = seen.flatten() else {
            return;
        };
        if let Some(stands_at) = stands_at
            && at.get_untracked() != stands_at
        {
            at.set(stands_at);
        }
        if state.get_untracked() != now {
            state.set(now);
            if matches!(now, State::Ended | State::Broken | State::Refused(_)) {
                stop();
            }
        }
    };
    let timer = StoredValue::new_local(Some(Interval::new(LOOK_EVERY_MS, look)));
    on_cleanup(move || {
        close();
        timer.try_update_value(Option::take);
    });
    // Once the element is there, and for each other stream.
    Effect::new(move |_| {
        stream.track();
        if video.get().is_some() {
            untrack(|| play_from(from));
        }
    });
    let pause = move |_| {
        if state.get_untracked() == State::Playing {
            if let Some(video) = video.get_untracked() {
                // A picture that stands already stays so.
                let _ = video.pause();
            }
            stop();
            state.set(State::Paused);
        } else {
            play_from(at.get_untracked());
        }
    };
    let now_words = move || on_clock.run(at.get());
    let passed = move |moment: &Moment| moment.at <= at.get();
    view! {
        <section class="recorded" data-state=move || state.get().as_str() aria-label=name>
            <div class="recorded__frame">
                <video
                    class="recorded__picture"
                    node_ref=video
                    prop:muted=true
                    autoplay
                    playsinline
                    disablepictureinpicture
                ></video>
                <p
                    class="video-tile__words"
                    role="status"
                    hidden=move || state.get().words(i18n.language()).is_none()
                >
                    {move || state.get().words(i18n.language())}
                </p>
            </div>
            <div class="recorded__bar">
                {step_button(
                    "−30",
                    Signal::derive(move || t!(i18n, recorded.back)),
                    move || play_from(at.get_untracked() - STEP),
                )}
                <button type="button" class="button" on:click=pause>
                    {move || {
                        if state.get() == State::Playing {
                            t!(i18n, recorded.pause)
                        } else {
                            t!(i18n, recorded.play)
                        }
                    }}
                </button>
                {step_button(
                    "+30",
                    Signal::derive(move || t!(i18n, recorded.forward)),
                    move || play_from(at.get_untracked() + STEP),
                )}
                <time class="recorded__now">{now_words}</time>
            </div>
            <ol class="recorded__moments" aria-label=move || t!(i18n, recorded.moments)>
                {move || {
                    moments
                        .get()
                        .into_iter()
                        .map(|moment| {
                            let (words, when) = (moment.words.clone(), moment.at);
                            view! {
                                <li>
                                    <button
                                        type="button"
                                        class="chip"
                                        data-passed=move || passed(&moment).then_some("")
                                        on:click=move |_| play_from(when)
                                    >
                                        <span>{words}</span>
                                        <time>{on_clock.run(when)}</time>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ol>
        </section>
    }
    .into_any()
}

/// A button that leads on or back by a step: its sign, and what it does in words.
fn step_button(
    sign: &'static str,
    words: Signal<&'static str>,
    on_press: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class="button"
            aria-label=words
            title=words
            on:click=move |_| on_press()
        >
            {sign}
        </button>
    }
    .into_any()
}

/// Opens the best of what was offered.
fn begin(told: &Recorded, token: Option<Token>, video: HtmlVideoElement) -> Result<Open, Refused> {
    let playable = told.offers.iter();
    let playable =
        playable.filter(|offer| offer.codec == Codec::H264 && offer.transport != Transport::Other);
    // Fragments come in the recording's own pace and are kept as they are; the others as from a camera.
    let best = playable.min_by_key(|offer| (offer.transport != Transport::Fmp4, offer.transport));
    let best = best.ok_or(Refused::Undecodable)?;
    let over = Rc::new(Cell::new(None));
    let told_over = Rc::clone(&over);
    let ended: Ended = Rc::new(move |loss| told_over.set(Some(loss)));
    let link =
        Link::open(best, token, &video, Pace::Recorded, ended).map_err(|_| Refused::Undecodable)?;
    Ok(Open {
        video,
        link: Some(link),
        begins_at: told.begins_at,
        base_secs: Cell::new(None),
        opened_at: page_now(),
        over,
    })
}

fn refused(fault: DoorFault) -> Refused {
    match fault {
        DoorFault::NoRight | DoorFault::SignInNeeded => Refused::NoRight,
        // "Nothing is recorded yet of then" is a field's fault: the moment is ahead.
        DoorFault::Unknown | DoorFault::Field(_) => Refused::NotRecorded,
        _ => Refused::Away,
    }
}
