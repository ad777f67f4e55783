//! What people measured and named, as it was read last.

use std::sync::Arc;

use leptos::logging::warn;
use leptos::prelude::*;

use super::Store;
use crate::config::SurveySource;

impl Store {
    /// Reads it anew; what does not come leaves what is known as it is.
    pub async fn read_survey(self, source: SurveySource) {
        match source.read().await {
            Ok(read) => {
                // The page may have gone meanwhile; and nobody is woken when nothing changed.
                let is_news = self.surveyed.try_with_untracked(|known| **known != read);
                if is_news == Some(true) {
                    self.surveyed.set(Arc::new(read));
                }
            }
            Err(error) => warn!("calibrations and labels: {error}"),
        }
    }
}
