//! The deployment's settings and divisions, read once from the hub that serves the page.

mod address;
mod calibrations;
mod cameras;
mod directory;
mod fetch;
mod hand_labels;
mod heads;
mod hubs;
mod label_set;
mod moment;
mod papers;
mod person;
mod picture_layers;
mod plays;
mod surroundings;
mod survey;
mod texts;
mod watch;
mod whereabouts;

pub use address::{Addresses, Token, TokenError, offered_protocols};
pub use calibrations::{Calibrated, CalibrationVersion, CalibrationsError};
pub use cameras::CameraList;
pub use directory::{Crew, Directory, Division};
pub use fetch::{FetchError, fetch_deployment, fetch_divisions, fetch_me};
pub use hand_labels::HandLabel;
pub use heads::{Head, HeadMove, Holder, Looks, Told, Towards};
pub use hubs::Hubs;
pub use label_set::{LabelKind, LabelSet};
pub use moment::{AskedCamera, DemoPage, Moment, date_text, on_date, time_text};
pub use papers::{
    DailyReport, DayBefore, Figures, Hour, NamedDeadline, NamedIncident, Share, Sort, Tally,
    WatchSpan, Work, WorkLog,
};
pub use person::{Ability, CommandRight, Me, Person, Reach};
pub use picture_layers::{PictureLayer, PictureLayers, Writing};
pub use plays::{Offer, Transport};
pub use protocol::StreamState;
pub use surroundings::{
    Footprint, RawSurroundings, Surroundings, SurroundingsError, SurroundingsSource, read_cameras,
};
pub use survey::{SurveySource, Surveyed};
pub use texts::{IncidentTexts, PhotoSize, Proof, TextSource};
pub use watch::{
    Handover, Officer, OnWatch, OpenIncidents, ToldClaim, ToldClaims, Watch, perhaps_moment,
};
pub use whereabouts::Whereabouts;
