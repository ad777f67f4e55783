use leptos::prelude::Notify;
use leptos::reactive::graph::Source;

/// Wakes everybody who reads a signal, and forgets them. Whoever lives reads it again when it runs, and is known again; whoever
/// does not, is not. reactive_graph (0.2.16) itself forgets a reader only when that one runs again, so that a signal which lives
/// as long as the page keeps some bytes of every effect that ever read it, and walks over all of them whenever it changes.
pub fn wake_all(signal: &(impl Notify + Source)) {
    signal.notify();
    signal.clear_subscribers();
}
