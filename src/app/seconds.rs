//! The beat of everything that shows a duration or a time.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use crate::platform::{PageTime, Timeout, page_now};
use crate::store::Store;

/// From this rate on a clock that is shown once a second would leap.
const FAST: f64 = 1.5;

/// Between two beats then, in milliseconds.
const FAST_BEAT_MS: u32 = 250;

/// Calls once a second, at the moment the deployment's seconds change when they are as long as the page's.
pub struct Seconds {
    store: Store,
    on_second: Box<dyn Fn(PageTime)>,
    timer: RefCell<Option<Timeout>>,
    this: Weak<Self>,
}

impl Seconds {
    /// Begins at once.
    #[must_use]
    pub fn begin(store: Store, on_second: impl Fn(PageTime) + 'static) -> Rc<Self> {
        let seconds = Rc::new_cyclic(|this: &Weak<Self>| Self {
            store,
            on_second: Box::new(on_second),
            timer: RefCell::new(None),
            this: this.clone(),
        });
        seconds.beat();
        seconds
    }

    fn beat(&self) {
        let at = page_now();
        (self.on_second)(at);
        let this = self.this.clone();
        let timer = Timeout::new(self.until_next(at), move || {
            if let Some(seconds) = this.upgrade() {
                seconds.beat();
            }
        });
        *self.timer.borrow_mut() = Some(timer);
    }

    /// Milliseconds until the next second begins, and a few more so that it surely has.
    fn until_next(&self, at: PageTime) -> u32 {
        let clock = self.store.clock();
        if clock.is_some_and(|clock| clock.rate() > FAST) {
            return FAST_BEAT_MS;
        }
        let clock = clock.filter(|clock| clock.rate() <= 1.0);
        let into_second = clock.map_or(0, |clock| clock.now(at).0.rem_euclid(1_000));
        u32::try_from(1_000 - into_second).unwrap_or(1_000) + 4
    }
}
