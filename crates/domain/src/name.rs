//! What a thing is called, in both languages of the screen.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A name in Chinese and in English. A deployment that has only one language writes it in both.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Name {
    /// Chinese (zh-CN).
    pub zh: Arc<str>,
    /// English.
    pub en: Arc<str>,
}

impl Name {
    /// A name in both languages.
    #[must_use]
    pub fn new(zh: &str, en: &str) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// One name for both languages.
    #[must_use]
    pub fn same(text: &str) -> Self {
        let text: Arc<str> = text.into();
        Self {
            zh: Arc::clone(&text),
            en: text,
        }
    }
}
