//! What things look like on the map: colour, shape and letter say the stage, size the priority, blink and rings call.
//!
//! `design/lifecycle.md`, "Stages and their signs", and `design/screen.md`, "Signs".

mod badges;
mod colours;
mod incident_sign;
mod letters;
mod place_sign;

pub use badges::{badge_of, badges};
pub use colours::{
    CAMERA, CREW, GROUND, GROUP, LAND, STATION, family_colour, family_token, stage_colour,
};
pub use incident_sign::{Circumstances, incident_sign};
pub use letters::{letter_of, letters};
pub use place_sign::{camera_sign, crew_sign, hand_sign, station_sign};
