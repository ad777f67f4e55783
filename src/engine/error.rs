//! What can go wrong between the engine and the browser.

/// Why the engine cannot draw.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The page gave no canvas or no 2D context to write letters with: show the picture as a list instead.
    #[error("the browser gives no canvas to draw on")]
    NoCanvas,
    /// The browser has no WebGL 2, or has switched it off: show the picture as a list instead.
    #[error("the browser gives no WebGL 2 context")]
    NoWebGl,
    /// A shader was refused: a fault of ours or of the graphics driver, with the driver's own words.
    #[error("the graphics driver refuses the {part}: {reason}")]
    Shader {
        /// Which program or shader it was.
        part: &'static str,
        /// What the driver says.
        reason: String,
    },
    /// The map library could not be fetched or started; the marks go on without it. Trying again later is sound.
    #[error("the map library at {address} does not start: {reason}")]
    MapLibrary {
        /// Where it was looked for.
        address: String,
        /// What the browser says.
        reason: String,
    },
    /// The browser has taken the graphics card away: set it again once the card is back.
    #[error("the graphics card is away")]
    Away,
    /// The map library refused a source, layer or camera.
    #[error("the map library refuses {what}: {reason}")]
    Refused {
        /// What it was given.
        what: String,
        /// What it says.
        reason: String,
    },
}
