//! What turns a camera, as a hub tells it (`GET /api/v1/cameras/{camera}/head` and its telemetry).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What a head can do.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Head {
    /// Whether it can be told where to look, in degrees.
    pub absolute: bool,
    /// Whether it tells where it looks.
    pub telemetry: bool,
    /// The names it knows places by.
    pub presets: Vec<String>,
    /// Whether there is no such device: no camera films from where it looks.
    #[serde(default)]
    pub simulated: bool,
}

/// Who holds a head.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Holder {
    /// What that person is called; `None` for who may not see accounts.
    pub name: Option<Arc<str>>,
}

/// Where a head says that it looks, from its own zero.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Looks {
    /// When it said so, in milliseconds since 1970 by the hub's machine.
    pub at: f64,
    /// Degrees clockwise.
    pub pan_degrees: f64,
    /// Degrees above its horizon.
    pub tilt_degrees: f64,
    /// Zoom factor, 1 at the wide end.
    pub zoom: f64,
}

/// What a head's telemetry tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Where it looks.
    Looks(Looks),
    /// Somebody had it move, at so many milliseconds since 1970 by the hub's machine.
    Moved(f64),
    /// Who holds it; `None` for nobody.
    Holder(Option<Holder>),
}

#[derive(Deserialize)]
struct RawMove {
    moved_at: f64,
}

#[derive(Deserialize)]
struct RawHolder {
    holder: Option<Holder>,
}

impl Told {
    /// Reads one text of the telemetry; `None` for what is neither.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(looks) = serde_json::from_str::<Looks>(text) {
            let numbers = [looks.pan_degrees, looks.tilt_degrees, looks.zoom];
            let is_sound = numbers.iter().all(|number| number.is_finite()) && looks.zoom > 0.0;
            return is_sound.then_some(Self::Looks(looks));
        }
        if let Ok(RawMove { moved_at }) = serde_json::from_str(text) {
            return Some(Self::Moved(moved_at));
        }
        // `null` is nobody; a text without the word says nothing of it.
        if !text.contains("\"holder\"") {
            return None;
        }
        let RawHolder { holder } = serde_json::from_str(text).ok()?;
        Some(Self::Holder(holder))
    }
}

/// A part of where a head is to look; what is missing stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Towards {
    /// Degrees clockwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pan_degrees: Option<f64>,
    /// Degrees above its horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tilt_degrees: Option<f64>,
    /// Zoom factor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoom: Option<f64>,
}

/// What a head is to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadMove {
    /// Look there.
    Absolute(Towards),
    /// Look so much further than where it is to look.
    Relative(Towards),
    /// Look where a name stands for.
    Preset(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telemetry_tells_where_a_head_looks_and_who_holds_it() {
        let looks =
            r#"{"at": 1795443000000, "pan_degrees": 12.34, "tilt_degrees": -4.5, "zoom": 2.0}"#;
        let Some(Told::Looks(looks)) = Told::parse(looks) else {
            panic!("it says where it looks");
        };
        assert_eq!((looks.at, looks.pan_degrees), (1_795_443_000_000.0, 12.34));
        let held =
            Told::parse(r#"{"holder": {"name": "王警官", "until": "2026-11-26T08:00:00Z"}}"#);
        let name = Some("王警官".into());
        assert_eq!(held, Some(Told::Holder(Some(Holder { name }))));
        assert_eq!(Told::parse(r#"{"holder": null}"#), Some(Told::Holder(None)));
        let moved = Told::parse(r#"{"moved_at": 1795443000000}"#);
        assert_eq!(moved, Some(Told::Moved(1_795_443_000_000.0)));
    }

    #[test]
    fn what_is_no_telemetry_is_nothing() {
        for text in [
            "",
            "{}",
            "null",
            r#"{"holder": 5}"#,
            r#"{"at": 1, "pan_degrees": 5}"#,
        ] {
            assert_eq!(Told::parse(text), None, "{text}");
        }
        let standing = r#"{"at": 1, "pan_degrees": 5, "tilt_degrees": 0, "zoom": 0}"#;
        assert_eq!(Told::parse(standing), None, "no lens has a zoom of 0");
    }

    #[test]
    fn a_move_says_nothing_of_what_stays() {
        let zoom = HeadMove::Relative(Towards {
            zoom: Some(1.0),
            ..Towards::default()
        });
        let written = serde_json::to_string(&zoom).expect("JSON");
        assert_eq!(written, r#"{"relative":{"zoom":1.0}}"#);
        let preset = serde_json::to_string(&HeadMove::Preset("home".to_owned()));
        assert_eq!(preset.expect("JSON"), r#"{"preset":"home"}"#);
    }
}
