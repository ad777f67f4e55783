//! Time zones, which the browser knows the rules of.

use std::cell::Cell;

use domain::{Millis, Timestamp};
use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A time zone that the browser does not know: show UTC instead, and say so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the browser does not know the time zone {0}")]
pub struct UnknownTimeZone(pub String);

/// A quarter of an hour: no zone changes its offset at another moment.
const QUARTER: i64 = 15 * 60 * 1_000;

/// How far the clocks of a zone (IANA name, "Asia/Chongqing") are ahead of UTC at a moment.
///
/// # Errors
/// When the browser knows no such zone.
pub fn offsets_of(zone: &str) -> Result<impl Fn(Timestamp) -> Millis + 'static, UnknownTimeZone> {
    let format = format_in(zone).ok_or_else(|| UnknownTimeZone(zone.to_owned()))?;
    let last: Cell<Option<(i64, Millis)>> = Cell::new(None);
    Ok(move |at: Timestamp| {
        let quarter = at.0.div_euclid(QUARTER);
        if let Some((_, offset)) = last.get().filter(|(known, _)| *known == quarter) {
            return offset;
        }
        let offset = offset(&format, Timestamp(quarter * QUARTER)).unwrap_or(Millis::ZERO);
        last.set(Some((quarter, offset)));
        offset
    })
}

/// An `Intl.DateTimeFormat` and its method `formatToParts`.
struct Format {
    format: JsValue,
    to_parts: Function,
}

/// A formatter that writes all parts of a date in digits.
fn format_in(zone: &str) -> Option<Format> {
    let options = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&options, &name.into(), value).ok();
    set("timeZone", &zone.into())?;
    set("hourCycle", &"h23".into())?;
    set("era", &"short".into())?;
    for part in ["year", "month", "day", "hour", "minute", "second"] {
        set(part, &"numeric".into())?;
    }
    // `new` throws for an unknown zone, and js-sys declares it as if it did not; so it is called through Reflect.
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?;
    let arguments = Array::of2(&"en-US".into(), &options);
    let class = class.unchecked_into::<Function>();
    let format = Reflect::construct(&class, &arguments).ok()?;
    let to_parts = Reflect::get(&format, &"formatToParts".into()).ok()?;
    Some(Format {
        to_parts: to_parts.unchecked_into(),
        format,
    })
}

/// What the zone's clocks show at a moment, read as if it were UTC, less the moment.
fn offset(format: &Format, at: Timestamp) -> Option<Millis> {
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    let parts = format.to_parts.call1(&format.format, &date).ok()?;
    let parts: Array = parts.unchecked_into();
    let text = |name: &str| {
        parts.iter().find_map(|part| {
            let kind = Reflect::get(&part, &"type".into()).ok()?.as_string()?;
            if kind != name {
                return None;
            }
            Reflect::get(&part, &"value".into()).ok()?.as_string()
        })
    };
    let number = |name: &str| text(name)?.parse::<f64>().ok();
    let year = match text("era")?.as_str() {
        "BC" => 1.0 - number("year")?,
        _ => number("year")?,
    };
    let shown = Date::utc(year, number("month")? - 1.0);
    let day = (number("day")? - 1.0) * 24.0 + number("hour")?;
    let shown = shown + ((day * 60.0 + number("minute")?) * 60.0 + number("second")?) * 1_000.0;
    Some(Millis(shown as i64 - at.0))
}
