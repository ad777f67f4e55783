//! The cameras as this screen knows them: read when somebody first wants to see one, and again while somebody looks.

use std::rc::Rc;
use std::sync::Arc;

use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Catalogue;
use crate::config::{SurroundingsSource, read_cameras};
use crate::platform::{Interval, is_hidden};

/// How often it is asked whether streams have come or gone while somebody looks, in milliseconds.
const ASK_EVERY_MS: u32 = 10_000;

/// The catalogue of the screen. A handle: cheap to copy, handed down by context.
#[derive(Clone, Copy)]
pub struct CameraBook {
    inner: StoredValue<Inner, LocalStorage>,
    catalogue: RwSignal<Option<Arc<Catalogue>>>,
    failed: RwSignal<bool>,
}

struct Inner {
    source: SurroundingsSource,
    /// What was answered last: the same again is not read again.
    told: Option<Rc<[u8]>>,
    asking: bool,
    watchers: usize,
    timer: Option<Interval>,
}

impl CameraBook {
    /// Reads from `source` as soon as somebody wants to know.
    #[must_use]
    pub fn new(source: SurroundingsSource) -> Self {
        Self {
            inner: StoredValue::new_local(Inner {
                source,
                told: None,
                asking: false,
                watchers: 0,
                timer: None,
            }),
            catalogue: RwSignal::new(None),
            failed: RwSignal::new(false),
        }
    }

    /// The cameras; `None` until they have been read.
    #[must_use]
    pub fn catalogue(self) -> Signal<Option<Arc<Catalogue>>> {
        self.catalogue.into()
    }

    /// Whether they were asked for in vain. It is asked again while somebody looks.
    #[must_use]
    pub fn failed(self) -> Signal<bool> {
        self.failed.into()
    }

    /// Reads them now and keeps them fresh, as long as the calling component lives.
    pub fn watch(self) {
        let begun = self.inner.try_update_value(|inner| {
            inner.watchers += 1;
            if inner.timer.is_none() && inner.source.changes() {
                inner.timer = Some(Interval::new(ASK_EVERY_MS, move || {
                    if !is_hidden() {
                        self.ask();
                    }
                }));
            }
        });
        if begun.is_none() {
            return;
        }
        self.ask();
        on_cleanup(move || {
            self.inner.try_update_value(|inner| {
                inner.watchers -= 1;
                if inner.watchers == 0 {
                    inner.timer = None;
                }
            });
        });
    }

    /// Asks once, unless that is just being done.
    fn ask(self) {
        let source = self.inner.try_update_value(|inner| {
            let known = inner.told.is_some() && !inner.source.changes();
            let asks = !inner.asking && !known;
            asks.then(|| {
                inner.asking = true;
                inner.source.clone()
            })
        });
        let Some(source) = source.flatten() else {
            return;
        };
        spawn_local(async move {
            let answer = source.cameras().await;
            let news = self.inner.try_update_value(|inner| {
                inner.asking = false;
                let told = answer?;
                if inner.told.as_ref() == Some(&told) {
                    return Ok(None);
                }
                let list = read_cameras(&told)?;
                inner.told = Some(told);
                Ok(Some(list))
            });
            let failed = match news {
                None => return,
                Some(Ok(news)) => {
                    if let Some(list) = news {
                        self.catalogue.try_set(Some(Arc::new(Catalogue::of(list))));
                    }
                    false
                }
                Some(Err(error)) => {
                    let error: crate::config::SurroundingsError = error;
                    warn!("cameras: {error}");
                    true
                }
            };
            if self.failed.try_get_untracked() != Some(failed) {
                self.failed.try_set(failed);
            }
        });
    }
}
