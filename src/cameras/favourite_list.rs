//! Which cameras are somebody's own: what the hub told last, and what was changed here since.

use serde::{Deserialize, Serialize};

use crate::commands::ToldFavourites;

/// Most that are kept, here as by the hub: beyond it a list is no shorter way than the tree.
const MOST: usize = 200;

/// Somebody's own cameras, as a browser keeps them. Of whoever has no account the hub tells none, and all are changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FavouriteList {
    told: ToldFavourites,
    /// At most one a camera, in the order in which they were made.
    changes: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Change {
    camera: String,
    is_chosen: bool,
}

impl FavouriteList {
    /// Their codes, in the order in which they were chosen.
    pub fn cameras(&self) -> Vec<String> {
        let is_out = |camera: &String| {
            let mut changes = self.changes.iter();
            changes.any(|change| change.camera == *camera && !change.is_chosen)
        };
        let told = self.told.cameras.iter().filter(|camera| !is_out(camera));
        let chosen = self.changes.iter().filter(|change| change.is_chosen);
        let chosen = chosen.map(|change| &change.camera);
        told.chain(chosen).take(MOST).cloned().collect()
    }

    /// Whether a camera is one of them.
    pub fn has(&self, camera: &str) -> bool {
        let mut changes = self.changes.iter();
        let change = changes.find(|change| change.camera == camera);
        change.map_or_else(
            || self.told.cameras.iter().any(|known| known == camera),
            |change| change.is_chosen,
        )
    }

    /// Makes a camera one of them, or one no longer.
    pub fn toggle(&mut self, camera: &str) {
        let is_chosen = !self.has(camera);
        if !is_chosen || self.cameras().len() < MOST {
            self.change(camera, is_chosen);
        }
    }

    fn change(&mut self, camera: &str, is_chosen: bool) {
        self.changes.retain(|change| change.camera != camera);
        self.changes.push(Change {
            camera: camera.to_owned(),
            is_chosen,
        });
        self.drop_done();
    }

    /// Takes over what was kept without the hub.
    pub fn take_over(&mut self, cameras: &[String]) {
        for camera in cameras {
            self.change(camera, true);
        }
    }

    /// What the hub tells now: changes that it knows of are changes no longer.
    pub fn tell(&mut self, told: ToldFavourites) {
        self.told = told;
        self.drop_done();
    }

    fn drop_done(&mut self) {
        let told = &self.told.cameras;
        self.changes
            .retain(|change| told.contains(&change.camera) != change.is_chosen);
    }

    /// What the hub is to keep in the place of which version; `None` when it has it all.
    pub fn owed(&self) -> Option<(u64, Vec<String>)> {
        let cameras = self.cameras();
        (cameras != self.told.cameras).then_some((self.told.version, cameras))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(version: u64, cameras: &[&str]) -> ToldFavourites {
        ToldFavourites {
            version,
            cameras: cameras.iter().map(|id| (*id).to_owned()).collect(),
        }
    }

    fn list(version: u64, cameras: &[&str]) -> FavouriteList {
        let mut list = FavouriteList::default();
        list.tell(told(version, cameras));
        list
    }

    #[test]
    fn what_was_changed_here_is_owed_until_the_hub_tells_it() {
        let mut list = list(3, &["a", "b"]);
        assert_eq!(list.owed(), None);
        list.toggle("a");
        list.toggle("c");
        assert_eq!(list.cameras(), ["b", "c"]);
        assert_eq!(
            ["a", "b", "c", "d"].map(|id| list.has(id)),
            [false, true, true, false]
        );
        let cameras = vec!["b".to_owned(), "c".to_owned()];
        assert_eq!(list.owed(), Some((3, cameras)));
        list.tell(told(4, &["b", "c"]));
        assert_eq!((list.owed(), list.changes.len()), (None, 0));
    }

    #[test]
    fn what_another_browser_changed_meanwhile_stays_beside_what_was_changed_here() {
        let mut list = list(1, &["a", "b"]);
        list.toggle("b");
        list.toggle("c");
        list.tell(told(2, &["a", "b", "d"]));
        assert_eq!(list.cameras(), ["a", "d", "c"]);
        assert_eq!(list.owed().map(|(version, _)| version), Some(2));
    }

    #[test]
    fn what_is_changed_back_is_no_change() {
        let mut list = list(1, &["a"]);
        for camera in ["a", "c", "c", "a"] {
            list.toggle(camera);
        }
        assert_eq!((list.owed(), list.changes.len()), (None, 0));
    }

    #[test]
    fn what_was_kept_before_is_added_once_and_no_more_than_there_is_room_for() {
        let mut known = list(1, &["a", "b"]);
        known.take_over(&["b".to_owned(), "c".to_owned()]);
        assert_eq!(known.cameras(), ["a", "b", "c"]);
        let many: Vec<String> = (0..MOST).map(|number| number.to_string()).collect();
        known.take_over(&many);
        assert_eq!(known.cameras().len(), MOST);
        let kept = known.cameras();
        known.tell(ToldFavourites {
            version: 2,
            cameras: kept,
        });
        assert_eq!(
            known.owed(),
            None,
            "what has no room is not asked for again"
        );
        known.toggle("another");
        assert_eq!(known.owed(), None, "there is no room");
    }
}
