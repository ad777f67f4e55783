//! One JSON object of a body, field by field, each flaw with its pointer.

use std::fmt;

use domain::{InvalidId, InvalidPosition, Timestamp, Wgs84};
use geodesy::{CoordinateSystem, wgs84_from};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::element::{BodyError, ElementError, Elements, Flaw, Shape};
use crate::limits::MOST_ELEMENTS;
use crate::moment;

/// A flaw and where it is.
pub(crate) struct Located {
    pub(crate) pointer: String,
    pub(crate) flaw: Flaw,
}

/// The elements of a body as they are written: itself, the members of an array, or those of the array that `envelope`
/// names. A body whose text is JSON has all its elements judged one by one.
fn elements<'a>(
    body: &'a [u8],
    envelope: &'static str,
) -> Result<(Shape, Vec<&'a RawValue>), BodyError> {
    let text = std::str::from_utf8(body).map_err(|error| BodyError::NotUtf8 {
        byte: error.valid_up_to(),
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let whole: &RawValue = serde_json::from_str(text).map_err(|error| BodyError::NotJson {
        line: error.line(),
        column: error.column(),
        reason: error.to_string(),
    })?;
    let wrong_shape = |_| BodyError::WrongShape { envelope };
    let members = |list: &'a RawValue| -> Result<Vec<&'a RawValue>, BodyError> {
        let members: Vec<&RawValue> = serde_json::from_str(list.get()).map_err(wrong_shape)?;
        if members.len() > MOST_ELEMENTS {
            return Err(BodyError::TooMany {
                count: members.len(),
                limit: MOST_ELEMENTS,
            });
        }
        Ok(members)
    };
    match whole.get().as_bytes().first() {
        Some(b'[') => Ok((Shape::List, members(whole)?)),
        Some(b'{') => {
            let Object(pairs): Object<&RawValue> =
                serde_json::from_str(whole.get()).map_err(wrong_shape)?;
            match pairs.as_slice() {
                [(name, list)] if name == envelope => {
                    Ok((Shape::Envelope(envelope), members(list)?))
                }
                _ => Ok((Shape::Single, vec![whole])),
            }
        }
        _ => Err(BodyError::WrongShape { envelope }),
    }
}

/// Reads each element of a body for itself.
pub(crate) fn read_each<T>(
    body: &[u8],
    envelope: &'static str,
    read: impl Fn(&mut Fields) -> Result<T, Located>,
) -> Result<Elements<T>, BodyError> {
    let read_one = |pointer: String, raw: &RawValue| {
        let mut fields = Fields::read(pointer, raw)?;
        read(&mut fields)
    };
    let (shape, elements) = elements(body, envelope)?;
    let each = elements
        .into_iter()
        .enumerate()
        .map(|(index, raw)| {
            read_one(shape.pointer(index), raw).map_err(|Located { pointer, flaw }| ElementError {
                index,
                pointer,
                flaw,
            })
        })
        .collect();
    Ok(Elements { each, shape })
}

/// A JSON object in the order in which it was written, repeated names included.
struct Object<V>(Vec<(String, V)>);

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Object<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs<V>(std::marker::PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Pairs<V> {
            type Value = Object<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<V>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Object(pairs))
            }
        }

        deserializer.deserialize_map(Pairs(std::marker::PhantomData))
    }
}

/// The fields of one object. What has been asked for is known; [`Fields::nothing_else`] refuses the rest.
pub(crate) struct Fields {
    pointer: String,
    pairs: Vec<(String, Value)>,
    asked: Vec<&'static str>,
}

impl Fields {
    fn read(pointer: String, raw: &RawValue) -> Result<Self, Located> {
        if !raw.get().starts_with('{') {
            let flaw = match serde_json::from_str::<Value>(raw.get()) {
                Ok(value) => Flaw::WrongType {
                    expected: "an object",
                    found: type_word(&value),
                },
                Err(error) => Flaw::Unreadable(error.to_string()),
            };
            return Err(Located { pointer, flaw });
        }
        match serde_json::from_str::<Object<Value>>(raw.get()) {
            Ok(Object(pairs)) => Self::from_pairs(pointer, pairs),
            Err(error) => Err(Located {
                pointer,
                flaw: Flaw::Unreadable(error.to_string()),
            }),
        }
    }

    fn from_pairs(pointer: String, pairs: Vec<(String, Value)>) -> Result<Self, Located> {
        let fields = Self {
            pointer,
            pairs,
            asked: Vec::new(),
        };
        let mut names: Vec<&str> = fields.pairs.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(fields.flaw(pair[0], Flaw::Repeated)),
            None => Ok(fields),
        }
    }

    /// The flaw of a field.
    pub(crate) fn flaw(&self, name: &str, flaw: Flaw) -> Located {
        let name: String = name.chars().take(60).collect();
        let escaped = name.replace('~', "~0").replace('/', "~1");
        Located {
            pointer: format!("{}/{escaped}", self.pointer),
            flaw,
        }
    }

    /// The field's value; `null` is absence.
    fn value(&mut self, name: &'static str) -> Option<Value> {
        self.asked.push(name);
        let (_, value) = self.pairs.iter_mut().find(|(known, _)| known == name)?;
        match value.take() {
            Value::Null => None,
            value => Some(value),
        }
    }

    fn wrong_type(&self, name: &str, expected: &'static str, found: &Value) -> Located {
        self.flaw(
            name,
            Flaw::WrongType {
                expected,
                found: type_word(found),
            },
        )
    }

    /// A text of at most `limit` characters. A blank text says nothing and is absence.
    pub(crate) fn text(
        &mut self,
        name: &'static str,
        limit: usize,
    ) -> Result<Option<String>, Located> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => match checked_text(&text, limit) {
                Ok(()) if text.trim().is_empty() => Ok(None),
                Ok(()) => Ok(Some(text)),
                Err(flaw) => Err(self.flaw(name, flaw)),
            },
            Some(other) => Err(self.wrong_type(name, "a text", &other)),
        }
    }

    /// An id. A blank text is absence; a number is taken as its digits only where `digits` says so.
    pub(crate) fn id<T>(&mut self, name: &'static str, digits: Digits) -> Result<Option<T>, Located>
    where
        T: for<'t> TryFrom<&'t str, Error = InvalidId>,
    {
        let text = match self.value(name) {
            None => return Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => text,
            Some(Value::Number(number))
                if digits == Digits::Taken && (number.is_u64() || number.is_i64()) =>
            {
                number.to_string()
            }
            Some(other) => return Err(self.wrong_type(name, "a text", &other)),
        };
        T::try_from(&text)
            .map(Some)
            .map_err(|error| self.flaw(name, error.into()))
    }

    /// A word of a fixed list.
    pub(crate) fn word<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&'static str, T)],
    ) -> Result<Option<T>, Located> {
        let word = match self.value(name) {
            None => return Ok(None),
            Some(Value::String(word)) => word,
            Some(other) => return Err(self.wrong_type(name, "a text", &other)),
        };
        match words.iter().find(|(known, _)| *known == word) {
            Some((_, meant)) => Ok(Some(*meant)),
            None => {
                let allowed = words
                    .iter()
                    .map(|(known, _)| *known)
                    .collect::<Vec<_>>()
                    .join(", ");
                Err(self.flaw(name, Flaw::UnknownWord { allowed }))
            }
        }
    }

    /// True or false.
    pub(crate) fn boolean(&mut self, name: &'static str) -> Result<Option<bool>, Located> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(value)),
            Some(other) => Err(self.wrong_type(name, "true or false", &other)),
        }
    }

    /// A number.
    pub(crate) fn number(&mut self, name: &'static str) -> Result<Option<f64>, Located> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Number(number)) => match number.as_f64() {
                Some(value) => Ok(Some(value)),
                None => {
                    Err(self.flaw(name, Flaw::Unreadable("the number is too large".to_owned())))
                }
            },
            Some(other) => Err(self.wrong_type(name, "a number", &other)),
        }
    }

    /// A list of ids, at most `limit` of them.
    pub(crate) fn ids<T>(&mut self, name: &'static str, limit: usize) -> Result<Vec<T>, Located>
    where
        T: for<'t> TryFrom<&'t str, Error = InvalidId>,
    {
        let members = match self.value(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(members)) => members,
            Some(other) => return Err(self.wrong_type(name, "a list of texts", &other)),
        };
        if members.len() > limit {
            return Err(self.flaw(
                name,
                Flaw::TooManyMembers {
                    count: members.len(),
                    limit,
                },
            ));
        }
        let read = |(index, member): (usize, Value)| {
            let flaw = match &member {
                Value::String(text) => match T::try_from(text) {
                    Ok(id) => return Ok(id),
                    Err(error) => error.into(),
                },
                other => Flaw::WrongType {
                    expected: "a text",
                    found: type_word(other),
                },
            };
            Err(Located {
                pointer: format!("{}/{name}/{index}", self.pointer),
                flaw,
            })
        };
        members.into_iter().enumerate().map(read).collect()
    }

    /// An object within.
    pub(crate) fn object(&mut self, name: &'static str) -> Result<Option<Self>, Located> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Self::from_pairs(
                format!("{}/{name}", self.pointer),
                map.into_iter().collect(),
            )
            .map(Some),
            Some(other) => Err(self.wrong_type(name, "an object", &other)),
        }
    }

    /// A time: RFC 3339 with offset, or whole milliseconds since 1970.
    pub(crate) fn time(&mut self, name: &'static str) -> Result<Timestamp, Located> {
        let at = match self.value(name) {
            None => return Err(self.flaw(name, Flaw::Missing)),
            Some(Value::String(text)) => chrono::DateTime::parse_from_rfc3339(&text)
                .ok()
                .map(|at| at.timestamp_millis()),
            Some(Value::Number(number)) => number.as_i64(),
            Some(other) => return Err(self.wrong_type(name, "a text or a number", &other)),
        };
        let at = at.ok_or_else(|| self.flaw(name, Flaw::NotATime))?;
        moment::in_range(Timestamp(at)).ok_or_else(|| self.flaw(name, Flaw::TimeOutOfRange))
    }

    /// A position in `lon` and `lat`, in the system that `coordinates` names or else in `by_default`.
    pub(crate) fn position(
        &mut self,
        by_default: CoordinateSystem,
    ) -> Result<Option<Wgs84>, Located> {
        const SYSTEMS: [(&str, CoordinateSystem); 3] = [
            (CoordinateSystem::Wgs84.as_str(), CoordinateSystem::Wgs84),
            (CoordinateSystem::Gcj02.as_str(), CoordinateSystem::Gcj02),
            (CoordinateSystem::Bd09.as_str(), CoordinateSystem::Bd09),
        ];
        let system = self.word("coordinates", &SYSTEMS)?.unwrap_or(by_default);
        match (self.number("lon")?, self.number("lat")?) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(self.flaw("lon", Flaw::HalfAPosition)),
            (Some(_), None) => Err(self.flaw("lat", Flaw::HalfAPosition)),
            (Some(lon), Some(lat)) => match wgs84_from(system, lon, lat) {
                Ok(position) => Ok(Some(position)),
                Err(error @ InvalidPosition::Longitude(_)) => Err(self.flaw("lon", error.into())),
                Err(error @ InvalidPosition::Latitude(_)) => Err(self.flaw("lat", error.into())),
            },
        }
    }

    /// What must be there.
    pub(crate) fn needed<T>(&self, name: &'static str, value: Option<T>) -> Result<T, Located> {
        value.ok_or_else(|| self.flaw(name, Flaw::Missing))
    }

    /// Refuses any field that nobody asked for.
    pub(crate) fn nothing_else(&self, whole: &str) -> Result<(), Located> {
        match self
            .pairs
            .iter()
            .find(|(name, _)| !self.asked.contains(&name.as_str()))
        {
            Some((name, _)) => Err(self.flaw(name, Flaw::UnknownField(whole.to_owned()))),
            None => Ok(()),
        }
    }
}

/// Whether an id may be written as a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Digits {
    /// `17` is the id "17".
    Taken,
    /// Only texts are ids.
    Refused,
}

/// Refuses a text that is too long or does not print.
pub(crate) fn checked_text(text: &str, limit: usize) -> Result<(), Flaw> {
    let chars = text.chars().count();
    if chars > limit {
        return Err(Flaw::TooLong { chars, limit });
    }
    if text
        .chars()
        .any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
    {
        return Err(Flaw::ControlCharacter);
    }
    Ok(())
}

fn type_word(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
