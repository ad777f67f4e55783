//! Finding cameras by what somebody types.

use std::collections::BTreeSet;

use super::{Catalogue, kind_names};
use crate::config::Directory;
use crate::selectors::fits;

/// The cameras that a text stands for, each as its number in the catalogue. Every word of it is in, or is read as, a name or
/// code of the camera, its point, its patrol area or its kind, or a code of one of its streams. `None` where nothing was typed.
#[must_use]
pub fn find(text: &str, catalogue: &Catalogue, directory: &Directory) -> Option<BTreeSet<usize>> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    // Of each point once: which words its own names have.
    let points = catalogue.points().iter();
    let points = points.map(|point| {
        let [kind_zh, kind_en] = kind_names(point.kind);
        let area = point.area.as_ref().map(|area| directory.area(area));
        let area = area
            .as_ref()
            .map_or(["", ""], |name| [&*name.zh, &*name.en]);
        let has = |word: &str| {
            let own = [&*point.name.zh, &*point.name.en, point.id.as_str()];
            fits(word, own) || fits(word, [kind_zh, kind_en]) || fits(word, area)
        };
        words.iter().map(|word| has(word)).collect::<Vec<bool>>()
    });
    let points: Vec<Vec<bool>> = points.collect();
    let found = catalogue.entries().iter().enumerate();
    let found = found.filter(|(_, entry)| {
        let camera = catalogue.camera_of(entry);
        let has = |word: &str| {
            let own = [&*camera.name.zh, &*camera.name.en, camera.id.as_str()];
            let mut streams = camera.streams.iter();
            fits(word, own) || streams.any(|stream| fits(word, [stream.id.as_str()]))
        };
        let of_point = &points[entry.point];
        let mut all = words.iter().zip(of_point);
        all.all(|(word, of_point)| *of_point || has(word))
    });
    Some(found.map(|(number, _)| number).collect())
}

#[cfg(test)]
mod tests {
    use super::super::sample::catalogue;
    use super::*;

    fn found(text: &str) -> Option<usize> {
        find(text, &catalogue(), &Directory::default()).map(|found| found.len())
    }

    #[test]
    fn a_camera_is_found_by_name_code_and_pinyin_of_itself_and_its_point() {
        for (text, count) in [
            ("米兰", 2),
            ("milan town", 2),
            ("mlxz", 2),
            ("milanxiaozhen", 2),
            ("x-001", 2),
            ("X-001-02", 1),
            ("x-001-02-sub", 1),
            ("卡口", 2),
            ("kakou", 2),
            ("checkpoint", 2),
            ("高点", 2),
        ] {
            assert_eq!(found(text), Some(count), "{text}");
        }
    }

    #[test]
    fn every_word_has_to_fit_somewhere() {
        assert_eq!(found("李子 云台 2"), Some(1));
        assert_eq!(found("mlxz yt"), Some(2));
        assert_eq!(found("米兰 卡口"), Some(0));
    }

    #[test]
    fn blanks_ask_for_nothing() {
        assert_eq!(found("  "), None);
    }
}
