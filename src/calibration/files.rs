//! Points as a file: to be looked at elsewhere, or taken to another hub.

use domain::CameraId;
use protocol::{ControlSheet, SheetFault};
use serde_json::{Value, json};

use crate::i18n::{Language, t};

/// Why a file cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// It is no JSON.
    NoJson,
    /// It is of another camera.
    OtherCamera(String),
    /// A field of it cannot be used.
    Field(String, SheetFault),
}

/// The points of a camera as a file.
#[must_use]
pub fn written(camera: &CameraId, sheet: &ControlSheet) -> String {
    // Numbers and texts are always JSON.
    let document = json!({ "camera": camera, "views": sheet.views });
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// The points in a file.
///
/// # Errors
/// [`FileFault`] says what of it cannot be used.
pub fn read(text: &str, camera: &CameraId) -> Result<ControlSheet, FileFault> {
    let document: Value = serde_json::from_str(text).map_err(|_| FileFault::NoJson)?;
    let sheet = ControlSheet::read(&document);
    let sheet = sheet.map_err(|error| FileFault::Field(error.pointer, error.fault))?;
    match document.get("camera").and_then(Value::as_str) {
        None => Err(FileFault::Field("/camera".to_owned(), SheetFault::Missing)),
        Some(other) if other != camera.as_str() => Err(FileFault::OtherCamera(other.to_owned())),
        Some(_) => Ok(sheet),
    }
}

impl FileFault {
    /// What is wrong, in words.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::NoJson => t!(language, calibration.import.no_json).to_owned(),
            Self::OtherCamera(other) => {
                t!(language, calibration.import.other_camera, camera = other)
            }
            Self::Field(pointer, fault) => {
                // A pointer to the whole names nothing (RFC 6901).
                let field = match pointer.as_str() {
                    "" => t!(language, calibration.import.whole),
                    field => field,
                };
                let why = match fault {
                    SheetFault::Missing => t!(language, calibration.import.missing),
                    SheetFault::Range(_) => t!(language, calibration.import.range),
                    SheetFault::TooMany(_) => t!(language, calibration.import.too_many),
                    SheetFault::Kind(_) | SheetFault::Unmeasured | SheetFault::Calibration(_) => {
                        t!(language, calibration.import.kind)
                    }
                };
                t!(language, calibration.import.field, field = field, why = why)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"{"camera": "L-001-01", "views": [{"pan_degrees": 40.0, "tilt_degrees": -5.0, "zoom": 1.0,
        "width": 1280.0, "height": 720.0, "drawn": true, "points": [{"x": 12.5, "y": 300.0,
        "position": {"lon": 106.27, "lat": 29.39}, "height_metres": 0.0, "counts": true}]}]}"#;

    fn camera() -> CameraId {
        CameraId::try_from("L-001-01").expect("an id")
    }

    #[test]
    fn what_is_exported_is_imported_as_it_was() {
        let sheet = read(FILE, &camera()).expect("a good file");
        assert_eq!(read(&written(&camera(), &sheet), &camera()), Ok(sheet));
    }

    #[test]
    fn a_file_that_cannot_be_used_says_which_field_and_why() {
        let check = |text: &str, words: &str| {
            let fault = read(text, &camera()).expect_err("it cannot be used");
            let told = fault.words(Language::English);
            assert!(told.contains(words), "{told}");
        };
        check("points", "JSON");
        check("{}", "/views");
        check("[]", "the file as a whole is not what belongs there");
        check(&FILE.replace("L-001-01", "L-002-01"), "L-002-01");
        check(
            &FILE.replace("29.39", "229.39"),
            "/views/0/points/0/position/lat",
        );
        check(&FILE.replace("\"zoom\": 1.0,", ""), "/views/0/zoom");
        check(&FILE.replace("\"camera\": \"L-001-01\", ", ""), "/camera");
    }
}
