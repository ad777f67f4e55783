//! What the page says of faults, classes and places.

use domain::{AreaId, Stage};

use super::outbox::Fault;
use super::whence::{SURE_WITHIN_M, Spotted, Whence};
use crate::config::Directory;
use crate::i18n::{Language, integer, t};
use crate::platform::{DatabaseError, Location};

/// Why the hub does not take a report.
pub(super) fn fault_words(language: Language, fault: &Fault) -> String {
    match fault {
        Fault::NoRight => t!(language, field.fault.no_right).to_owned(),
        Fault::NoPicture => t!(language, field.fault.no_picture).to_owned(),
        Fault::PhotoTooLarge => t!(language, field.fault.photo_too_large).to_owned(),
        Fault::Field(pointer, detail) => {
            let name = pointer.rsplit('/').next().unwrap_or_default();
            t!(language, field.fault.field, name = name, detail = detail)
        }
        Fault::NotAllowed => t!(language, field.fault.not_allowed).to_owned(),
        Fault::Unreadable(status) => t!(language, field.fault.unreadable, status = status),
    }
}

/// Why nothing can be kept on this device.
pub(super) fn keeping_words(language: Language, error: DatabaseError) -> &'static str {
    match error {
        DatabaseError::Full => t!(language, field.keeping.full),
        DatabaseError::Unavailable => t!(language, field.keeping.unavailable),
        DatabaseError::Broken => t!(language, field.keeping.broken),
    }
}

/// In which grid and patrol area a place is.
pub(super) fn division_words(
    language: Language,
    directory: &Directory,
    spotted: Spotted,
) -> Option<String> {
    let located = directory.whereabouts.locate(spotted.position);
    let area = located.area.map(|id| directory.area(&id));
    let area = area.as_ref().map(|name| language.pick(name));
    let grid = located.grid.map(|id| directory.grid(&id));
    let grid = grid.as_ref().map(|name| language.pick(name));
    match (grid, area) {
        (Some(grid), Some(area)) => {
            Some(t!(language, field.place.division, grid = grid, area = area))
        }
        (None, Some(only)) | (Some(only), None) => Some(only.to_owned()),
        (None, None) => None,
    }
}

/// Whether a place is outside of what the person may report.
pub(super) fn is_elsewhere(
    directory: &Directory,
    areas: Option<&[AreaId]>,
    spotted: Spotted,
) -> bool {
    let Some(areas) = areas else { return false };
    let area = directory.whereabouts.locate(spotted.position).area;
    // Divisions that have not been read yet accuse nobody.
    !directory.areas.is_empty() && area.is_none_or(|area| !areas.contains(&area))
}

/// How a place is known.
pub(super) fn whence_words(language: Language, whence: Whence) -> String {
    match whence {
        Whence::Map => t!(language, field.place.from_map).to_owned(),
        Whence::Photo => t!(language, field.place.from_photo).to_owned(),
        Whence::Device { accuracy_m } => {
            let metres = integer(accuracy_m.round() as u64);
            if accuracy_m > SURE_WITHIN_M {
                t!(language, field.place.from_unsure_device, metres = metres)
            } else {
                t!(language, field.place.from_device, metres = metres)
            }
        }
    }
}

/// Why no place is known.
pub(super) fn unplaced_words(language: Language, device: Option<Location>) -> &'static str {
    match device {
        Some(Location::Forbidden) => t!(language, field.place.forbidden),
        Some(Location::Unknown) => t!(language, field.place.unknown),
        Some(Location::Awaited | Location::Found { .. }) => t!(language, field.place.awaited),
        None => t!(language, field.place.no_device),
    }
}

/// Whether it is dealt with, as a citizen would say it.
pub(super) fn open_words(language: Language, stage: Stage) -> &'static str {
    match stage {
        Stage::Void => t!(language, field.mine.void),
        Stage::Closed => t!(language, field.mine.closed),
        Stage::Resolved => t!(language, field.mine.resolved),
        Stage::Reported => t!(language, field.mine.reported),
        Stage::Accepted => t!(language, field.mine.accepted),
        Stage::Dispatched => t!(language, field.mine.dispatched),
        Stage::OnScene | Stage::Handling => t!(language, field.mine.handling),
    }
}
