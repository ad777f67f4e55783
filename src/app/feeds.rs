//! The feeds: from every source's inbox into the store, once a tick.

use std::cell::RefCell;
use std::rc::Rc;

use domain::Network;
use leptos::logging::warn;
use leptos::prelude::*;
use protocol::{CloseCode, Deployment, ServerFrame};

use super::demo::DemoParts;
use crate::commands::Commands;
use crate::config::{Addresses, Token};
use crate::connection::{FrameSource, Line, LineOptions, LinkState, Restart};
use crate::platform::{PageTime, TickGuard, Ticks, Timeout};
use crate::store::Store;

/// Every source of frames, in the deployment's order.
pub type Sources = StoredValue<Vec<Rc<dyn FrameSource>>, LocalStorage>;

/// Opens a line to every network of the deployment.
pub fn open_lines(
    deployment: &Deployment,
    addresses: &Addresses,
    token: Option<&Token>,
    store: Store,
    ticks: StoredValue<Ticks, LocalStorage>,
) -> Sources {
    let lines = deployment.feeds.iter().map(|feed| {
        let network = feed.network;
        let line: Rc<dyn FrameSource> = Line::open(LineOptions {
            network,
            address: addresses.feed(feed.hub.as_deref(), network),
            token: token.cloned(),
            resume: Box::new(move || store.resume(network)),
            wake: Box::new(move || {
                ticks.try_with_value(Ticks::ask);
            }),
        });
        line
    });
    StoredValue::new_local(lines.collect())
}

/// Lets the demo in the page's worker speak for every network.
pub fn demo_sources(
    parts: DemoParts,
    networks: &[Network],
    ticks: StoredValue<Ticks, LocalStorage>,
) -> Sources {
    let Some(demo) = parts.demo() else {
        return StoredValue::new_local(Vec::new());
    };
    demo.on_wake(move || {
        ticks.try_with_value(Ticks::ask);
    });
    let sources = networks.iter().map(|network| demo.source(*network));
    StoredValue::new_local(sources.collect())
}

/// Drains every inbox into the store, with every tick.
pub fn drain_each_tick(
    store: Store,
    sources: Sources,
    ticks: StoredValue<Ticks, LocalStorage>,
) -> TickGuard {
    let buffer = RefCell::new(Vec::<ServerFrame>::new());
    let owed = Rc::new(RefCell::new(None::<Timeout>));
    ticks.with_value(|ticks| {
        ticks.each(move |at| {
            sources.with_value(|sources| {
                for source in sources {
                    drain(store, &**source, &mut buffer.borrow_mut(), at);
                }
            });
            pay_owed(store, &owed, at);
        })
    })
}

fn drain(store: Store, source: &dyn FrameSource, buffer: &mut Vec<ServerFrame>, at: PageTime) {
    source.drain(buffer);
    let anew = buffer
        .iter()
        .any(|frame| matches!(frame, ServerFrame::Hello(_)));
    let network = source.network();
    if !buffer.is_empty()
        && let Err(error) = store.apply(network, buffer.drain(..), at)
    {
        warn!("{network} feed: {error}");
        buffer.clear();
        source.restart(Restart::OutOfTurn);
    }
    let mut health = source.health(at);
    health.through = store.through(network);
    // Another picture has another age, though nothing else about its feed may have changed.
    if anew {
        store.tell_health(health);
    } else {
        store.tell_health_change(health);
    }
}

/// Tells the store every feed's health with its age.
pub fn tell_health(store: Store, sources: Sources, at: PageTime) {
    sources.with_value(|sources| {
        for source in sources {
            let mut health = source.health(at);
            health.through = store.through(source.network());
            store.tell_health(health);
        }
    });
}

/// A feed of the page's own hub that knows nobody here any more says that the session has ended.
pub fn end_refused_session(commands: Commands, sources: Sources, at: PageTime) {
    let is_refused = |source: &Rc<dyn FrameSource>| {
        commands.is_own_hub(source.network())
            && source.health(at).link == LinkState::Refused(CloseCode::Unauthorised)
    };
    if sources.with_value(|sources| sources.iter().any(is_refused)) {
        commands.end_session();
    }
}

/// Wakes the slow readers when they are owed it and no tick comes.
fn pay_owed(store: Store, owed: &Rc<RefCell<Option<Timeout>>>, at: PageTime) {
    let Some(due) = store.next_wake().filter(|_| owed.borrow().is_none()) else {
        return;
    };
    let slot = Rc::clone(owed);
    let wait = due.millis_since(at).ceil() as u32 + 1;
    *owed.borrow_mut() = Some(Timeout::new(wait, move || {
        slot.borrow_mut().take();
        store.tell_time(crate::platform::page_now());
    }));
}
