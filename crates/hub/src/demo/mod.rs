//! The demo's own feed: the synthetic district's scripted day, told as its platforms would tell it.
//!
//! It knocks at the ingest doors with the platforms' own keys, so it has no rights, no way in and no luck that a platform
//! would not have. What it tells depends on the district, its seed and the date alone: a restart tells the same day again,
//! and what the log holds already is left out or answered as a duplicate.

mod feed;
mod people;
mod telling;

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::hub::Hub;
use feed::Feed;

pub use people::people;

/// Tells today since midnight, and then goes on with the deployment's clock until the hub stops. `None` when the
/// deployment has no synthetic district, which the script needs.
///
/// It plans days and waits on a thread of its own; nobody waits for it.
pub fn begin(hub: Arc<Hub>) -> Option<JoinHandle<()>> {
    let Some(seed) = hub.config.place.district_seed else {
        tracing::warn!(
            "There is no demo feed: it needs a synthetic district (place.district_seed)"
        );
        return None;
    };
    let runtime = Handle::current();
    Some(tokio::task::spawn_blocking(move || {
        Feed::new(hub, runtime, seed).run()
    }))
}
