//! A filmed picture: which of its pictures is shown, where the camera looked when it was taken, and where it lies on the page.

use geodesy::Earth;

use super::CameraPicture;
use crate::ar::followed::relied_on;
use crate::ar::standing::Aim;
use crate::platform::page_now;
use crate::video::PictureShown;

impl CameraPicture {
    /// A picture of the film is shown, from now on instead of the drawn one: labels are put where it has what they stand on.
    pub fn show_film(&self, shown: PictureShown) {
        let before = self.film.replace(Some(shown));
        let now = page_now();
        let (delay, fixed, home) = {
            let head = self.head.borrow();
            let standing = head.standing();
            (
                standing.film_delay_ms(),
                standing.is_fixed(),
                standing.home(),
            )
        };
        let look = {
            let followed = self.followed.borrow();
            followed
                .as_ref()
                .and_then(|followed| followed.look_in_film(shown.came_at, delay, now))
        };
        let moved = match look {
            Some(look) => {
                self.set_lost(false);
                self.take_look(&look)
            }
            None if fixed => {
                self.set_lost(false);
                self.look_at(home)
            }
            // Where it looks nobody says: nothing can be put into its picture.
            None => {
                self.set_lost(true);
                false
            }
        };
        if before.is_none_or(|before| before.size != shown.size) {
            self.behind.set(false);
            self.dress();
            self.tell_aim();
        } else if moved {
            self.tell_aim();
        }
        self.draw();
    }

    /// There is no film any more: the drawn picture is shown.
    pub fn end_film(&self) {
        if self.film.take().is_some() {
            self.dress();
            self.look();
        }
    }

    /// Whether a film is shown.
    #[must_use]
    pub const fn is_filmed(&self) -> bool {
        self.film.get().is_some()
    }

    /// Whether nobody knows where the camera of the film looks, or where the followed head does.
    #[must_use]
    pub const fn is_lost(&self) -> bool {
        self.is_lost.get()
    }

    pub(super) fn set_lost(&self, is_lost: bool) {
        if self.is_lost.replace(is_lost) != is_lost {
            (self.options.on_lost)(is_lost);
        }
    }

    fn look_at(&self, aim: Aim) -> bool {
        let mut head = self.head.borrow_mut();
        let moved = head.aim() != aim;
        head.set(aim);
        moved
    }

    /// What is written into a picture stands on the earth that it shows: the real one, or the map library's (ADR 23).
    pub(super) fn earth(&self) -> Earth {
        if self.is_filmed() {
            Earth::Ellipsoid
        } else {
            Earth::MercatorSheet
        }
    }

    /// How much of the labels is there: in a film they fade while the head turns faster than it can tell.
    pub(super) fn fade(&self, pixels_of_a_degree: f64, scale: f64) -> f64 {
        if !self.is_filmed() {
            return 1.0;
        }
        relied_on(self.unsure.get() * pixels_of_a_degree / scale)
    }

    /// Lays the labels over what is shown: a film keeps its shape, and leaves bars beside or above it.
    pub(super) fn fit(&self) {
        let (container, canvas) = (&self.options.container, &self.options.canvas);
        let style = canvas.style();
        let put = |name: &str, pixels: Option<f64>| {
            // A length is taken, and what is not there needs not be taken away.
            let _ = match pixels {
                Some(pixels) => style.set_property(name, &format!("{pixels:.2}px")),
                None => style.remove_property(name).map(|_| ()),
            };
        };
        let (width, height) = (
            f64::from(container.client_width()),
            f64::from(container.client_height()),
        );
        let film = self.film.get().map(|shown| shown.size);
        let fitted = film.filter(|(wide, high)| *wide > 0.0 && *high > 0.0);
        let fitted = fitted.map(|(wide, high)| {
            let share = (width / wide).min(height / high);
            (wide * share, high * share)
        });
        put("left", fitted.map(|(wide, _)| (width - wide) / 2.0));
        put("top", fitted.map(|(_, high)| (height - high) / 2.0));
        put("width", fitted.map(|(wide, _)| wide));
        put("height", fitted.map(|(_, high)| high));
    }
}
