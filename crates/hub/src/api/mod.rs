//! What others read: `/api/v1`.

mod clock;
mod document;
mod health;
mod incident;
mod incidents;
mod moment;
mod params;
mod rates;
mod settings;
mod units;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::hub::Hub;

pub use document::described;

/// The addresses of the interface, with their description.
pub fn routes() -> OpenApiRouter<Arc<Hub>> {
    OpenApiRouter::new()
        .routes(routes!(health::health))
        .routes(routes!(incidents::list))
        .routes(routes!(incidents::one))
        .routes(routes!(units::positions))
        .routes(routes!(units::track))
        .routes(routes!(rates::rates))
        .routes(routes!(settings::deployment))
        .routes(routes!(settings::divisions))
        .routes(routes!(clock::read, clock::set))
        .routes(routes!(document::document))
        .routes(routes!(health::metrics))
}
