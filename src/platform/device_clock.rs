//! The device's own clock: what is kept on a device is as old as the device says, whatever the deployment's clock shows.

use domain::Timestamp;

/// What the device's clock shows. A person may have set it wrong: nothing is decided by it but the order and age of what is
/// kept here.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "the one place of the screen that reads the device's clock"
)]
pub fn device_now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}
