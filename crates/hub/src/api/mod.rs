//! What others read: `/api/v1`.

mod audit;
mod body;
mod calibrations;
mod cameras;
mod claims;
mod clock;
mod commands;
mod daily;
mod document;
mod favourites;
mod handovers;
mod heads;
mod health;
mod incident;
mod incidents;
mod labels;
mod moment;
mod params;
mod people;
mod photos;
mod plays;
mod rates;
mod session;
mod settings;
mod units;
mod walls;
mod worklog;

use std::sync::Arc;

use axum::Extension;
use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use self::cameras::CameraAnswers;
use self::daily::DailyReports;
use crate::hub::Hub;

pub use document::described;

/// The addresses of the interface, with their description. A photo has at most so many bytes, whatever other bodies may.
pub fn routes(photo_bytes: usize) -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(health::health))
        .routes(routes!(incidents::list))
        .routes(routes!(incidents::one))
        .routes(routes!(commands::command))
        .routes(routes!(photos::send).layer(DefaultBodyLimit::max(photo_bytes)))
        .routes(routes!(photos::whole))
        .routes(routes!(photos::thumbnail))
        .routes(routes!(claims::hold, claims::release))
        .routes(routes!(claims::list))
        .routes(routes!(units::positions))
        .routes(routes!(units::track))
        .routes(routes!(rates::rates))
        .routes(routes!(settings::deployment))
        .routes(routes!(settings::divisions))
        .routes(routes!(settings::buildings))
        .routes(routes!(cameras::list).layer(Extension(CameraAnswers::default())))
        .routes(routes!(plays::begin))
        .routes(routes!(calibrations::newest))
        .routes(routes!(calibrations::history, calibrations::save))
        .routes(routes!(labels::list, labels::make))
        .routes(routes!(labels::change, labels::remove))
        .routes(routes!(heads::read))
        .routes(routes!(heads::hold, heads::release))
        .routes(routes!(heads::begin))
        .routes(routes!(heads::telemetry))
        .routes(routes!(clock::read, clock::set))
        .routes(routes!(session::sign_in, session::sign_out))
        .routes(routes!(session::sign_out_everywhere))
        .routes(routes!(session::me))
        .routes(routes!(session::change_password))
        .routes(routes!(favourites::read, favourites::keep))
        .routes(routes!(walls::list, walls::ask))
        .routes(routes!(walls::claim))
        .routes(routes!(walls::confirm))
        .routes(routes!(walls::revoke))
        .routes(routes!(people::list, people::add))
        .routes(routes!(people::first))
        .routes(routes!(people::change, people::put))
        .routes(routes!(people::end_sessions))
        .routes(routes!(handovers::list, handovers::give))
        .routes(routes!(handovers::sign))
        .routes(routes!(handovers::take))
        .routes(routes!(worklog::read))
        .routes(routes!(daily::read).layer(Extension(DailyReports::default())))
        .routes(routes!(audit::read))
        .routes(routes!(audit::export))
        .routes(routes!(document::document))
        .routes(routes!(health::metrics))
}
