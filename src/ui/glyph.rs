use std::f64::consts::TAU;

use leptos::prelude::*;

/// The outline of a sign; the same as the mark's on the map (`crates/marks/src/silhouette.rs`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silhouette {
    /// A square standing on its corner.
    Diamond,
    /// An upright square.
    Square,
    /// A square whose upper right corner is drawn up into a point.
    SquareCornerUp,
    /// A disc.
    Circle,
    /// A disc with a filled bar along its foot.
    CircleBar,
    /// A disc with a tick at its lower right.
    CircleTick,
    /// A small plain disc.
    Dot,
    /// A small diagonal cross.
    Cross,
}

/// The ring around a sign.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Ring {
    /// None.
    #[default]
    None,
    /// A ring that closes: this share of the time is used, 0 to 1.
    Closing(f64),
    /// A double ring: the time is over.
    Double,
}

impl Ring {
    /// The word for `data-ring` attributes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Closing(_) => "closing",
            Self::Double => "double",
        }
    }
}

/// How a sign looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlyphLook {
    /// Its outline.
    pub silhouette: Silhouette,
    /// Its colour: the name of a token ("waiting" is `--color-waiting`).
    pub tone: &'static str,
    /// The letter inside.
    pub letter: &'static str,
    /// The ring around it.
    pub ring: Ring,
    /// Whether it goes on and off with the screen's blink (`data-blink` on the root element).
    pub blinks: bool,
    /// Whether only the outline is coloured: what is known of it is old.
    pub hollow: bool,
    /// Whether its fill is hatched: it is not a real one.
    pub hatched: bool,
}

/// A sign as a small picture. The words beside it say the same, so it is hidden from screen readers.
#[component]
pub fn Glyph(
    /// How it looks.
    #[prop(into)]
    look: Signal<GlyphLook>,
) -> impl IntoView {
    move || {
        let look = look.get();
        view! {
            <svg
                class="glyph"
                viewBox="-17 -17 34 34"
                aria-hidden="true"
                data-tone=look.tone
                data-ring=look.ring.as_str()
                data-blinks=look.blinks
                data-hollow=look.hollow
                data-hatched=look.hatched
            >
                {ring(look.ring)}
                {body(look.silhouette)}
                {(look.hatched && !look.hollow).then(|| hatching(look.silhouette))}
                <text class="glyph__letter" y=letter_drop(look.silhouette)>
                    {look.letter}
                </text>
            </svg>
        }
    }
}

fn body(silhouette: Silhouette) -> AnyView {
    let outline = |d: &'static str| view! { <path class="glyph__body" d=d /> }.into_any();
    match silhouette {
        Silhouette::Diamond => outline("M0-12.4 12.4 0 0 12.4-12.4 0z"),
        Silhouette::Square => outline("M-9-9H9V9H-9z"),
        Silhouette::SquareCornerUp => outline("M-9-8H2L9.2-13.2V9H-9z"),
        Silhouette::Circle => view! { <circle class="glyph__body" r="10" /> }.into_any(),
        Silhouette::CircleBar => view! {
            <circle class="glyph__body" r="10" />
            <path class="glyph__foot" d="M-7.1 5.6H7.1A9.2 9.2 0 0 1-7.1 5.6z" />
        }
        .into_any(),
        Silhouette::CircleTick => view! {
            <circle class="glyph__body" r="10" />
            <circle class="glyph__tick-ground" cx="8" cy="8" r="5.4" />
            <path class="glyph__detail" d="M5.4 8.2 7.4 10.4 11 5.8" />
        }
        .into_any(),
        Silhouette::Dot => view! { <circle class="glyph__body" r="5" /> }.into_any(),
        Silhouette::Cross => view! {
            <path class="glyph__cross-edge" d="M-5-5 5 5M5-5-5 5" />
            <path class="glyph__stroke" d="M-5-5 5 5M5-5-5 5" />
        }
        .into_any(),
    }
}

/// Stripes across the body, as the mark on the map has them: a clip would need a name of its own for every sign on the page,
/// so they are drawn to the length that the outline leaves.
fn hatching(silhouette: Silhouette) -> AnyView {
    let stripes = match silhouette {
        Silhouette::Diamond => "M-9-2-2-9M-7 4 4-7M-4 7 7-4M2 9 9 2",
        Silhouette::Square | Silhouette::SquareCornerUp => "M-8 0 0-8M-8 7 7-8M-1 8 8-1",
        Silhouette::Circle | Silhouette::CircleBar | Silhouette::CircleTick => {
            "M-8-1-1-8M-7 5 5-7M-3 8 8-3"
        }
        Silhouette::Dot | Silhouette::Cross => "",
    };
    view! { <path class="glyph__hatching" d=stripes /> }.into_any()
}

const fn letter_drop(silhouette: Silhouette) -> &'static str {
    match silhouette {
        Silhouette::SquareCornerUp => "0.4",
        Silhouette::CircleBar => "-1.8",
        Silhouette::CircleTick => "-0.6",
        _ => "0",
    }
}

fn ring(ring: Ring) -> Option<AnyView> {
    const RADIUS: f64 = 14.5;
    match ring {
        Ring::None => None,
        Ring::Closing(used) => {
            let turn = used.clamp(0.0, 0.999) * TAU;
            let (x, y) = (RADIUS * turn.sin(), -RADIUS * turn.cos());
            let large = u8::from(used > 0.5);
            let arc = format!("M0-{RADIUS}A{RADIUS} {RADIUS} 0 {large} 1 {x:.2} {y:.2}");
            Some(view! { <path class="glyph__ring" d=arc /> }.into_any())
        }
        Ring::Double => Some(
            view! {
                <circle class="glyph__ring" r="13.6" />
                <circle class="glyph__ring" r="16.2" />
            }
            .into_any(),
        ),
    }
}
