//! Reading changes from the bytes as they arrive, without drawing them.

use furun::platform::page_now;
use furun::store::{DirtySet, Feed};
use protocol::{Coding, ServerFrame};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::product::NETWORK;
use crate::sum::sum_of_all;

/// A feed that is read and not shown.
#[wasm_bindgen]
pub struct Reader {
    feed: Feed,
    dirty: DirtySet,
}

#[wasm_bindgen]
impl Reader {
    /// A feed that has told nothing.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self {
            feed: Feed::new(NETWORK),
            dirty: DirtySet::default(),
        }
    }

    /// Decodes one message and reads every field of its changes, which add up to what it gives.
    ///
    /// # Errors
    /// When the message is no frame.
    pub fn decode(message: &[u8]) -> Result<u64, JsError> {
        Ok(match decoded(message)? {
            ServerFrame::Deltas(deltas) => sum_of_all(deltas),
            _ => 0,
        })
    }

    /// Decodes one message and folds it.
    ///
    /// # Errors
    /// When the message is no frame, or does not fit those before it.
    pub fn fold(&mut self, message: &[u8]) -> Result<(), JsError> {
        self.dirty.clear();
        self.feed
            .fold(decoded(message)?, page_now(), &mut self.dirty)?;
        Ok(())
    }
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

fn decoded(message: &[u8]) -> Result<ServerFrame, JsError> {
    Ok(Coding::Postcard.decode(message)?)
}
